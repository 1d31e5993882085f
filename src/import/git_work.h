/* git_work.h: shared by all jobs that work on the git repository of a project: the identity for its
 * server, the operator's limits, signs of life, a private copy and its publication. */
#ifndef BRIGADE_IMPORT_GIT_WORK_H
#define BRIGADE_IMPORT_GIT_WORK_H

#include "lib/git/git_transport.h"
#include "engine/staging.h"
#include "engine/watch.h"

/* The path of code.git; NULL when it is not there. The caller frees it. */
char *git_work_code(const struct workplace *workplace) MUST_CHECK;

/* The import's own host gets its credential, any other none. Strings are borrowed. */
struct git_source git_work_source(const struct workplace *workplace, const char *url);

/* The forks whose commits are here, as rows with a full_name each: a hundred at most. */
bool git_work_forks(const struct workplace *workplace, struct db_rows **rows,
                    struct error *err) MUST_CHECK;

/* Publishes the copy. Packs that a fork brought into the old one meanwhile are kept. */
bool git_work_publish(struct staging *staging, struct error *err) MUST_CHECK;

/* Makes staging->directory a private copy of what is published; nothing when nothing is. Refuses
 * when there is no room for more (room.h). */
bool git_work_copy(struct staging *staging, struct workplace *workplace,
                   struct error *err) MUST_CHECK;

#endif
