/* lfs_objects.h: Stage lfs_objects, second half: the large files themselves, into
 * <storage>/lfs/<project>, named for their SHA-256.
 *
 * A job brings a hundred. What is there already, from a worker that was killed or an earlier
 * import, is not fetched again. A file that does not come is made a job of its own, so that the
 * rest comes in and it has its own tries; it ends as a failure that names it. */
#ifndef BRIGADE_IMPORT_LFS_OBJECTS_H
#define BRIGADE_IMPORT_LFS_OBJECTS_H

#include "engine/job_kind.h"

bool lfs_objects_digest_batch(struct task *task, struct error *err) MUST_CHECK;
bool lfs_objects_digest_object(struct task *task, struct error *err) MUST_CHECK;

#endif
