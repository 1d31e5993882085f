/* Stage repositories of a workspace's import: its repositories, a child import each. */
#include "import/fields.h"
#include "import/table.h"
#include "engine/listing.h"

static bool plan(const struct workplace *workplace, const struct job *job, struct plan *plan,
                 struct error *err)
{
    (void)err;
    listing_plan(job, path_repositories(&workplace->repository), plan);
    return true;
}

/* Those that the import's patterns let through. */
static bool choose(struct workplace *workplace, struct json_object *slugs, struct db_rows **rows,
                   struct error *err)
{
    CLEANUP(free_pointer) char *import = xasprintf("%lld", (long long)workplace->import_id);

    return db_query(workplace->db,
                    &(struct db_call){"select slug from brigade.wanted_repositories(import => $1, "
                                      "slugs => $2)",
                                      2,
                                      {import, json_print(slugs, NULL)}},
                    rows, err);
}

/* The child, and the job of ours that is done when the child has ended. */
static void enqueue_child(const struct workplace *workplace, const char *slug,
                          struct outcome *outcome)
{
    struct repository repository = workplace->repository;
    struct json_object *row = json_new_object();
    CLEANUP(free_pointer) char *link = NULL;

    repository.slug = slug;
    link = path_web_repository(&repository);
    json_set_text(row, "slug", slug);
    outcome_put(outcome, PUT_CHILDREN, row);
    outcome_enqueue(outcome,
                    &(struct follow_up){.kind = IMPORTER_CHILD, .key = slug, .link = link});
}

static bool digest(struct workplace *workplace, const struct job *job,
                   struct http_response *const answers[], struct outcome *outcome,
                   struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(json_free) struct json_object *slugs = json_new_array();
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct listing listing = listing_of(job, "repositories");

    listing.item = "slug";
    if (!listing_open(workplace, &listing, job, answers[0], &page, outcome, err))
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
    if (!choose(workplace, slugs, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        enqueue_child(workplace, db_rows_cell(rows, i, 0), outcome);
    return true;
}

const struct importer importer_repositories = {
    .kind = "repositories",
    .absence = ABSENCE_FAILS_IMPORT,
    .plan = plan,
    .digest = digest,
};
