/* lfs_objects.h: Stage lfs_objects, second half: the large files themselves, into
 * <storage>/lfs/<project>, named for their SHA-256.
 *
 * A job brings a hundred. Files that are there already, from a worker that was killed or from an
 * earlier import, are not fetched again. A file that does not come gets a job of its own, so that
 * the others come in and it has its own tries. Such a job ends as a failure that names the file. */
#ifndef BRIGADE_IMPORT_LFS_OBJECTS_H
#define BRIGADE_IMPORT_LFS_OBJECTS_H

#include "engine/job_kind.h"

bool lfs_objects_digest_batch(struct task *task, struct error *err) MUST_CHECK;
bool lfs_objects_digest_object(struct task *task, struct error *err) MUST_CHECK;

#endif
