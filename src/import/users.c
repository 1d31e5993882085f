#include "import/users.h"

#include "bitbucket/account.h"
#include "forge/puts.h"
#include "import/fields.h"
#include "import/source.h"
#include "engine/listing.h"

/* What the import of the workspace knows of the list; no row: it is asked for. */
static bool ask_workspace(const struct task *task, const char *list, struct db_rows **rows,
                          struct error *err)
{
    return db_query(
        task->workplace->db,
        DB_CALL("select reason, message, url from brigade.workspace_list(run => $1, list => $2)",
                db_int(task->workplace->run_id), db_text(list)),
        rows, err);
}

/* The list of a job's first page is that of its kind. */
static bool plan_list(struct task *task, char *first, struct plan *plan, struct error *err)
{
    CLEANUP(free_pointer) char *owned = first;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (task->job->url == NULL && !ask_workspace(task, task->job->kind, &rows, err))
        return false;
    if (rows == NULL || db_rows_count(rows) == 0)
        listing_plan(task->job, TAKE(owned), plan);
    return true;
}

bool users_plan_members(struct task *task, struct plan *plan, struct error *err)
{
    return plan_list(task, path_members(&source_of(task)->base), plan, err);
}

bool users_plan_permissions(struct task *task, struct plan *plan, struct error *err)
{
    return plan_list(task, path_permissions(&source_of(task)->base), plan, err);
}

static bool take_from_workspace(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct json_object *row = NULL;

    if (!ask_workspace(task, task->job->kind, &rows, err))
        return false;
    if (db_rows_count(rows) == 0)
        return error_set(err, ERROR_RETRY, "the import of the workspace reads the list again");
    if (db_rows_text(rows, 0, "reason") != NULL) {
        outcome_omit(task->outcome, &(struct omission){.stage = task->workplace->stage,
                                                       .key = task->job->kind,
                                                       .why = db_rows_text(rows, 0, "reason"),
                                                       .message = db_rows_text(rows, 0, "message"),
                                                       .url = db_rows_text(rows, 0, "url")});
        return true;
    }
    row = json_new_object();
    json_set_text(row, "list", task->job->kind);
    json_set_text(row, "job", task->job->key);
    outcome_put(task->outcome, PUT_TAKEN_MEMBERS, row);
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
    return task->plan->count == 0 ? take_from_workspace(task, err) : digest(task, false, err);
}

bool users_digest_permissions(struct task *task, struct error *err)
{
    return task->plan->count == 0 ? take_from_workspace(task, err) : digest(task, true, err);
}
