/* staging.h: work on a directory in private, published as a whole. The directory of an attempt is
 * <storage>/staging/<run>-<job>-<attempt>-<token of the claim>. No other process uses it, so a kill
 * at any moment leaves the published directory as it was. Publication is an exchange of the two
 * directories. An attempt that finds that another one published since the copy was made takes the
 * exchange back and starts again. So no change is lost, whatever runs at once on whatever host.
 * Files of a store come by way of such a directory, too. */
#ifndef BRIGADE_ENGINE_STAGING_H
#define BRIGADE_ENGINE_STAGING_H

#include "lib/os/store.h"
#include "engine/job_kind.h"
#include "engine/owner.h"

struct staging {
    char *directory;    /* private, absolute */
    char *published;    /* absolute */
    char *parent;       /* of it */
    struct owner owner; /* of the folder that it is in */
    /* The directory that stood at `published` when it was copied. */
    bool was_there;
    unsigned long long device;
    unsigned long long inode;
};

/* Names the directories for this attempt and removes what dead attempts of any job left behind.
 * `path` is below storage. */
bool staging_begin(struct staging *staging, const struct workplace *workplace,
                   const struct job *job, const char *path, struct error *err) MUST_CHECK;
/* Whether something is published at `path` (absolute). Where the file system knows no exchange, a
 * directory that a kill left aside is put back first. */
bool staging_is_published(const char *path);
/* Notes what stands at `published`, before it is copied. */
bool staging_remember(struct staging *staging, struct error *err) MUST_CHECK;
/* Makes the private directory the published one, durably; the old one is private until
 * staging_end. ERROR_RETRY, and nothing changed, when somebody else published since
 * staging_remember, or the folder is another project's by now. */
bool staging_publish(struct staging *staging, struct error *err) MUST_CHECK;
/* Removes the private directory, as far as it can be. */
void staging_end(struct staging *staging);

/* The place of a project's files: <storage>/<folder>/<project>. To be ended, whatever becomes of
 * them. */
bool staging_begin_files(struct store_place *place, const struct task *task, const char *folder,
                         struct error *err) MUST_CHECK;
void staging_end_files(struct store_place *place);

/* Removes the directories below <storage>/staging of attempts that have ended: done, failed,
 * superseded, or of an import that is over. Names that are no attempt's are left alone. */
bool staging_sweep(const char *storage, struct db *db, struct error *err) MUST_CHECK;

#endif
