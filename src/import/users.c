#include "import/users.h"

#include "bitbucket/account.h"
#include "forge/puts.h"
#include "import/fields.h"
#include "import/source.h"
#include "engine/listing.h"

bool users_plan_members(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_members(&source_of(task)->base), plan);
    return true;
}

bool users_plan_permissions(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_permissions(&source_of(task)->base), plan);
    return true;
}

/* Both lists: {user, ...}; the second has a permission beside it. */
static bool digest(struct task *task, bool has_permission, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, "members");

    listing.item = "user";
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++) {
        struct json_object *value = json_element(page.values, i);
        struct json_object *user = json_at(value, "user");
        CLEANUP(free_pointer) char *person = account_person(user);
        struct json_object *row = NULL;

        if (person == NULL) {
            listing_enqueue_failure(task, &listing, i,
                                    xasprintf("number %zu of the %s has neither uuid, account_id "
                                              "nor name of at most 1,000 bytes",
                                              i + 1, task->job->kind));
            continue;
        }
        row = json_new_object();
        field_user(row, "user", user, page.sanitised, task->outcome);
        if (has_permission) /* the members list has words of its own for the workspace */
            field_text(row, "permission", value, "permission", task->outcome);
        outcome_put(task->outcome, PUT_MEMBERS, row);
    }
    return true;
}

bool users_digest_members(struct task *task, struct error *err)
{
    return digest(task, false, err);
}

bool users_digest_permissions(struct task *task, struct error *err)
{
    return digest(task, true, err);
}
