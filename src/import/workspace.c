#include "import/workspace.h"

#include "bitbucket/account.h"
#include "forge/puts.h"
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

/* The others come in. */
static void refuse(struct task *task, const struct listing *listing, size_t index,
                   const struct json_object *object)
{
    const char *name = json_text_at(object, "name");

    listing_enqueue_failure(
        task, listing, index,
        xasprintf("number %zu of the list (\"%.100s\") is no repository that can be imported: its "
                  "slug is missing or malformed; where you know it, insert %s/<slug> into "
                  "brigade.imports",
                  index + 1, name != NULL ? name : "without a name",
                  source_of(task)->base.workspace));
}

/* With the last page it is known which repositories are no longer there. */
static void put_listed(struct task *task, struct json_object *slugs)
{
    struct json_object *row = json_new_object();

    json_set(row, "slugs", json_share(slugs));
    outcome_put(task->outcome, PUT_LISTED, row);
}

bool workspace_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(json_free) struct json_object *slugs = json_new_array();
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct listing listing = listing_of(task->job, "repositories");

    listing.item = "slug";
    if (!source_check_scopes(task, err) ||
        !listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++) {
        const struct json_object *object = json_element(page.values, i);
        const char *slug = path_slug_of(object);
        if (path_is_slug(slug))
            json_append(slugs, json_new_text(slug));
        else
            refuse(task, &listing, i, object);
    }
    if (!choose(task->workplace, slugs, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        enqueue_child(task, db_rows_cell(rows, i, 0));
    if (page.next == NULL)
        put_listed(task, slugs);
    return true;
}

bool workspace_plan_permissions(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_workspace_permissions(&source_of(task)->base), plan);
    return true;
}

/* An element of both lists: {user, ...}; the second has a repository and a permission beside it. */
static void put_person(struct task *task, struct json_object *value, bool sanitised)
{
    struct json_object *row = json_new_object();
    const char *slug = path_slug_of(json_at(value, "repository"));

    field_user(row, "user", json_at(value, "user"), sanitised, task->outcome);
    if (slug != NULL) {
        json_set_text(row, "slug", slug);
        field_text(row, "permission", value, "permission", task->outcome);
    }
    outcome_put(task->outcome, PUT_WORKSPACE_MEMBERS, row);
}

bool workspace_digest_members(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, "members");

    listing.item = "user";
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++)
        put_person(task, json_element(page.values, i), page.sanitised);
    return true;
}

/* The key of a permission: the repository, and who has it. */
static char *permission_key(const struct json_object *value)
{
    CLEANUP(free_pointer) char *person = account_person(json_at(value, "user"));
    const char *slug = path_slug_of(json_at(value, "repository"));

    return person != NULL && slug != NULL ? xasprintf("%s %s", slug, person) : NULL;
}

/* One that names nobody, or no repository, is not seen: then each repository is asked by itself. */
bool workspace_digest_permissions(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, NULL);
    struct json_object *keys = NULL;

    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    keys = json_new_array();
    for (size_t i = 0; i < json_length(page.values); i++) {
        struct json_object *value = json_element(page.values, i);
        CLEANUP(free_pointer) char *key = permission_key(value);
        if (key == NULL)
            continue;
        json_append(keys, json_new_text(key));
        put_person(task, value, page.sanitised);
    }
    outcome_see(task->outcome, &(struct seen_page){.thing = "permissions",
                                                   .list = listing.stem,
                                                   .page = listing.page,
                                                   .job = task->job->key,
                                                   .announced = page.size,
                                                   .keys = keys,
                                                   .is_last = page.next == NULL});
    return true;
}

/* Whoever may not ask for those of all repositories may still ask for those of one. */
bool workspace_stand_in(struct task *task, const char *why, const char *sentence)
{
    (void)task;
    (void)why;
    (void)sentence;
    return true;
}
