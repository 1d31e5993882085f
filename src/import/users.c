/* Stage users: members of the workspace, and what they may do with the repository where the
 * credential may ask. */
#include "bitbucket/account.h"
#include "import/fields.h"
#include "import/table.h"
#include "engine/listing.h"

static bool plan_members(const struct workplace *workplace, const struct job *job,
                         struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(job, path_members(&workplace->repository), plan);
    return true;
}

static bool plan_permissions(const struct workplace *workplace, const struct job *job,
                             struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(job, path_permissions(&workplace->repository), plan);
    return true;
}

/* Both lists: {user, ...}; the second has a permission beside it. */
static bool digest(struct workplace *workplace, const struct job *job,
                   struct http_response *const answers[], bool has_permission,
                   struct outcome *outcome, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(job, "members");

    listing.item = "user";
    if (!listing_open(workplace, &listing, job, answers[0], &page, outcome, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++) {
        struct json_object *value = json_element(page.values, i);
        struct json_object *user = json_at(value, "user");
        struct json_object *row = NULL;

        if (account_key(user) == NULL)
            continue;
        row = json_new_object();
        field_user(row, "user", user, page.sanitised, outcome);
        if (has_permission) /* the members list has words of its own for the workspace */
            field_text(row, "permission", value, "permission");
        outcome_put(outcome, PUT_MEMBERS, row);
    }
    return true;
}

static bool digest_members(struct workplace *workplace, const struct job *job,
                           struct http_response *const answers[], struct outcome *outcome,
                           struct error *err)
{
    return digest(workplace, job, answers, false, outcome, err);
}

static bool digest_permissions(struct workplace *workplace, const struct job *job,
                               struct http_response *const answers[], struct outcome *outcome,
                               struct error *err)
{
    return digest(workplace, job, answers, true, outcome, err);
}

const struct importer importer_members = {
    .kind = "members",
    .absence = ABSENCE_IS_NOTED,
    .omitted = "members",
    .plan = plan_members,
    .digest = digest_members,
};

const struct importer importer_permissions = {
    .kind = "permissions",
    .absence = ABSENCE_IS_NOTED,
    .omitted = "permissions",
    .plan = plan_permissions,
    .digest = digest_permissions,
};
