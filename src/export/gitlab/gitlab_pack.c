#include "export/gitlab/gitlab_pack.h"

#include <string.h>

#include "engine/watch.h"
#include "export/project.h"
#include "export/puts.h"
#include "lib/archive/tar.h"

#define BELOW "parts/archive/"

static bool add(const struct task *task, struct tar *tar, const char *path, struct error *err)
{
    CLEANUP(free_pointer) char *from = project_path(task, path);
    CLEANUP(free_pointer) char *name = xasprintf("./%s", path + strlen(BELOW));
    struct sink_watch watch = watch_sink(task->workplace);

    return tar_add_file(tar, &(struct tar_file){name, from}, &watch, err);
}

static bool add_all(const struct task *task, struct tar *tar, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select path from forge.export_parts(run => $1, folder => $2)",
                          db_int(task->workplace->run_id), db_text("archive")),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        if (!add(task, tar, db_rows_cell(rows, i, 0), err))
            return false;
        if (!task->workplace->tick(task->workplace, NULL))
            return error_set(err, ERROR_RETRY, "told to stop while the archive was packed");
    }
    return tar_end(tar, err);
}

bool gitlab_pack_digest(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *facts = NULL;
    CLEANUP(tar_close) struct tar *tar = NULL;
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    CLEANUP(free_pointer) char *path = NULL;
    struct sink_file file;

    if (!db_query(task->workplace->db,
                  DB_CALL("select archive, as_of from forge.export_archive(run => $1)",
                          db_int(task->workplace->run_id)),
                  &facts, err))
        return false;
    path = xasprintf("output/%s", db_rows_text(facts, 0, "archive"));
    if (!project_write(task, path, &sink, err))
        return false;
    tar_begin(&tar, sink, db_rows_integer(facts, 0, "as_of"));
    if (!add_all(task, tar, err) || !sink_close(&sink, &file, err))
        return false;
    puts_file(task->outcome, db_rows_text(facts, 0, "archive"), false, &file, NULL);
    return true;
}
