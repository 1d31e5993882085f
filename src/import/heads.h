/* heads.h: Stage finish: refs/merge-requests/<iid>/head and, where it was merged, /merge, so that
 * the commits of merge requests outlive their branches. The head is the source commit wherever it
 * came from (branch, fork, merge); where Bitbucket no longer names it, the second parent of the
 * merge commit, or the branch of one that is open. Every commit that is here has its whole history:
 * nothing is published before git has checked that. A head that exists nowhere is noted with its
 * reason. */
#ifndef BRIGADE_IMPORT_HEADS_H
#define BRIGADE_IMPORT_HEADS_H

#include "engine/job_kind.h"

bool heads_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
