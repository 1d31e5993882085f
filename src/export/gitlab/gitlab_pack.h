/* gitlab_pack.h: the archive that GitLab imports, packed of its members. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_PACK_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_PACK_H

#include "engine/job_kind.h"

bool gitlab_pack_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
