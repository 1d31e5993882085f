/* owner.h: whose a folder of storage is. Folders are named for numbers of the database, and a
 * database that went back (a dump restored, a failover that lost its tail) gives numbers a second
 * time. So <root>/.owners has a file for each folder, with the random id that was made with its
 * project's row. A folder of somebody else is set aside under another name and never written to.
 */
#ifndef BRIGADE_ENGINE_OWNER_H
#define BRIGADE_ENGINE_OWNER_H

#include "engine/job_kind.h"

struct owner {
    char *root; /* of storage or exports, absolute */
    char *path; /* of the folder, below root */
    char *id;
    bool adopts; /* the row is older than these files: a folder that has none is its own */
    const struct workplace *workplace; /* borrowed */
};

/* Of the project that a job works for. */
struct owner owner_of(const struct workplace *workplace, const char *root,
                      const char *path) MUST_CHECK;
void owner_release(struct owner *owner);

/* Makes sure that the folder is this owner's or not there. A foreign one becomes
 * <path>.foreign-<its id>, and the log says so, while the claim holds: else it is we whom the
 * database has forgotten, and that is ERROR_RETRY. */
bool owner_take(const struct owner *owner, struct error *err) MUST_CHECK;
/* Keeps others from taking the folder until *lock is closed. ERROR_RETRY when somebody else has
 * taken it meanwhile: then nothing may be published there. */
bool owner_lock(const struct owner *owner, int *lock, struct error *err) MUST_CHECK;

#endif
