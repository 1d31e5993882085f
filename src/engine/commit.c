#include "engine/commit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/log.h"

/* Serialization failures and deadlocks go away when the others are through; PostgreSQL comes back.
 */
#define TRIES_MAX 10
/* A restart of PostgreSQL takes some seconds; leases are longer. */
#define RECONNECT_MS 30000

static const char finish_sql[] =
    "select brigade.finish(worker => $1, import => $2, stage => $3, ids => $4, attempts => $5, "
    "troubles => $6, follow_ups => $7, requests => $8, size_bytes => $9, stop_state => $10, "
    "stop_error => $11)";

/* Parameters of one transaction, as text. */
struct parcel {
    char *import;
    char *ids;
    char *attempts;
    char *requests;
    char *size_bytes;
    char *rows[PUT_COUNT];
    char *troubles;
    char *follow_ups;
};

static void parcel_release(struct parcel *parcel)
{
    char **texts[] = {&parcel->import,     &parcel->ids,      &parcel->attempts,  &parcel->requests,
                      &parcel->size_bytes, &parcel->troubles, &parcel->follow_ups};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        free_pointer(texts[i]);
    for (int put = 0; put < PUT_COUNT; put++)
        free_pointer(&parcel->rows[put]);
}

char *commit_array(const struct buffer *elements[], size_t count)
{
    struct buffer array = {0};

    buffer_add(&array, "[");
    for (size_t i = 0; i < count; i++) {
        if (elements[i]->size == 0)
            continue;
        if (array.size > 1)
            buffer_add(&array, ",");
        buffer_add(&array, buffer_text(elements[i]));
    }
    buffer_add(&array, "]");
    return array.data;
}

static const char *fate_name(enum fate fate)
{
    return fate == FATE_FAILED ? "failed" : fate == FATE_RETRY ? "retry" : "release";
}

static char *troubles_text(struct batch_job *const jobs[], size_t count)
{
    CLEANUP(json_free) struct json_object *array = json_new_array();

    for (size_t i = 0; i < count; i++) {
        const struct batch_job *job = jobs[i];
        struct json_object *trouble = NULL;

        if (job->fate == FATE_DONE)
            continue;
        trouble = json_new_object();
        json_set_integer(trouble, "id", job->job.id);
        json_set_integer(trouble, "attempt", job->job.attempt);
        json_set_text(trouble, "outcome", fate_name(job->fate));
        json_set_text(trouble, "url", job->plan.urls[0]);
        if (job->error.class != ERROR_NONE) {
            json_set_text(trouble, "class", error_class_name(job->error.class));
            json_set_text(trouble, "message", job->error.message);
            json_set_integer(trouble, "http_status", job->error.http_status);
            json_set_integer(trouble, "wait_ms", job->wait_ms);
        }
        json_append(array, trouble);
    }
    return xstrdup(json_print(array, NULL));
}

static void pack_done(struct parcel *parcel, struct batch_job *const jobs[], size_t count)
{
    CLEANUP(free_pointer) int64_t *ids = xcalloc(count, sizeof(*ids));
    CLEANUP(free_pointer) int64_t *attempts = xcalloc(count, sizeof(*attempts));
    size_t done = 0;

    for (size_t i = 0; i < count; i++) {
        if (jobs[i]->fate != FATE_DONE)
            continue;
        ids[done] = jobs[i]->job.id;
        attempts[done++] = jobs[i]->job.attempt;
    }
    parcel->ids = db_array_of_integers(ids, done);
    parcel->attempts = db_array_of_integers(attempts, done);
}

static void pack_rows(struct parcel *parcel, struct batch_job *const jobs[], size_t count)
{
    CLEANUP(free_pointer) const struct buffer **elements = xcalloc(count, sizeof(struct buffer *));
    size_t done = 0;

    for (int put = 0; put < PUT_COUNT; put++) {
        size_t used = 0;
        for (size_t i = 0; i < count; i++)
            if (jobs[i]->fate == FATE_DONE && jobs[i]->outcome.rows[put].size > 0)
                elements[used++] = &jobs[i]->outcome.rows[put];
        parcel->rows[put] = used > 0 ? commit_array(elements, used) : NULL;
    }
    for (size_t i = 0; i < count; i++)
        if (jobs[i]->fate == FATE_DONE)
            elements[done++] = &jobs[i]->outcome.follow_ups;
    parcel->follow_ups = commit_array(elements, done);
}

static void pack(struct parcel *parcel, const struct batch *batch, struct batch_job *const jobs[],
                 size_t count)
{
    parcel->import = xasprintf("%lld", (long long)batch->workplace.import_id);
    parcel->requests =
        xasprintf("%lld", (long long)(batch->requests_sent - batch->requests_counted));
    parcel->size_bytes =
        xasprintf("%llu", (unsigned long long)(batch->received_bytes - batch->bytes_counted));
    parcel->troubles = troubles_text(jobs, count);
    pack_done(parcel, jobs, count);
    pack_rows(parcel, jobs, count);
}

static bool send(struct batch *batch, const char *worker, struct batch_job *const jobs[],
                 size_t count, struct error *err)
{
    CLEANUP(parcel_release) struct parcel parcel = {0};
    struct db_call calls[PUT_COUNT + 1];
    size_t used = 0;

    pack(&parcel, batch, jobs, count);
    for (int put = 0; put < PUT_COUNT; put++)
        if (parcel.rows[put] != NULL)
            calls[used++] =
                (struct db_call){put_sql((enum put)put), 2, {parcel.import, parcel.rows[put]}};
    calls[used++] = (struct db_call){finish_sql,
                                     11,
                                     {worker, parcel.import, batch->workplace.stage, parcel.ids,
                                      parcel.attempts, parcel.troubles, parcel.follow_ups,
                                      parcel.requests, parcel.size_bytes, batch->stop_state,
                                      batch->stop_state != NULL ? batch->stop_error : NULL}};
    return db_transaction(batch->workplace.db, calls, used, NULL, err);
}

/* What became of a transaction whose end we did not see: the row of one of its jobs knows. */
static bool ask_outcome(struct batch *batch, const struct batch_job *job, bool *committed,
                        bool *held, struct error *err)
{
    CLEANUP(free_pointer) char *import = xasprintf("%lld", (long long)batch->workplace.import_id);
    CLEANUP(free_pointer) char *id = xasprintf("%lld", (long long)job->job.id);
    CLEANUP(free_pointer) char *attempt = xasprintf("%lld", (long long)job->job.attempt);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct db_call call = {
        "select brigade.outcome(import => $1, id => $2, attempt => $3)", 3, {import, id, attempt}};
    const char *said = NULL;
    int tries = 0;

    while (!db_wait(batch->workplace.db, RECONNECT_MS, NULL, err) ||
           !db_query(batch->workplace.db, &call, &rows, err))
        if (err->class != ERROR_RETRY || err->unreachable || ++tries >= TRIES_MAX)
            return false;
    said = db_rows_cell(rows, 0, 0);
    *committed = strcmp(said, "committed") == 0;
    *held = strcmp(said, "held") == 0;
    return true;
}

static void mark_committed(struct batch *batch, struct batch_job *const jobs[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        jobs[i]->fate = FATE_COMMITTED;
        outcome_release(&jobs[i]->outcome);
    }
    batch->requests_counted = batch->requests_sent;
    batch->bytes_counted = batch->received_bytes;
}

static void forget(struct batch *batch, struct batch_job *const jobs[], size_t count)
{
    log_event(LOG_LEVEL_INFO, batch->workplace.stage,
              "%zu jobs were taken over by another worker; their results are dropped", count);
    for (size_t i = 0; i < count; i++) {
        jobs[i]->fate = FATE_COMMITTED;
        outcome_release(&jobs[i]->outcome);
    }
}

static bool is_conflict(const struct error *err)
{
    return strncmp(err->sqlstate, "40", 2) == 0 || strcmp(err->sqlstate, "55P03") == 0;
}

/* Whether to send again: PostgreSQL is back and the jobs are still ours. */
static bool recover(struct batch *batch, struct batch_job *const jobs[], size_t count, bool *again,
                    struct error *err)
{
    bool committed = false;
    bool held = false;

    *again = false;
    if (!ask_outcome(batch, jobs[0], &committed, &held, err))
        return false;
    if (committed)
        mark_committed(batch, jobs, count);
    else if (!held)
        forget(batch, jobs, count);
    *again = held;
    return true;
}

static bool commit_jobs(struct batch *batch, const char *worker, struct batch_job *const jobs[],
                        size_t count, struct error *err);

/* A row was refused: each job alone, and the one at fault fails by itself. */
static bool commit_apart(struct batch *batch, const char *worker, struct batch_job *const jobs[],
                         size_t count, struct error *err)
{
    if (count == 1) {
        if (jobs[0]->fate != FATE_DONE)
            return false; /* not even the failure can be written: our bug */
        jobs[0]->error = *err;
        jobs[0]->fate = FATE_FAILED;
    }
    for (size_t i = 0; i < count; i++)
        if (!commit_jobs(batch, worker, &jobs[i], 1, err))
            return false;
    return true;
}

static bool commit_jobs(struct batch *batch, const char *worker, struct batch_job *const jobs[],
                        size_t count, struct error *err)
{
    bool again = true;

    for (int tries = 1; again; tries++) {
        if (send(batch, worker, jobs, count, err)) {
            mark_committed(batch, jobs, count);
            return true;
        }
        if (strcmp(err->sqlstate, "BR001") == 0 && count == 1) {
            forget(batch, jobs, count);
            return true;
        }
        if (err->class == ERROR_IMPORT)
            return false; /* no right, or no such function: not the rows' fault */
        if (err->class != ERROR_RETRY)
            return commit_apart(batch, worker, jobs, count, err);
        if (tries >= TRIES_MAX)
            return false; /* the leases run out, and somebody tries again */
        if (is_conflict(err))
            usleep((unsigned)tries * 20000);
        if (!recover(batch, jobs, count, &again, err))
            return false;
    }
    return true;
}

bool commit_batch(struct batch *batch, const char *worker, struct error *err)
{
    CLEANUP(free_pointer) struct batch_job **jobs = xcalloc(batch->count + 1, sizeof(*jobs));
    size_t count = 0;

    for (size_t i = 0; i < batch->count; i++)
        if (batch->jobs[i].fate != FATE_OPEN && batch->jobs[i].fate != FATE_COMMITTED)
            jobs[count++] = &batch->jobs[i];
    return count == 0 || commit_jobs(batch, worker, jobs, count, err);
}
