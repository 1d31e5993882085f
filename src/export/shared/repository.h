/* repository.h: the repositories of a project in the store: code and wiki. */
#ifndef BRIGADE_EXPORT_SHARED_REPOSITORY_H
#define BRIGADE_EXPORT_SHARED_REPOSITORY_H

#include "engine/job_kind.h"
#include "lib/git/git.h"

/* Where the repository of a kind ("code", "wiki") stands. *path: NULL when the store has none; the
 * caller frees it. ERROR_ITEM: it was brought over, and is gone. */
bool repository_find(const struct task *task, const char *kind, char **path,
                     struct error *err) MUST_CHECK;
/* Opens what stands there, whatever the store says; *gitdir stays NULL when nothing does. */
bool repository_open(const struct task *task, const char *kind, struct gitdir **gitdir,
                     struct error *err) MUST_CHECK;
/* Gives a folder that was made its name. One of another attempt may have it already: it is as good,
 * and what was made is removed. */
bool repository_take_over(const char *made, const char *path, struct error *err) MUST_CHECK;

#endif
