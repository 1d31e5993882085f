/* github_pack.h: the archive for GitHub, packed of its files, repositories and attachments. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_PACK_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_PACK_H

#include "engine/job_kind.h"

/* <private>/<this> has the repositories that are packed. */
#define GITHUB_REPOSITORIES "parts/repositories"

bool github_pack_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
