/* files_describe.h: the last job of open data: README.txt, datapackage.json and SHA256SUMS, and the
 * output is published. */
#ifndef BRIGADE_EXPORT_FILES_FILES_DESCRIBE_H
#define BRIGADE_EXPORT_FILES_FILES_DESCRIBE_H

#include "engine/job_kind.h"

bool files_publish_digest(struct task *task, struct error *err);

#endif
