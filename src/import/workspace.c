#include "import/workspace.h"

#include "import/fields.h"
#include "import/source.h"
#include "engine/listing.h"

bool workspace_plan(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_repositories(&source_of(task)->base), plan);
    return true;
}

/* Those that the import's patterns let through. */
static bool choose(struct workplace *workplace, struct json_object *slugs, struct db_rows **rows,
                   struct error *err)
{
    return db_query(workplace->db,
                    DB_CALL("select slug from brigade.wanted_repositories(run => $1, "
                            "slugs => $2)",
                            db_int(workplace->run_id), db_text(json_print(slugs, NULL))),
                    rows, err);
}

/* The child, and the job of ours that is done when the child has ended. */
static void enqueue_child(struct task *task, const char *slug)
{
    struct address_base repository = source_of(task)->base;
    struct json_object *row = json_new_object();
    CLEANUP(free_pointer) char *link = NULL;

    repository.slug = slug;
    link = path_web_repository(&repository);
    json_set_text(row, "slug", slug);
    outcome_add_child(task->outcome, row);
    outcome_enqueue(task->outcome, &(struct follow_up){.kind = "child", .key = slug, .link = link});
}

bool workspace_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(json_free) struct json_object *slugs = json_new_array();
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct listing listing = listing_of(task->job, "repositories");

    listing.item = "slug";
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++) {
        const char *slug = json_text_at(json_element(page.values, i), "slug");
        if (!path_is_slug(slug))
            return error_set(err, ERROR_ITEM,
                             "number %zu of the list is no repository: its slug "
                             "is missing or malformed",
                             i + 1);
        json_append(slugs, json_new_text(slug));
    }
    if (!choose(task->workplace, slugs, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        enqueue_child(task, db_rows_cell(rows, i, 0));
    return true;
}
