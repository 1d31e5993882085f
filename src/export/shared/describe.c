#include "export/shared/describe.h"

#include "export/project.h"

bool describe_ask(const struct task *task, const struct db_call *call, char **out,
                  struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db, call, &rows, err))
        return false;
    *out = xstrdup(db_rows_cell(rows, 0, 0));
    return true;
}

bool describe_readme(const struct task *task, const char *what, const char *heading, char **out,
                     struct error *err)
{
    const struct project *project = project_of(task);
    CLEANUP(free_pointer) char *summary = NULL;

    if (!describe_ask(
            task,
            DB_CALL("select brigade.export_summary(run => $1)", db_int(task->workplace->run_id)),
            &summary, err))
        return false;
    *out = xasprintf("%s, as of %s\n\n%s\n%s:\n\n%s", project->full_name, project->as_of, what,
                     heading, summary);
    return true;
}

bool describe_write(const struct task *task, const char *name, const char *text,
                    struct json_object *files, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    CLEANUP(free_pointer) char *path = xasprintf("output/%s", name);
    struct sink_file file;

    if (!project_write(task, path, &sink, err) || !sink_text(sink, text, err) ||
        !sink_close(&sink, &file, err))
        return false;
    json_set_text(files, name, file.sha256);
    return true;
}

bool describe_write_sums(const struct task *task, struct json_object *files, struct error *err)
{
    CLEANUP(json_free) struct json_object *ignored = json_new_object();
    CLEANUP(free_pointer) char *sums = NULL;

    return describe_ask(task,
                        DB_CALL("select brigade.export_sums(run => $1, files => $2)",
                                db_int(task->workplace->run_id), db_text(json_print(files, NULL))),
                        &sums, err) &&
           describe_write(task, "SHA256SUMS", sums, ignored, err);
}

bool describe_by_text(const struct task *task, const char *name, const char *text,
                      struct error *err)
{
    CLEANUP(json_free) struct json_object *files = json_new_object();

    return describe_write(task, name, text, files, err) && describe_write_sums(task, files, err);
}
