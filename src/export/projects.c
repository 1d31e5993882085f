#include "export/projects.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "export/project.h"
#include "export/puts.h"
#include "export/shared/shelf.h"
#include "lib/os/csv.h"
#include "lib/os/file.h"

static const char *const columns[] = {"project_id", "source", "directory", "export", "state",
                                      "verdict",    "losses", "dropped",   "as_of"};

/* The child, and the job of ours that is done when the child has ended. */
static void enqueue_child(struct task *task, const struct db_rows *rows, size_t row)
{
    const char *slug = db_rows_text(rows, row, "slug");
    struct json_object *child = json_new_object();

    json_set_text(child, "slug", slug);
    json_set_integer(child, "project_id", db_rows_integer(rows, row, "project_id"));
    outcome_add_child(task->outcome, child);
    outcome_enqueue(task->outcome, &(struct follow_up){.kind = "child", .key = slug});
}

static void enqueue_refusal(struct task *task, const char *slug, const char *refusal)
{
    struct json_object *payload = json_new_object();

    json_set_text(payload, "refusal", refusal);
    outcome_enqueue(task->outcome,
                    &(struct follow_up){.kind = "refusal", .key = slug, .payload = payload});
}

bool projects_digest(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select slug, project_id, refusal from brigade.export_projects(run => "
                          "$1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *refusal = db_rows_text(rows, i, "refusal");
        if (refusal != NULL)
            enqueue_refusal(task, db_rows_text(rows, i, "slug"), refusal);
        else
            enqueue_child(task, rows, i);
    }
    return true;
}

bool projects_digest_refusal(struct task *task, struct error *err)
{
    const char *refusal = json_text_at(task->job->payload, "refusal");

    return error_set(err, ERROR_ITEM, "%s; when that is mended, export the workspace again",
                     refusal != NULL ? refusal : "this project cannot be handed out");
}

static void add_rows(struct buffer *text, const struct db_rows *rows)
{
    const char *cells[ARRAY_LENGTH(columns)];

    csv_add_row(text, columns, ARRAY_LENGTH(columns));
    for (size_t row = 0; row < db_rows_count(rows); row++) {
        for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
            cells[i] = db_rows_text(rows, row, columns[i]);
        csv_add_row(text, cells, ARRAY_LENGTH(columns));
    }
}

/* Who else may read it, and come to it. */
static bool set_modes(const struct task *task, const char *folder, const char *file,
                      struct error *err)
{
    unsigned mask = task->workplace->settings->exports_umask;

    return (chmod(folder, 0777 & ~mask) == 0 && chmod(file, 0666 & ~mask) == 0) ||
           error_set(err, ERROR_RETRY, "the mode of %s cannot be set: %s", file, strerror(errno));
}

static bool write_index(const struct task *task, const char *place, const char *text,
                        struct error *err)
{
    const struct project *project = project_of(task);
    CLEANUP(free_pointer) char *folder = xasprintf("%s/%s", project->root, project->target);
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", project->root, place);
    CLEANUP(free_pointer) char *temporary = project_scratch(task, "index");
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_file file;

    return file_check_no_links(project->root, path, err) &&
           file_make_directories(folder, 0700, err) && project_make_folder(task, "new", err) &&
           sink_open(&sink, path, temporary, err) && sink_text(sink, text, err) &&
           sink_close(&sink, &file, err) && set_modes(task, folder, path, err) &&
           file_remove_tree(project->private, err);
}

/* A table; of sites, a page that leads to all of them. */
static char *index_text(const struct task *task, const struct db_rows *rows, bool is_site)
{
    CLEANUP(html_release) struct html html = {0};
    CLEANUP(buffer_release) struct buffer text = {0};

    if (is_site)
        shelf_write(&html, project_of(task)->full_name, rows);
    else
        add_rows(&text, rows);
    return xstrdup(buffer_text(is_site ? &html.out : &text));
}

bool projects_digest_index(struct task *task, struct error *err)
{
    bool is_site = strcmp(project_of(task)->target, "site") == 0;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(free_pointer) char *text = NULL;
    CLEANUP(free_pointer)
    char *place = xasprintf("%s/index-%lld.%s", project_of(task)->target,
                            (long long)task->workplace->run_id, is_site ? "html" : "csv");
    struct json_object *row = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select project_id, source, directory, export, state, verdict, losses, "
                          "dropped, as_of from brigade.export_index(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    text = index_text(task, rows, is_site);
    if (!write_index(task, place, text, err))
        return false;
    row = json_new_object();
    json_set_boolean(row, "begins_again", false);
    json_set_text(row, "directory", place);
    outcome_put(task->outcome, PUT_EXPORT_END, row);
    return true;
}
