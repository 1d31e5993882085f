#include "export/files/files_join.h"

#include "export/project.h"
#include "export/puts.h"
#include "engine/watch.h"

/* `column` is that of forge.export_pieces; heading NULL: none. */
static bool join(struct task *task, const struct db_rows *pieces, const char *column,
                 const char *heading, struct error *err)
{
    CLEANUP(free_pointer)
    char *name = xasprintf("%s.%s", task->job->key, heading != NULL ? "csv" : "ndjson");
    CLEANUP(free_pointer) char *path = xasprintf("output/%s", name);
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_watch watch = watch_sink(task->workplace);
    struct sink_file file;

    if (!project_write(task, path, &sink, err) ||
        (heading != NULL && (!sink_text(sink, heading, err) || !sink_write(sink, "\n", 1, err))))
        return false;
    for (size_t i = 0; i < db_rows_count(pieces); i++) {
        CLEANUP(free_pointer) char *from = project_path(task, db_rows_text(pieces, i, column));
        if (!sink_add_file(sink, from, &watch, err))
            return false;
    }
    if (!sink_close(&sink, &file, err))
        return false;
    puts_file(task->outcome, name, false, &file, NULL);
    return true;
}

static int64_t sum(const struct db_rows *rows, const char *column)
{
    int64_t sum = 0;

    for (size_t i = 0; i < db_rows_count(rows); i++)
        sum += db_rows_integer(rows, i, column);
    return sum;
}

bool files_join_digest(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *pieces = NULL;
    CLEANUP(db_rows_free) struct db_rows *things = NULL;
    const char *heading = NULL;

    if (!db_query(
            task->workplace->db,
            DB_CALL("select thing, row_count, lines, cells from forge.export_pieces(run => $1, "
                    "file => $2)",
                    db_int(task->workplace->run_id), db_text(task->job->key)),
            &pieces, err) ||
        !db_query(task->workplace->db,
                  DB_CALL("select here, heading from forge.export_file(run => $1, file => $2)",
                          db_int(task->workplace->run_id), db_text(task->job->key)),
                  &things, err))
        return false;
    if (sum(pieces, "row_count") != sum(things, "here"))
        return error_set(err, ERROR_ITEM,
                         "%s has pieces with %lld of its %lld rows: the jobs of the stage rows "
                         "that failed say why; when that is mended: brigade retry %lld",
                         task->job->key, (long long)sum(pieces, "row_count"),
                         (long long)sum(things, "here"), (long long)task->workplace->run_id);
    heading = db_rows_text(things, 0, "heading");
    return join(task, pieces, "lines", NULL, err) && join(task, pieces, "cells", heading, err);
}
