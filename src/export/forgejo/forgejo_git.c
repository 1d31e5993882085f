#include "export/forgejo/forgejo_git.h"

#include <string.h>

#include "engine/watch.h"
#include "export/project.h"
#include "export/shared/repository.h"
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
        repository_take_over(made, path, err))
        return true;
    (void)!file_remove_tree(made, &ignored); /* what is left goes with its folder */
    return false;
}

bool forgejo_git_digest(struct task *task, struct error *err)
{
    bool is_code = strcmp(task->job->key, "code") == 0;
    CLEANUP(free_pointer) char *from = NULL;
    CLEANUP(free_pointer)
    char *path = project_path(task, is_code ? "output/git" : "output/git.wiki.git");

    if (!repository_find(task, task->job->key, &from, err) ||
        !project_make_folder(task, "output", err) || !project_make_folder(task, "new", err))
        return false;
    return from == NULL || file_exists(path) || copy(task, from, path, err);
}
