#include "export/gitlab/gitlab_lists.h"

#include <string.h>

#include "export/gitlab/gitlab_work.h"
#include "export/shared/describe.h"
#include "export/shared/join.h"

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

static bool write_text(struct export_work *work, const char *name, const char *text,
                       struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("parts/archive/%s", name);
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct export_file file = {path, true};

    return export_work_write(work, &file, &sink, err) && sink_text(sink, text, err) &&
           export_work_note(work, &file, &sink, err);
}

static bool write_list(struct export_work *work, const struct db_rows *rows, const char *name,
                       struct error *err)
{
    CLEANUP(buffer_release) struct buffer text = {0};
    CLEANUP(free_pointer) char *path = xasprintf("tree/%s", name);

    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(json_free) struct json_object *item = NULL;
        if (strcmp(db_rows_text(rows, i, "file"), name) != 0)
            continue;
        if (!export_work_parse(db_rows_text(rows, i, "item"), &item, err))
            return false;
        buffer_printf(&text, "%s\n", json_print(item, NULL));
    }
    return write_text(work, path, buffer_text(&text), err);
}

static bool write_large_files(struct export_work *work, struct error *err)
{
    const struct task *task = work->task;
    CLEANUP(free_pointer) char *text = NULL;

    return describe_ask(task,
                        DB_CALL("select forge.gitlab_large_files(run => $1)",
                                db_int(task->workplace->run_id)),
                        &text, err) &&
           write_text(work, "lfs-objects.json", text, err);
}

bool gitlab_lists_digest(struct task *task, struct error *err)
{
    CLEANUP(export_work_close) struct export_work work = {.task = task};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select file, item from forge.gitlab_lists(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++)
        if (!write_text(&work, versions[i][0], versions[i][1], err))
            return false;
    for (size_t i = 0; i < ARRAY_LENGTH(lists); i++)
        if (!write_list(&work, rows, lists[i], err))
            return false;
    return write_large_files(&work, err) &&
           export_work_put_page_losses(task, GITLAB_LOSSES, "projects", err) &&
           export_work_end(&work, err);
}

bool gitlab_join_digest(struct task *task, struct error *err)
{
    CLEANUP(export_work_close) struct export_work work = {.task = task};
    bool is_pulls = strcmp(task->job->key, "pulls") == 0;
    struct join join = {
        .file = {is_pulls ? "parts/archive/tree/project/merge_requests.ndjson"
                          : "parts/archive/tree/project/issues.ndjson",
                 true},
        .folder = task->job->key,
    };

    return join_parts(&work, &join, err) && export_work_end(&work, err);
}

/* People have the numbers that they have here. */
bool gitlab_tables_digest(struct task *task, struct error *err)
{
    CLEANUP(export_work_close) struct export_work work = {.task = task};

    return join_write_tables(&work, err) && export_work_end(&work, err);
}
