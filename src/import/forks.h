/* forks.h: Stage pull_requests_notes: commits of pull requests that come from forks. One job a
 * fork: the branches that its pull requests name are fetched into a private copy of the repository,
 * and the packs that came are added to the repository by hard links. They need no refs: nothing
 * here collects garbage, and refs/merge-requests/ will name them (heads.c). A fork that cannot be
 * read is a note. */
#ifndef BRIGADE_IMPORT_FORKS_H
#define BRIGADE_IMPORT_FORKS_H

#include "engine/job_kind.h"

bool forks_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
