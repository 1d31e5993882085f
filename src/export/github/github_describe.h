/* github_describe.h: what stands beside the archive for people, and its publication. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_DESCRIBE_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_DESCRIBE_H

#include "engine/job_kind.h"

bool github_publish_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
