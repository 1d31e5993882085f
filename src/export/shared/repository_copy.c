#include "export/shared/repository_copy.h"

#include "engine/watch.h"
#include "export/project.h"
#include "export/shared/repository.h"
#include "lib/git/git_copy.h"
#include "lib/os/file.h"

static bool list_refspecs(struct task *task, const struct db_call *call, struct buffer *refspecs,
                          struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db, call, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        buffer_printf(refspecs, "%s\n", db_rows_cell(rows, i, 0));
    return true;
}

static bool make(struct task *task, const struct repository_copy *copy, const char *from,
                 const char *path, struct error *err)
{
    CLEANUP(buffer_release) struct buffer refspecs = {0};
    CLEANUP(free_pointer) char *made = project_scratch(task, "made.git");
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    struct git_watch watch = watch_git(task->workplace);
    struct error ignored = {0};
    char head[1024] = "";

    if (!list_refspecs(task, copy->refspecs, &refspecs, err) ||
        (from != NULL && !gitdir_open(&gitdir, from, err)))
        return false;
    if (from != NULL)
        gitdir_head(gitdir, head, sizeof(head));
    if (git_copy_make(&(struct git_copy){from, made, &refspecs, *head != '\0' ? head : NULL},
                      &watch, err) &&
        repository_take_over(made, path, err))
        return true;
    (void)!file_remove_tree(made, &ignored); /* what is left goes with its folder */
    return false;
}

bool repository_copy_make(struct task *task, const struct repository_copy *copy, struct error *err)
{
    CLEANUP(free_pointer) char *folder = project_path(task, copy->folder);
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", folder, copy->name);
    CLEANUP(free_pointer) char *from = NULL;

    if (!repository_find(task, copy->kind, &from, err) ||
        !project_make_folder(task, copy->folder, err) || !project_make_folder(task, "new", err))
        return false;
    return (from == NULL && !copy->is_needed) || file_exists(path) ||
           make(task, copy, from, path, err);
}
