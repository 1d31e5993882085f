#include "import/freeze/members.h"

#include "bitbucket/account.h"
#include "engine/listing.h"
#include "import/freeze/finding.h"

bool members_digest_plan(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select forge.reads_members(run => $1) as are_read",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    if (!db_rows_boolean(rows, 0, "are_read"))
        return true;
    outcome_enqueue(
        task->outcome,
        &(struct follow_up){.kind = "frozen_members", .key = "members/1", .requests = 1});
    outcome_enqueue(
        task->outcome,
        &(struct follow_up){.kind = "frozen_permissions", .key = "permissions/1", .requests = 1});
    return true;
}

static struct json_object *row_of(const struct json_object *value, bool has_permission)
{
    CLEANUP(free_pointer) char *person = account_person(json_at(value, "user"));
    struct json_object *row = json_new_object();

    json_set_text(row, "user", person);
    if (has_permission) /* the members list has words of its own for the workspace */
        json_set_text(row, "permission", json_text_at(value, "permission"));
    return row;
}

static bool compare(struct task *task, struct json_object *people, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select key, sentence from "
                          "forge.differing_members(run => $1, rows => $2)",
                          db_int(task->workplace->run_id), db_text(json_print(people, NULL))),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        finding_add(task, &(struct finding){.thing = "members",
                                            .key = db_rows_text(rows, i, "key"),
                                            .sentence = db_rows_text(rows, i, "sentence")});
    return true;
}

static bool digest(struct task *task, bool has_permission, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(json_free) struct json_object *people = json_new_array();
    struct listing listing = listing_of(task->job, "members");

    listing.item = "user";
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    for (size_t i = 0; i < json_length(page.values); i++)
        json_append(people, row_of(json_element(page.values, i), has_permission));
    return compare(task, people, err);
}

bool members_digest(struct task *task, struct error *err)
{
    return digest(task, false, err);
}

bool members_digest_permissions(struct task *task, struct error *err)
{
    return digest(task, true, err);
}
