#include "export/shared/join.h"

#include "engine/watch.h"
#include "export/project.h"

bool join_parts(struct export_work *work, const struct join *join, struct error *err)
{
    struct task *task = work->task;
    struct sink_watch watch = watch_sink(task->workplace);
    CLEANUP(db_rows_free) struct db_rows *parts = NULL;
    CLEANUP(sink_abandon) struct sink *sink = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select path from forge.export_parts(run => $1, folder => $2)",
                          db_int(task->workplace->run_id), db_text(join->folder)),
                  &parts, err) ||
        !export_work_write(work, &join->file, &sink, err))
        return false;
    for (size_t i = 0; i < db_rows_count(parts); i++) {
        CLEANUP(free_pointer) char *from = project_path(task, db_rows_cell(parts, i, 0));
        if (!sink_add_file(sink, from, &watch, err))
            return false;
    }
    return (db_rows_count(parts) > 0 || join->when_empty == NULL ||
            sink_text(sink, join->when_empty, err)) &&
           export_work_note(work, &join->file, &sink, err);
}

bool join_write_table(struct export_work *work, const char *name, struct error *err)
{
    struct workplace *workplace = work->task->workplace;
    struct export_file file = {.path = name};
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    size_t count = 0;
    const int64_t *numbers = work->people != NULL ? people_numbers(work->people, &count) : NULL;

    return export_work_write(work, &file, &sink, err) &&
           db_read(workplace->db,
                   DB_CALL("select line from brigade.export_table(run => $1, file => $2, ids => "
                           "$3)",
                           db_int(workplace->run_id), db_text(name), db_ints(numbers, count)),
                   export_work_take_line, sink, err) &&
           export_work_note(work, &file, &sink, err);
}

bool join_write_tables(struct export_work *work, struct error *err)
{
    return join_write_table(work, "numbers.csv", err) &&
           join_write_table(work, "people.csv", err) && join_write_table(work, "losses.csv", err);
}
