#include "import/source.h"

#include <stdlib.h>

/* The texts are borrowed from the rows, which the batch keeps. */
struct opened {
    struct source source;
    char *about;
};

bool source_open(struct workplace *workplace, const struct db_rows *claimed, struct error *err)
{
    const char *workspace = db_rows_text(claimed, 0, "workspace");
    const char *slug = db_rows_text(claimed, 0, "slug");
    struct opened *opened = xcalloc(1, sizeof(*opened));

    (void)err;
    opened->source = (struct source){
        .base = {.api_url = workplace->settings->api_url,
                 .web_url = workplace->settings->web_url,
                 .workspace = workspace,
                 .slug = slug},
        .wiki_source = db_rows_text(claimed, 0, "wiki_source"),
        .issues_archive = db_rows_text(claimed, 0, "issues_export"),
    };
    opened->about = xasprintf("%s%s%s", workspace, *slug != '\0' ? "/" : "", slug);
    workplace->subject = opened;
    workplace->about = opened->about;
    return true;
}

void source_close(struct workplace *workplace)
{
    struct opened *opened = workplace->subject;

    if (opened != NULL)
        free(opened->about);
    free(opened);
    workplace->subject = NULL;
}

const struct source *source_of(const struct task *task)
{
    const struct opened *opened = task->workplace->subject;

    return &opened->source;
}
