#include "import/freeze/freeze.h"

#include <stdlib.h>
#include <string.h>

#include "engine/listing.h"
#include "forge/place.h"
#include "forge/puts.h"
#include "import/git_work.h"
#include "import/source.h"
#include "import/freeze/finding.h"
#include "lib/base/timestamp.h"
#include "engine/walk.h"

/* Pull requests whose jobs one job makes. */
#define PULL_REQUESTS_PER_JOB 1000

static bool compare_page(struct task *task, const struct page *page, struct error *err)
{
    CLEANUP(json_free) struct json_object *rows = json_new_array();

    for (size_t i = 0; i < json_length(page->values); i++)
        finding_row(rows, 0, json_element(page->values, i));
    return finding_compare(task, "merge_requests", rows, err);
}

/* The page stands for no list: only what it shows is written down. */
static void see_page(struct task *task, const struct page *page)
{
    struct json_object *keys = json_new_array();

    for (size_t i = 0; i < json_length(page->values); i++) {
        int64_t iid = 0;
        CLEANUP(free_pointer) char *key = NULL;
        if (!json_integer_at(json_element(page->values, i), "id", &iid))
            continue;
        key = xasprintf("%lld", (long long)iid);
        json_append(keys, json_new_text(key));
    }
    outcome_see(task->outcome, &(struct seen_page){.thing = "merge_requests",
                                                   .list = "newest",
                                                   .page = 1,
                                                   .job = task->job->key,
                                                   .announced = -1,
                                                   .keys = keys,
                                                   .is_last = true,
                                                   .date_s = task->answers[0]->date_s});
}

/* Whether time and size fit. */
static bool check(struct task *task, const struct page *page, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    int64_t date_s = task->answers[0]->date_s;
    char at[TIMESTAMP_BYTES];
    bool has_time = date_s >= 0 && timestamp_from_epoch(date_s, at);

    if (!db_query(task->workplace->db,
                  DB_CALL("select key, sentence from "
                          "forge.check_freeze(run => $1, at => $2, size => $3)",
                          db_int(task->workplace->run_id), db_text(has_time ? at : NULL),
                          page->size >= 0 ? db_int(page->size) : db_text(NULL)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        finding_add(task, &(struct finding){.thing = "merge_requests",
                                            .key = db_rows_text(rows, i, "key"),
                                            .sentence = db_rows_text(rows, i, "sentence")});
    return true;
}

bool freeze_digest_newest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, NULL);

    listing.ends = listing_ends_here;
    if (!listing_open(task, &listing, task->answers[0], &page, err))
        return false;
    see_page(task, &page);
    return check(task, &page, err) && compare_page(task, &page, err);
}

bool freeze_digest_list(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    struct listing listing = listing_of(task->job, "merge_requests");

    return listing_open(task, &listing, task->answers[0], &page, err) &&
           compare_page(task, &page, err);
}

/* [{name, oid}]; the names are written down as seen. */
static struct json_object *advertised(struct task *task, const struct git_listing *listing)
{
    struct json_object *refs = json_new_array();
    struct json_object *names = json_new_array();

    for (size_t i = 0; i < listing->count; i++) {
        CLEANUP(free_pointer) char *name = git_listing_recorded_name(&listing->refs[i]);
        struct json_object *row = json_new_object();
        json_set_text(row, "name", name);
        json_set_text(row, "oid", listing->refs[i].oid);
        json_append(refs, row);
        json_append(names, json_new_text(name));
    }
    outcome_see(task->outcome, &(struct seen_page){.thing = "refs",
                                                   .list = task->job->key,
                                                   .page = 1,
                                                   .job = task->job->key,
                                                   .announced = -1,
                                                   .keys = names,
                                                   .is_last = true});
    return refs;
}

static bool compare_refs(struct task *task, const struct git_listing *listing, struct error *err)
{
    CLEANUP(json_free) struct json_object *refs = advertised(task, listing);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select name, sentence from "
                          "forge.differing_refs(run => $1, kind => $2, refs => $3)",
                          db_int(task->workplace->run_id), db_text(task->job->key),
                          db_text(json_print(refs, NULL))),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(free_pointer)
        char *key = xasprintf("%s/%s", task->job->key, db_rows_text(rows, i, "name"));
        finding_add(task, &(struct finding){.thing = "refs",
                                            .key = key,
                                            .sentence = db_rows_text(rows, i, "sentence")});
    }
    return true;
}

/* A wiki that is not there has no branches. */
static bool is_absent(const struct error *err)
{
    return err->http_status == 403 || err->http_status == 404 || err->http_status == 410;
}

bool freeze_digest_refs(struct task *task, struct error *err)
{
    bool is_wiki = strcmp(task->job->key, "wiki") == 0;
    CLEANUP(free_pointer)
    char *url = is_wiki ? path_git_wiki(&source_of(task)->base) : path_git(&source_of(task)->base);
    CLEANUP(git_listing_release) struct git_listing listing = {0};
    struct git_source source = git_work_source(task->workplace, url);
    struct git_watch watch = watch_git(task->workplace);

    if (!git_transport_list(&source, task->workplace->settings->storage, &watch, &listing, err) &&
        !(is_wiki && is_absent(err)))
        return false;
    return compare_refs(task, &listing, err);
}

bool freeze_digest_plan(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select forge.reads_list(run => $1) as is_read",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    if (db_rows_boolean(rows, 0, "is_read"))
        outcome_enqueue(task->outcome,
                        &(struct follow_up){.kind = "frozen_list", .key = "list/1", .requests = 1});
    return true;
}

bool freeze_digest_walk(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct follow_up talks = {.kind = "frozen_talks", .key = "talks/1"};
    struct follow_up walk = {.kind = "frozen_activity", .key = "activity/1", .requests = 1};

    if (!db_query(task->workplace->db,
                  DB_CALL("select forge.frozen_walk(run => $1) as is_walked",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    outcome_enqueue(task->outcome, db_rows_boolean(rows, 0, "is_walked") ? &walk : &talks);
    return true;
}

static void enqueue_both(struct task *task, int64_t iid, const char *link)
{
    CLEANUP(free_pointer) char *key = xasprintf("%lld/both/1", (long long)iid);

    outcome_enqueue(
        task->outcome,
        &(struct follow_up){.kind = "frozen_discussion", .key = key, .link = link, .requests = 2});
}

static void enqueue_tasks(struct task *task, int64_t iid, const char *link)
{
    CLEANUP(free_pointer) char *key = xasprintf("%lld/tasks/1", (long long)iid);

    outcome_enqueue(
        task->outcome,
        &(struct follow_up){.kind = "frozen_tasks", .key = key, .link = link, .requests = 1});
}

bool freeze_digest_talks(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    int64_t after = walk_after(task->job);

    if (!db_query(
            task->workplace->db,
            DB_CALL(
                "select iid, is_proved from forge.frozen_talks(run => $1, after => $2, most => $3)",
                db_int(task->workplace->run_id), db_int(after), db_int(PULL_REQUESTS_PER_JOB)),
            &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(free_pointer) char *link = NULL;
        after = db_rows_integer(rows, i, "iid");
        link = path_web_pull_request(&source_of(task)->base, after);
        if (db_rows_boolean(rows, i, "is_proved"))
            enqueue_tasks(task, after, link);
        else
            enqueue_both(task, after, link);
    }
    if (db_rows_count(rows) == PULL_REQUESTS_PER_JOB)
        walk_on(task, after);
    return true;
}

bool freeze_digest_certify(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select thing, key, iid, sentence from forge.unnamed(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        finding_add(task, &(struct finding){.thing = db_rows_text(rows, i, "thing"),
                                            .iid = db_rows_integer(rows, i, "iid"),
                                            .key = db_rows_text(rows, i, "key"),
                                            .sentence = db_rows_text(rows, i, "sentence")});
    outcome_put(task->outcome, PUT_CERTIFICATE, json_new_object());
    return true;
}
