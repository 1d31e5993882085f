/* repository_copy.h: a repository of the store, copied for a receiver under the names of refs that
 * it knows. */
#ifndef BRIGADE_EXPORT_SHARED_REPOSITORY_COPY_H
#define BRIGADE_EXPORT_SHARED_REPOSITORY_COPY_H

#include "engine/job_kind.h"

struct repository_copy {
    const char *kind;               /* code or wiki */
    const char *folder;             /* <private>/<this> gets it, */
    const char *name;               /* under this name */
    const struct db_call *refspecs; /* one a row, as lib/git/git_copy takes them */
    bool is_needed;                 /* an empty one is made where the store has none */
};

/* What another attempt has made is kept. */
bool repository_copy_make(struct task *task, const struct repository_copy *copy,
                          struct error *err) MUST_CHECK;

#endif
