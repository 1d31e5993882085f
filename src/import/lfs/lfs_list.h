/* lfs_list.h: Stage lfs_objects, first half: the large files that the repository points to. All its
 * objects are looked at, also those that no branch leads to. The files that are found go into jobs
 * of a hundred.
 *
 * The list is made in pieces, by ascending hash, so that neither memory nor a transaction grows
 * with it; each piece is one more pass, and a pass takes about a second for a million objects. */
#ifndef BRIGADE_IMPORT_LFS_LIST_H
#define BRIGADE_IMPORT_LFS_LIST_H

#include "engine/job_kind.h"

bool lfs_list_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
