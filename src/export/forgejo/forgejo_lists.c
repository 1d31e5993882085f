#include "export/forgejo/forgejo_lists.h"

#include <string.h>

#include "export/forgejo/forgejo_work.h"
#include "export/project.h"
#include "engine/watch.h"

/* Opens a file of the output. */
static bool open_file(const struct task *task, const char *name, struct sink **sink,
                      struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("output/%s", name);

    return project_write(task, path, sink, err);
}

static bool add_item(struct sink *sink, const char *name, const char *text, struct error *err)
{
    CLEANUP(json_free) struct json_object *item = NULL;

    if (!forgejo_parse(text, &item, err))
        return false;
    return strcmp(name, "repo.yml") == 0 || strcmp(name, "topic.yml") == 0
               ? forgejo_add_whole(sink, item, err)
               : forgejo_add(sink, item, err);
}

/* A list without elements is written as one. */
static bool write_list(struct forgejo_work *work, const struct db_rows *rows, const char *name,
                       struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    bool is_empty = true;

    if (!open_file(work->task, name, &sink, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        if (strcmp(db_rows_text(rows, i, "file"), name) != 0)
            continue;
        is_empty = false;
        if (!add_item(sink, name, db_rows_text(rows, i, "item"), err))
            return false;
    }
    return (!is_empty || sink_text(sink, "[]\n", err)) &&
           forgejo_close(work, &sink, name, false, err);
}

bool forgejo_lists_digest(struct task *task, struct error *err)
{
    static const char *const names[] = {"repo.yml", "topic.yml", "label.yml", "milestone.yml"};
    CLEANUP(forgejo_work_close) struct forgejo_work work = {.task = task};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select file, item from forge.forgejo_lists(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (!write_list(&work, rows, names[i], err))
            return false;
    return forgejo_put_losses(task, "projects", err) && forgejo_work_end(&work, err);
}

bool forgejo_join_digest(struct task *task, struct error *err)
{
    const char *name = strcmp(task->job->key, "pulls") == 0 ? "pull_request.yml" : "issue.yml";
    CLEANUP(forgejo_work_close) struct forgejo_work work = {.task = task};
    struct sink_watch watch = watch_sink(task->workplace);
    CLEANUP(db_rows_free) struct db_rows *parts = NULL;
    CLEANUP(sink_abandon) struct sink *sink = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select path from forge.forgejo_parts(run => $1, list => $2)",
                          db_int(task->workplace->run_id), db_text(task->job->key)),
                  &parts, err) ||
        !open_file(task, name, &sink, err))
        return false;
    for (size_t i = 0; i < db_rows_count(parts); i++) {
        CLEANUP(free_pointer) char *from = project_path(task, db_rows_cell(parts, i, 0));
        if (!sink_add_file(sink, from, &watch, err))
            return false;
    }
    return (db_rows_count(parts) > 0 || sink_text(sink, "[]\n", err)) &&
           forgejo_close(&work, &sink, name, false, err) && forgejo_work_end(&work, err);
}

static bool take_line(const struct db_rows *rows, void *payload, struct error *err)
{
    return sink_text(payload, db_rows_text(rows, 0, "line"), err) &&
           sink_write(payload, "\n", 1, err);
}

static bool write_table(struct forgejo_work *work, const char *name, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    size_t count = 0;
    const int64_t *numbers = people_numbers(work->people, &count);

    return open_file(work->task, name, &sink, err) &&
           db_read(work->task->workplace->db,
                   DB_CALL("select line from brigade.export_table(run => $1, file => $2, ids => "
                           "$3)",
                           db_int(work->task->workplace->run_id), db_text(name),
                           db_ints(numbers, count)),
                   take_line, sink, err) &&
           forgejo_close(work, &sink, name, false, err);
}

bool forgejo_tables_digest(struct task *task, struct error *err)
{
    CLEANUP(forgejo_work_close) struct forgejo_work work = {.task = task};

    return people_load(task, &work.people, err) && write_table(&work, "numbers.csv", err) &&
           write_table(&work, "people.csv", err) && write_table(&work, "losses.csv", err) &&
           forgejo_work_end(&work, err);
}
