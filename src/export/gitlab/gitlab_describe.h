/* gitlab_describe.h: what stands beside the archive for people, and its publication. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_DESCRIBE_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_DESCRIBE_H

#include "engine/job_kind.h"

bool gitlab_publish_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
