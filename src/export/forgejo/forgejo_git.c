#include "export/forgejo/forgejo_git.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/staging.h"
#include "export/project.h"
#include "engine/watch.h"
#include "forge/place.h"
#include "lib/git/git.h"
#include "lib/git/git_copy.h"
#include "lib/os/file.h"

static bool list_refspecs(struct task *task, struct buffer *refspecs, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select refspec from forge.forgejo_refspecs(run => $1, kind => $2)",
                          db_int(task->workplace->run_id), db_text(task->job->key)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        buffer_printf(refspecs, "%s\n", db_rows_cell(rows, i, 0));
    return true;
}

/* A copy of another attempt may be there already: it is as good. */
static bool take_over(const char *made, const char *path, struct error *err)
{
    if (rename(made, path) == 0)
        return file_sync_parent(path, err);
    if (errno == EEXIST || errno == ENOTEMPTY)
        return file_remove_tree(made, err);
    return error_set(err, ERROR_RETRY, "%s cannot be renamed to %s: %s", made, path,
                     strerror(errno));
}

static bool copy(struct task *task, const char *from, const char *path, struct error *err)
{
    CLEANUP(buffer_release) struct buffer refspecs = {0};
    CLEANUP(free_pointer) char *made = project_scratch(task, "made.git");
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    struct git_watch watch = watch_git(task->workplace);
    struct error ignored = {0};
    char head[1024] = "";

    if (!list_refspecs(task, &refspecs, err) || !gitdir_open(&gitdir, from, err))
        return false;
    gitdir_head(gitdir, head, sizeof(head));
    if (git_copy_make(&(struct git_copy){from, made, &refspecs, *head != '\0' ? head : NULL},
                      &watch, err) &&
        take_over(made, path, err))
        return true;
    (void)!file_remove_tree(made, &ignored); /* what is left goes with its folder */
    return false;
}

bool forgejo_git_digest(struct task *task, struct error *err)
{
    bool is_code = strcmp(task->job->key, "code") == 0;
    CLEANUP(free_pointer) char *place = place_repository(project_of(task)->id, task->job->key);
    CLEANUP(free_pointer)
    char *from = xasprintf("%s/%s", task->workplace->settings->storage, place);
    CLEANUP(free_pointer)
    char *path = project_path(task, is_code ? "output/git" : "output/git.wiki.git");
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select forge.has_repository(project => $1, kind => $2) as there",
                          db_int(project_of(task)->id), db_text(task->job->key)),
                  &rows, err) ||
        !project_make_folder(task, "output", err) || !project_make_folder(task, "new", err))
        return false;
    if (file_exists(path) || !db_rows_boolean(rows, 0, "there"))
        return true;
    if (!staging_is_published(from))
        return error_set(err, ERROR_ITEM,
                         "the repository %s is not there, although it was brought over: import "
                         "the project again, then select brigade.retry(%lld)",
                         from, (long long)task->workplace->run_id);
    return copy(task, from, path, err);
}
