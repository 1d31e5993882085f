/* files_describe.h: what an export of open data says about itself: README.txt, datapackage.json and
 * SHA256SUMS. */
#ifndef BRIGADE_EXPORT_FILES_DESCRIBE_H
#define BRIGADE_EXPORT_FILES_DESCRIBE_H

#include "engine/job_kind.h"

/* How many files it writes. */
#define FILES_DESCRIBED 3

/* Writes them into the private output. *sums, the content of SHA256SUMS, is the caller's: it stands
 * for all files of the output. */
bool files_describe(const struct task *task, char **sums, struct error *err) MUST_CHECK;

#endif
