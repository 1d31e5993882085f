#include "import/comments/probes.h"

#include <string.h>

#include "engine/listing.h"
#include "forge/puts.h"
#include "import/source.h"

/* Pull requests on a page that is full. */
#define PAGE_LENGTH 50

static const struct {
    const char *name;
    const char *condition;
} questions[] = {
    {"open", "tasks.state=\"UNRESOLVED\""},
    {"resolved", "tasks.state=\"RESOLVED\""},
    {"deleted", "comments.deleted=true"},
};

/* The question of a job with the key probe/<name>/<page>. */
static size_t question_of(const struct job *job)
{
    size_t i = 0;

    while (
        i < ARRAY_LENGTH(questions) - 1 &&
        (strncmp(job->key + strlen("probe/"), questions[i].name, strlen(questions[i].name)) != 0))
        i++;
    return i;
}

static void enqueue(struct task *task, const char *name, int64_t most)
{
    CLEANUP(free_pointer) char *key = xasprintf("probe/%s/1", name);
    struct json_object *payload = json_new_object();

    json_set_integer(payload, "most", most);
    outcome_enqueue(
        task->outcome,
        &(struct follow_up){.kind = "probe", .key = key, .requests = 1, .payload = payload});
}

bool probes_plan(struct task *task, struct plan *plan, struct error *err)
{
    const char *condition = questions[question_of(task->job)].condition;

    (void)err;
    listing_plan(task->job, path_pull_requests_with(&source_of(task)->base, condition), plan);
    return true;
}

static void put(struct task *task, struct json_object *row)
{
    json_set_text(row, "name", questions[question_of(task->job)].name);
    outcome_put(task->outcome, PUT_PROBES, row);
}

bool probes_stand_in(struct task *task, const char *why, const char *sentence)
{
    struct json_object *row = json_new_object();

    (void)why;
    json_set_text(row, "refusal", sentence);
    put(task, row);
    return true;
}

static int64_t most_of(const struct job *job)
{
    int64_t most = 0;

    return json_integer_at(job->payload, "most", &most) ? most : 0;
}

/* More than can be right: the server does not heed the condition. */
static bool is_too_much(const struct task *task, const struct page *page)
{
    int64_t before = (listing_of(task->job, NULL).page - 1) * PAGE_LENGTH;
    int64_t named = before + (int64_t)json_length(page->values);

    return named > most_of(task->job) || page->size > most_of(task->job);
}

static bool ends_here(struct task *task, const struct page *page, bool *ends, struct error *err)
{
    (void)err;
    *ends = is_too_much(task, page);
    return true;
}

static struct json_object *numbers_of(const struct page *page)
{
    struct json_object *iids = json_new_array();

    for (size_t i = 0; i < json_length(page->values); i++) {
        CLEANUP(free_pointer) char *text = NULL;
        int64_t iid = 0;
        if (!json_integer_at(json_element(page->values, i), "id", &iid) || iid <= 0)
            continue;
        text = xasprintf("%lld", (long long)iid);
        json_append(iids, json_new_text(text));
    }
    return iids;
}

/* Those with resolved tasks are asked for when the server was right about open ones. */
static bool go_on(struct task *task, struct json_object *iids, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select forge.probe_fits(run => $1, iids => $2) as most",
                          db_int(task->workplace->run_id), db_text(json_print(iids, NULL))),
                  &rows, err))
        return false;
    if (db_rows_text(rows, 0, "most") != NULL)
        enqueue(task, "resolved", db_rows_integer(rows, 0, "most"));
    return true;
}

bool probes_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, NULL);
    struct json_object *row = NULL;
    struct json_object *iids = NULL;
    bool is_last = false;

    listing.ends = ends_here;
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    if (is_too_much(task, &page))
        return probes_stand_in(task, NULL, "the answer names more than it can");
    is_last = page.next == NULL;
    iids = numbers_of(&page);
    if (is_last && question_of(task->job) == 0 && !go_on(task, iids, err)) {
        json_free(&iids);
        return false;
    }
    row = json_new_object();
    json_set(row, "iids", iids);
    json_set_boolean(row, "is_whole", is_last);
    put(task, row);
    return true;
}
