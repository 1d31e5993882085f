#include "export/shared/repository.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/staging.h"
#include "export/project.h"
#include "forge/place.h"
#include "lib/os/file.h"

static char *path_of(const struct task *task, const char *kind)
{
    CLEANUP(free_pointer) char *place = place_repository(project_of(task)->id, kind);

    return xasprintf("%s/%s", task->workplace->settings->storage, place);
}

bool repository_find(const struct task *task, const char *kind, char **path, struct error *err)
{
    CLEANUP(free_pointer) char *found = path_of(task, kind);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    *path = NULL;
    if (!db_query(task->workplace->db,
                  DB_CALL("select forge.has_repository(project => $1, kind => $2) as there",
                          db_int(project_of(task)->id), db_text(kind)),
                  &rows, err))
        return false;
    if (!db_rows_boolean(rows, 0, "there"))
        return true;
    if (!staging_is_published(found))
        return error_set(err, ERROR_ITEM,
                         "the repository %s is not there, although it was brought over: import "
                         "the project again, then: brigade retry %lld",
                         found, (long long)task->workplace->run_id);
    *path = TAKE(found);
    return true;
}

bool repository_open(const struct task *task, const char *kind, struct gitdir **gitdir,
                     struct error *err)
{
    CLEANUP(free_pointer) char *path = path_of(task, kind);

    return !staging_is_published(path) || gitdir_open(gitdir, path, err);
}

bool repository_take_over(const char *made, const char *path, struct error *err)
{
    if (rename(made, path) == 0)
        return file_sync_parent(path, err);
    if (errno == EEXIST || errno == ENOTEMPTY)
        return file_remove_tree(made, err);
    return error_set(err, ERROR_RETRY, "%s cannot be renamed to %s: %s", made, path,
                     strerror(errno));
}
