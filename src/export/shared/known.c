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
}

static bool load_own(const struct task *task, struct known_things *known,
                     struct references *references, struct error *err)
{
    const struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select full_name, web, records, kind, iid, number from "
                          "forge.export_known(run => $1)",
                          db_int(task->workplace->run_id)),
                  &known->rows, err))
        return false;
    rows = known->rows;
    known->list = xcalloc(db_rows_count(rows) + 1, sizeof(*known->list));
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *kind = db_rows_text(rows, i, "kind");
        if (kind != NULL)
            known->list[references->known_count++] =
                (struct known){strcmp(kind, "issue") == 0, db_rows_integer(rows, i, "iid"),
                               db_rows_integer(rows, i, "number")};
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

bool known_load(const struct task *task, struct known_things *known, struct references *references,
                struct error *err)
{
    references->forms = references_forms(project_of(task)->target);
    references->site = task->workplace->settings->web_url;
    return load_own(task, known, references, err) && load_others(task, known, references, err);
}
