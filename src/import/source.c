#include "import/source.h"

#include <stdlib.h>

struct opened {
    struct source source; /* its texts are borrowed from the rows */
    struct db_rows *rows; /* of brigade.source_of */
    char *about;
};

static void opened_free(struct opened **opened)
{
    if (*opened == NULL)
        return;
    free((*opened)->about);
    db_rows_free(&(*opened)->rows);
    free(*opened);
    *opened = NULL;
}

bool source_open(struct workplace *workplace, struct error *err)
{
    CLEANUP(opened_free) struct opened *opened = xcalloc(1, sizeof(*opened));
    const char *workspace = NULL;
    const char *slug = NULL;

    if (!db_query(workplace->db,
                  DB_CALL("select * from brigade.source_of(run => $1)", db_int(workplace->run_id)),
                  &opened->rows, err))
        return false;
    if (db_rows_count(opened->rows) == 0)
        return error_set(err, ERROR_RETRY, "run %lld was deleted", (long long)workplace->run_id);
    workspace = db_rows_text(opened->rows, 0, "workspace");
    slug = db_rows_text(opened->rows, 0, "slug");
    opened->source = (struct source){
        .base = {.api_url = workplace->settings->api_url,
                 .web_url = workplace->settings->web_url,
                 .workspace = workspace,
                 .slug = slug},
        .wiki_source = db_rows_text(opened->rows, 0, "wiki_source"),
        .issues_archive = db_rows_text(opened->rows, 0, "issues_export"),
    };
    opened->about = xasprintf("%s%s%s", workspace, *slug != '\0' ? "/" : "", slug);
    workplace->about = opened->about;
    workplace->workspace = workspace;
    workplace->subject = opened;
    opened = NULL;
    return true;
}

void source_close(struct workplace *workplace)
{
    CLEANUP(opened_free) struct opened *opened = workplace->subject;

    workplace->subject = NULL;
}

const struct source *source_of(const struct task *task)
{
    const struct opened *opened = task->workplace->subject;

    return &opened->source;
}
