#include "import/sync/newest.h"

#include <string.h>

#include "engine/listing.h"
#include "forge/puts.h"
#include "import/source.h"
#include "import/sync/cursor.h"

bool newest_plan(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    listing_plan(task->job, path_changed_pull_requests(&source_of(task)->base), plan);
    return true;
}

static const char *changed_on(const struct page *page, size_t index)
{
    return json_text_at(json_element(page->values, index), "updated_on");
}

static bool ends(struct task *task, const struct page *page, bool *ends_here, struct error *err)
{
    size_t count = json_length(page->values);

    return cursor_ends(task, CURSOR_NEWEST, count > 0 ? changed_on(page, count - 1) : NULL,
                       ends_here, err);
}

/* Those of the page that have a number, as forge.merge_requests_to_take wants them. */
static struct json_object *numbered(struct task *task, const struct page *page)
{
    struct json_object *rows = json_new_array();

    for (size_t i = 0; i < json_length(page->values); i++) {
        struct json_object *object = json_element(page->values, i);
        struct json_object *row = NULL;
        int64_t iid = 0;
        if (!json_integer_at(object, "id", &iid) || iid <= 0)
            continue;
        row = json_new_object();
        json_set_integer(row, "iid", iid);
        json_set(row, "raw", json_share(object));
        json_append(rows, row);
        cursor_see(task, iid);
    }
    return rows;
}

static bool is_wanted(const struct task *task, const struct db_rows *rows,
                      const struct json_object *object)
{
    int64_t iid = 0;

    /* The job of one without a number says so: at the end of an import, the list has said it. */
    if (!json_integer_at(object, "id", &iid) || iid <= 0)
        return strcmp(task->workplace->stage, "catch_up") != 0;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (db_rows_integer(rows, i, "iid") == iid)
            return true;
    return false;
}

/* Enqueues what is not here as it is there, and counts it. */
static bool take(struct task *task, const struct listing *listing, const struct page *page,
                 size_t *taken, struct error *err)
{
    CLEANUP(json_free) struct json_object *objects = numbered(task, page);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select iid from forge.merge_requests_to_take(run => $1, rows => $2)",
                          db_int(task->workplace->run_id), db_text(json_print(objects, NULL))),
                  &rows, err))
        return false;
    for (size_t i = 0; i < json_length(page->values); i++)
        if (is_wanted(task, rows, json_element(page->values, i))) {
            listing_enqueue_item(task, listing, page, i, "merge_request");
            (*taken)++;
        }
    return true;
}

static void enqueue_since(struct task *task)
{
    outcome_enqueue(task->outcome,
                    &(struct follow_up){.kind = "since", .key = "since/1", .requests = 1});
}

bool newest_digest(struct task *task, struct error *err)
{
    size_t taken = 0;
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(free_pointer) char *link = path_web_item(&source_of(task)->base, "pull-requests");
    struct listing listing = listing_of(task->job, NULL);

    listing.ends = ends;
    listing.link = link;
    if (!listing_open(task, &listing, task->answers[0], &page, err) ||
        !take(task, &listing, &page, &taken, err))
        return false;
    /* At the end of an import: where the page has the whole list, and all of it is here as it is
     * there, with as many comments, the activity has nothing to say. */
    if (strcmp(task->workplace->stage, "catch_up") == 0 && listing.page == 1 &&
        (page.next != NULL || taken > 0))
        enqueue_since(task);
    /* An import has read the whole list, which announced its size. */
    if (strcmp(task->workplace->stage, "pull_requests") == 0 && listing.page == 1 && page.size >= 0)
        outcome_tally(task->outcome, "merge_requests", page.size, page.size);
    cursor_note(task, CURSOR_NEWEST, listing.page, &page,
                json_length(page.values) > 0 ? changed_on(&page, 0) : NULL);
    return true;
}

/* The walks that the import made go on from where they began. */
bool newest_digest_catch_up(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    bool has_list = false;
    bool has_stream = false;

    if (!db_query(
            task->workplace->db,
            DB_CALL("select name from forge.walks_of(run => $1)", db_int(task->workplace->run_id)),
            &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        bool is_stream = strcmp(db_rows_cell(rows, i, 0), CURSOR_STREAM) == 0;
        has_stream = has_stream || is_stream;
        has_list = has_list || !is_stream;
    }
    if (has_list)
        outcome_enqueue(task->outcome,
                        &(struct follow_up){.kind = "newest", .key = "newest/1", .requests = 1});
    else if (has_stream)
        enqueue_since(task);
    return true;
}

/* Those of forge.audit_jobs. */
static const struct follow_up audits[] = {
    {.kind = "sweep", .requests = 1},
    {.kind = "stream_audit", .requests = 1},
    {.kind = "tasks", .requests = 1},
};

static bool enqueue_audit(struct task *task, const struct db_rows *rows, size_t i,
                          struct error *err)
{
    const char *text = db_rows_text(rows, i, "payload");
    struct json_object *payload = NULL;
    CLEANUP(free_pointer) char *link = NULL;
    struct follow_up audit = {0};

    for (size_t n = 0; n < ARRAY_LENGTH(audits); n++)
        if (strcmp(audits[n].kind, db_rows_text(rows, i, "kind")) == 0)
            audit = audits[n];
    if (text != NULL && !json_parse(text, strlen(text), &payload, NULL, err))
        return false;
    if (db_rows_text(rows, i, "iid") != NULL)
        link = path_web_pull_request(&source_of(task)->base, db_rows_integer(rows, i, "iid"));
    audit.key = db_rows_text(rows, i, "key");
    audit.link = link;
    audit.payload = payload;
    outcome_enqueue(task->outcome, &audit);
    return true;
}

bool newest_digest_audit(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select kind, key, iid, payload from forge.audit_jobs(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (!enqueue_audit(task, rows, i, err))
            return false;
    outcome_put(task->outcome, PUT_AUDITED, json_new_object());
    return true;
}

bool newest_plan_sweep(struct task *task, struct plan *plan, struct error *err)
{
    CLEANUP(free_pointer) char *list = path_pull_requests(&source_of(task)->base);

    (void)err;
    plan->urls[plan->count++] = xasprintf("%s&page=%ld", list, listing_of(task->job, NULL).page);
    return true;
}

bool newest_digest_sweep(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(free_pointer) char *link = path_web_item(&source_of(task)->base, "pull-requests");
    struct listing listing = listing_of(task->job, NULL);
    size_t taken = 0;

    listing.ends = listing_ends_here; /* each page of the sweep has a job of its own */
    listing.link = link;
    return listing_open(task, &listing, task->answers[0], &page, err) &&
           take(task, &listing, &page, &taken, err);
}
