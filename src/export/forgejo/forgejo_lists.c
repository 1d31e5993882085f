#include "export/forgejo/forgejo_lists.h"

#include <string.h>

#include "export/forgejo/forgejo_work.h"
#include "export/shared/join.h"

static bool add_item(struct sink *sink, const char *name, const char *text, struct error *err)
{
    CLEANUP(json_free) struct json_object *item = NULL;

    if (!export_work_parse(text, &item, err))
        return false;
    return strcmp(name, "repo.yml") == 0 || strcmp(name, "topic.yml") == 0
               ? forgejo_add_whole(sink, item, err)
               : forgejo_add(sink, item, err);
}

/* A list without elements is written as one. */
static bool write_list(struct export_work *work, const struct db_rows *rows, const char *name,
                       struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct export_file file = {.path = name};
    bool is_empty = true;

    if (!export_work_write(work, &file, &sink, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        if (strcmp(db_rows_text(rows, i, "file"), name) != 0)
            continue;
        is_empty = false;
        if (!add_item(sink, name, db_rows_text(rows, i, "item"), err))
            return false;
    }
    return (!is_empty || sink_text(sink, "[]\n", err)) && export_work_note(work, &file, &sink, err);
}

bool forgejo_lists_digest(struct task *task, struct error *err)
{
    static const char *const names[] = {"repo.yml", "topic.yml", "label.yml", "milestone.yml"};
    CLEANUP(export_work_close) struct export_work work = {.task = task};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select file, item from forge.forgejo_lists(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (!write_list(&work, rows, names[i], err))
            return false;
    return export_work_put_page_losses(task, FORGEJO_LOSSES, "projects", err) &&
           export_work_end(&work, err);
}

bool forgejo_join_digest(struct task *task, struct error *err)
{
    CLEANUP(export_work_close) struct export_work work = {.task = task};
    bool is_pulls = strcmp(task->job->key, "pulls") == 0;
    struct join join = {
        .file = {.path = is_pulls ? "pull_request.yml" : "issue.yml"},
        .folder = task->job->key,
        .when_empty = "[]\n",
    };

    return join_parts(&work, &join, err) && export_work_end(&work, err);
}

bool forgejo_tables_digest(struct task *task, struct error *err)
{
    CLEANUP(export_work_close) struct export_work work = {.task = task};

    return people_load(task, &work.people, err) && join_write_tables(&work, err) &&
           export_work_end(&work, err);
}
