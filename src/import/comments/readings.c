#include "import/comments/readings.h"

#include "forge/puts.h"
#include "import/source.h"
#include "engine/walk.h"

/* Pull requests looked at per job: some 10 MB of comments where each has many. */
#define PULL_REQUESTS_PER_JOB 1000

/* A row of the questions below. */
struct reading {
    int64_t iid;
    bool comments; /* its list of comments is to be read */
    bool tasks;
    bool proved; /* its comments are taken from the activity stream */
};

static const char *list_of(const struct reading *reading)
{
    return reading->comments ? "comments" : "tasks";
}

static void enqueue(struct task *task, const struct reading *reading)
{
    bool both = reading->comments && reading->tasks;
    CLEANUP(free_pointer)
    char *key = both ? xasprintf("%lld", (long long)reading->iid)
                     : xasprintf("%lld/%s/1", (long long)reading->iid, list_of(reading));
    CLEANUP(free_pointer) char *link = path_web_pull_request(&source_of(task)->base, reading->iid);
    struct follow_up follow_up = {.key = key, .link = link};

    if (both) {
        follow_up.kind = "discussion";
        follow_up.requests = 2;
    } else if (reading->comments) {
        follow_up.kind = "comments";
        follow_up.requests = 1;
    } else if (reading->tasks) {
        follow_up.kind = "tasks";
        follow_up.requests = 1;
    } else {
        return;
    }
    outcome_enqueue(task->outcome, &follow_up);
}

static void put_proved(struct task *task, const struct reading *reading)
{
    CLEANUP(free_pointer) char *page = path_web_pull_request(&source_of(task)->base, reading->iid);
    CLEANUP(free_pointer) char *link = xasprintf("%s#comment-{key}", page);
    struct json_object *row = json_new_object();

    json_set_integer(row, "iid", reading->iid);
    json_set_text(row, "job", task->job->key);
    json_set_text(row, "link", link);
    outcome_put(task->outcome, PUT_PROVED, row);
}

/* What the server is asked, because a right answer spares more than it costs. */
static bool enqueue_questions(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select name, most from forge.probes_to_make(run => $1, server => $2)",
                          db_int(task->workplace->run_id),
                          db_text(task->workplace->settings->api_url)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(free_pointer) char *key = xasprintf("probe/%s/1", db_rows_text(rows, i, "name"));
        struct json_object *payload = json_new_object();
        json_set_integer(payload, "most", db_rows_integer(rows, i, "most"));
        outcome_enqueue(
            task->outcome,
            &(struct follow_up){.kind = "probe", .key = key, .requests = 1, .payload = payload});
    }
    return true;
}

bool readings_digest_sample(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select iid, comments, tasks from "
                          "forge.discussions_to_sample(run => $1, server => $2)",
                          db_int(task->workplace->run_id),
                          db_text(task->workplace->settings->api_url)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        enqueue(task, &(struct reading){.iid = db_rows_integer(rows, i, "iid"),
                                        .comments = db_rows_boolean(rows, i, "comments"),
                                        .tasks = db_rows_boolean(rows, i, "tasks")});
    outcome_put(task->outcome, PUT_ALL_TALKS, json_new_object());
    return enqueue_questions(task, err);
}

/* What differs between list and stream may have been changed between the two readings: the pull
 * request's own activity is read now. */
bool readings_digest_confirm(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select iid from forge.differing_talks(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        int64_t iid = db_rows_integer(rows, i, "iid");
        CLEANUP(free_pointer) char *link = path_web_pull_request(&source_of(task)->base, iid);
        CLEANUP(free_pointer) char *key = xasprintf("%lld/activity/1", (long long)iid);
        outcome_enqueue(
            task->outcome,
            &(struct follow_up){.kind = "own_activity", .key = key, .link = link, .requests = 1});
    }
    return true;
}

bool readings_digest_decide(struct task *task, struct error *err)
{
    struct json_object *row = json_new_object();

    (void)err;
    json_set_text(row, "server", task->workplace->settings->api_url);
    outcome_put(task->outcome, PUT_DECIDED, row);
    /* What follows reads the decision when it is written. */
    outcome_enqueue(task->outcome, &(struct follow_up){.kind = "readings", .key = "readings/1"});
    return true;
}

bool readings_digest_judge(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct json_object *row = NULL;
    bool differs = false;

    if (!db_query(task->workplace->db,
                  DB_CALL("select forge.stream_differs(run => $1, server => $2) as differs",
                          db_int(task->workplace->run_id),
                          db_text(task->workplace->settings->api_url)),
                  &rows, err))
        return false;
    differs = db_rows_boolean(rows, 0, "differs");
    row = json_new_object();
    json_set_text(row, "server", task->workplace->settings->api_url);
    json_set_boolean(row, "differs", differs);
    outcome_put(task->outcome, PUT_JUDGED, row);
    if (differs)
        outcome_enqueue(task->outcome, &(struct follow_up){.kind = "readings", .key = "again/1"});
    return true;
}

bool readings_digest_readings(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct reading reading = {0};
    size_t count = 0;

    if (!db_query(task->workplace->db,
                  DB_CALL("select iid, comments, tasks, proved from "
                          "forge.discussions_to_read(run => $1, after => $2, most => $3)",
                          db_int(task->workplace->run_id), db_int(walk_after(task->job)),
                          db_int(PULL_REQUESTS_PER_JOB)),
                  &rows, err))
        return false;
    count = db_rows_count(rows);
    for (size_t i = 0; i < count; i++) {
        reading = (struct reading){.iid = db_rows_integer(rows, i, "iid"),
                                   .comments = db_rows_boolean(rows, i, "comments"),
                                   .tasks = db_rows_boolean(rows, i, "tasks"),
                                   .proved = db_rows_boolean(rows, i, "proved")};
        enqueue(task, &reading);
        if (reading.proved)
            put_proved(task, &reading);
    }
    if (count == PULL_REQUESTS_PER_JOB)
        walk_on(task, reading.iid);
    return true;
}
