#include "export/gitlab/gitlab_lists.h"

#include <string.h>

#include "engine/watch.h"
#include "export/gitlab/gitlab_work.h"
#include "export/project.h"
#include "export/puts.h"
#include "export/shared/describe.h"

/* The one version of the format that GitLab 14 to 19 take. Those of GitLab itself are not looked
 * at: the oldest that takes it stands there. */
static const char *const versions[][2] = {
    {"VERSION", "0.2.4"},
    {"GITLAB_VERSION", "14.0.0"},
    {"GITLAB_REVISION", "00000000000"},
};

/* Files below tree/, each there even when it is empty. */
static const char *const lists[] = {
    "project.json",
    "project/labels.ndjson",
    "project/milestones.ndjson",
    "project/project_feature.ndjson",
    "project/project_members.ndjson",
};

static bool write_text(const struct task *task, const char *name, const char *text,
                       struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("parts/archive/%s", name);
    CLEANUP(sink_abandon) struct sink *sink = NULL;

    return project_write(task, path, &sink, err) && sink_text(sink, text, err) &&
           gitlab_close_part(task, &sink, path, err);
}

static bool write_list(const struct task *task, const struct db_rows *rows, const char *name,
                       struct error *err)
{
    CLEANUP(buffer_release) struct buffer text = {0};
    CLEANUP(free_pointer) char *path = xasprintf("tree/%s", name);

    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(json_free) struct json_object *item = NULL;
        if (strcmp(db_rows_text(rows, i, "file"), name) != 0)
            continue;
        if (!gitlab_parse(db_rows_text(rows, i, "item"), &item, err))
            return false;
        buffer_printf(&text, "%s\n", json_print(item, NULL));
    }
    return write_text(task, path, buffer_text(&text), err);
}

static bool write_large_files(const struct task *task, struct error *err)
{
    CLEANUP(free_pointer) char *text = NULL;

    return describe_ask(task,
                        DB_CALL("select forge.gitlab_large_files(run => $1)",
                                db_int(task->workplace->run_id)),
                        &text, err) &&
           write_text(task, "lfs-objects.json", text, err);
}

bool gitlab_lists_digest(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select file, item from forge.gitlab_lists(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++)
        if (!write_text(task, versions[i][0], versions[i][1], err))
            return false;
    for (size_t i = 0; i < ARRAY_LENGTH(lists); i++)
        if (!write_list(task, rows, lists[i], err))
            return false;
    return write_large_files(task, err) && gitlab_put_losses(task, "projects", err);
}

bool gitlab_join_digest(struct task *task, struct error *err)
{
    const char *path = strcmp(task->job->key, "pulls") == 0
                           ? "parts/archive/tree/project/merge_requests.ndjson"
                           : "parts/archive/tree/project/issues.ndjson";
    struct sink_watch watch = watch_sink(task->workplace);
    CLEANUP(db_rows_free) struct db_rows *parts = NULL;
    CLEANUP(sink_abandon) struct sink *sink = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select path from forge.gitlab_parts(run => $1, list => $2)",
                          db_int(task->workplace->run_id), db_text(task->job->key)),
                  &parts, err) ||
        !project_write(task, path, &sink, err))
        return false;
    for (size_t i = 0; i < db_rows_count(parts); i++) {
        CLEANUP(free_pointer) char *from = project_path(task, db_rows_cell(parts, i, 0));
        if (!sink_add_file(sink, from, &watch, err))
            return false;
    }
    return gitlab_close_part(task, &sink, path, err);
}

static bool take_line(const struct db_rows *rows, void *payload, struct error *err)
{
    return sink_text(payload, db_rows_text(rows, 0, "line"), err) &&
           sink_write(payload, "\n", 1, err);
}

/* People have the numbers that they have here. */
static bool write_table(struct task *task, const char *name, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("output/%s", name);
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_file file;

    if (!project_write(task, path, &sink, err) ||
        !db_read(task->workplace->db,
                 DB_CALL("select line from brigade.export_table(run => $1, file => $2, ids => $3)",
                         db_int(task->workplace->run_id), db_text(name), db_ints(NULL, 0)),
                 take_line, sink, err) ||
        !sink_close(&sink, &file, err))
        return false;
    puts_file(task->outcome, name, false, &file, NULL);
    return true;
}

bool gitlab_tables_digest(struct task *task, struct error *err)
{
    return write_table(task, "numbers.csv", err) && write_table(task, "people.csv", err) &&
           write_table(task, "losses.csv", err);
}
