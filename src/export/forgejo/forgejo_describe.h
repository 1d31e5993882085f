/* forgejo_describe.h: the last job of an export for Forgejo: IMPORT.txt and SHA256SUMS, and the
 * output is published. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_DESCRIBE_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_DESCRIBE_H

#include "engine/job_kind.h"

bool forgejo_publish_digest(struct task *task, struct error *err);

#endif
