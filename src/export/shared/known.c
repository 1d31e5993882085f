#include "export/shared/known.h"

#include <stdlib.h>
#include <string.h>

#include "export/project.h"

void known_release(struct known_things *known)
{
    db_rows_free(&known->rows);
    db_rows_free(&known->others);
    free(known->list);
    free(known->neighbours);
    db_rows_free(&known->attached);
    free(known->files);
}

static bool load_own(const struct task *task, struct known_things *known,
                     struct references *references, struct error *err)
{
    const struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select full_name, web, records, kind, iid, number, is_issue_there from "
                          "forge.export_known(run => $1)",
                          db_int(task->workplace->run_id)),
                  &known->rows, err))
        return false;
    rows = known->rows;
    known->list = xcalloc(db_rows_count(rows) + 1, sizeof(*known->list));
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *kind = db_rows_text(rows, i, "kind");
        if (kind != NULL)
            known->list[references->known_count++] = (struct known){
                strcmp(kind, "issue") == 0, db_rows_integer(rows, i, "iid"),
                db_rows_integer(rows, i, "number"), db_rows_boolean(rows, i, "is_issue_there")};
    }
    references->known = known->list;
    references->full_name = db_rows_text(rows, 0, "full_name");
    references->web = db_rows_text(rows, 0, "web");
    references->records = db_rows_text(rows, 0, "records");
    return true;
}

static bool load_others(const struct task *task, struct known_things *known,
                        struct references *references, struct error *err)
{
    const struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select full_name, place, web, pulls_upto, pulls_by, issues_upto, "
                          "issues_by from forge.export_others(run => $1)",
                          db_int(task->workplace->run_id)),
                  &known->others, err))
        return false;
    rows = known->others;
    known->neighbours = xcalloc(db_rows_count(rows) + 1, sizeof(*known->neighbours));
    for (size_t i = 0; i < db_rows_count(rows); i++)
        known->neighbours[i] =
            (struct neighbour){.full_name = db_rows_text(rows, i, "full_name"),
                               .place = db_rows_text(rows, i, "place"),
                               .web = db_rows_text(rows, i, "web"),
                               .upto = {db_rows_integer(rows, i, "pulls_upto"),
                                        db_rows_integer(rows, i, "issues_upto")},
                               .moved_by = {db_rows_integer(rows, i, "pulls_by"),
                                            db_rows_integer(rows, i, "issues_by")}};
    references->neighbours = known->neighbours;
    references->neighbour_count = db_rows_count(rows);
    return true;
}

/* Files that texts of the job's page may link to. */
static bool load_files(const struct task *task, struct known_things *known,
                       struct references *references, struct error *err)
{
    const struct json_object *payload = task->job->payload;
    const char *thing = payload != NULL ? json_text_at(payload, "thing") : NULL;
    const struct db_rows *rows = NULL;

    if (thing == NULL || !references->forms->has_files)
        return true;
    if (!db_query(
            task->workplace->db,
            DB_CALL(
                "select issue_iid, name, place, is_picture from forge.export_attached(run => $1, "
                "thing => $2, after_key => $3, upto_key => $4)",
                db_int(task->workplace->run_id), db_text(thing),
                db_text(json_text_at(payload, "after")), db_text(json_text_at(payload, "upto"))),
            &known->attached, err))
        return false;
    rows = known->attached;
    references->file_count = db_rows_count(rows);
    known->files = xcalloc(references->file_count + 1, sizeof(*known->files));
    for (size_t i = 0; i < references->file_count; i++)
        known->files[i] = (struct reference_file){
            db_rows_integer(rows, i, "issue_iid"), db_rows_text(rows, i, "name"),
            db_rows_text(rows, i, "place"), db_rows_boolean(rows, i, "is_picture")};
    references->files = known->files;
    return true;
}

bool known_load(const struct task *task, struct known_things *known, struct references *references,
                struct error *err)
{
    references->forms = references_forms(project_of(task)->target);
    references->site = task->workplace->settings->web_url;
    return load_own(task, known, references, err) && load_others(task, known, references, err) &&
           load_files(task, known, references, err);
}
