#include "engine/commit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/log.h"
#include "lib/json/json_write.h"

/* Serialization failures and deadlocks go away when the other transactions have ended, and
 * PostgreSQL comes back.
 */
#define TRIES_MAX 10
/* A restart of PostgreSQL takes some seconds; leases are longer. */
#define RECONNECT_MS 30000
/* How often a transaction waits for a lock as long as db_limit_locks lets it: ours hold theirs for
 * milliseconds, and a session of somebody else for as long as it likes. */
#define LOCK_TRIES 2

static const char finish_sql[] =
    "select brigade.finish(worker => $1, run => $2, stage => $3, token => $4, ids => $5, "
    "troubles => $6, follow_ups => $7, requests => $8, size_bytes => $9, stop_state => $10, "
    "stop_error => $11)";

/* The calls of one transaction, and the texts and arrays of their parameters. */
struct transaction {
    struct db_call *calls;
    size_t count;
    char **texts; /* arrays of rows */
    size_t text_count;
    int64_t *ids; /* of the jobs that were done */
    size_t done;
};

static void transaction_release(struct transaction *transaction)
{
    for (size_t i = 0; i < transaction->text_count; i++)
        free_pointer(&transaction->texts[i]);
    free_pointer(&transaction->texts);
    free_pointer(&transaction->calls);
    free_pointer(&transaction->ids);
}

char *commit_array(const struct buffer *elements[], size_t count)
{
    struct buffer array = {0};

    json_write_begin(&array, '[');
    for (size_t i = 0; i < count; i++)
        if (elements[i]->size > 0)
            json_write_text(&array, buffer_text(elements[i]));
    json_write_end(&array, ']');
    return array.data;
}

static const char *fate_name(enum fate fate)
{
    static const char *const names[] = {
        [FATE_FAILED] = "failed",
        [FATE_RETRY] = "retry",
        [FATE_REFUSED] = "refused",
        [FATE_RELEASE] = "release",
    };

    return names[fate];
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
        json_set_text(trouble, "fate", fate_name(job->fate));
        json_set_text(trouble, "url", job->plan.urls[0]);
        json_set_text(trouble, "refused_by", job->refused_by);
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

/* The parts of one transaction. */
struct part {
    const struct batch *batch;
    struct batch_job *const *jobs;
    size_t count;
};

static void pack_done(struct transaction *transaction, const struct part *part)
{
    transaction->ids = xcalloc(part->count, sizeof(*transaction->ids));
    for (size_t i = 0; i < part->count; i++)
        if (part->jobs[i]->fate == FATE_DONE)
            transaction->ids[transaction->done++] = part->jobs[i]->job.id;
}

/* A text that lives as long as the transaction. */
static const char *keep(struct transaction *transaction, char *text)
{
    transaction->texts[transaction->text_count++] = text;
    return text;
}

static const struct buffer *side_rows(const struct outcome *outcome, size_t put)
{
    return put < outcome->put_count ? &outcome->rows[put] : NULL;
}

static const struct buffer *own_rows(const struct outcome *outcome, size_t record)
{
    return &outcome->records[record];
}

static const struct buffer *follow_ups(const struct outcome *outcome, size_t ignored)
{
    (void)ignored;
    return &outcome->follow_ups;
}

/* The rows of one kind of all jobs that were done, as one JSON array; NULL when there are none. */
static char *join(const struct part *part,
                  const struct buffer *(*rows_of)(const struct outcome *outcome, size_t number),
                  size_t number)
{
    CLEANUP(free_pointer)
    const struct buffer **elements = xcalloc(part->count, sizeof(struct buffer *));
    size_t used = 0;

    for (size_t i = 0; i < part->count; i++) {
        const struct buffer *rows = rows_of(&part->jobs[i]->outcome, number);
        if (part->jobs[i]->fate == FATE_DONE && rows != NULL && rows->size > 0)
            elements[used++] = rows;
    }
    return used > 0 ? commit_array(elements, used) : NULL;
}

static void call_put(struct transaction *transaction, const struct part *part, const char *sql,
                     char *rows)
{
    if (rows != NULL)
        transaction->calls[transaction->count++] =
            *DB_CALL(sql, db_int(part->batch->workplace.run_id), db_text(keep(transaction, rows)));
}

/* Why the run stops, or is to stop when the last attempt of a job that PostgreSQL refuses is spent.
 * NULL: nothing stops it. */
static char *stop_sentence(const struct part *part)
{
    const struct batch *batch = part->batch;

    if (batch->stop_state != NULL)
        return xstrdup(batch->stop_error);
    for (size_t i = 0; i < part->count; i++)
        if (part->jobs[i]->fate == FATE_REFUSED)
            return batch_refusal(batch, &part->jobs[i]->error);
    return NULL;
}

static void call_finish(struct transaction *transaction, const struct part *part,
                        const char *worker)
{
    const struct batch *batch = part->batch;
    char *jobs = join(part, follow_ups, 0);

    pack_done(transaction, part);
    transaction->calls[transaction->count++] =
        *DB_CALL(finish_sql, db_text(worker), db_int(batch->workplace.run_id),
                 db_text(batch->workplace.stage), db_text(batch->workplace.token),
                 db_ints(transaction->ids, transaction->done),
                 db_text(keep(transaction, troubles_text(part->jobs, part->count))),
                 db_text(keep(transaction, jobs != NULL ? jobs : xstrdup("[]"))),
                 db_int(batch->requests_sent - batch->requests_counted),
                 db_int((int64_t)(batch->received_bytes - batch->bytes_counted)),
                 db_text(batch->stop_state), db_text(keep(transaction, stop_sentence(part))));
}

static bool send(struct batch *batch, const char *worker, struct batch_job *const jobs[],
                 size_t count, struct error *err)
{
    CLEANUP(transaction_release) struct transaction transaction = {0};
    const struct part part = {.batch = batch, .jobs = jobs, .count = count};
    const struct side *side = batch->side;
    size_t most = side->put_count + RECORD_COUNT + 2;

    transaction.calls = xcalloc(most, sizeof(*transaction.calls));
    transaction.texts = xcalloc(most + 2, sizeof(*transaction.texts));
    if (side->begin != NULL)
        transaction.calls[transaction.count++] =
            *DB_CALL(side->begin, db_int(batch->workplace.run_id));
    for (size_t put = 0; put < side->put_count; put++)
        call_put(&transaction, &part, side->puts[put], join(&part, side_rows, put));
    for (size_t record = 0; record < RECORD_COUNT; record++)
        call_put(&transaction, &part, record_sql((enum record)record),
                 join(&part, own_rows, record));
    call_finish(&transaction, &part, worker);
    return db_transaction(batch->workplace.db, transaction.calls, transaction.count, NULL, err);
}

/* Asks how a transaction ended whose end we did not see: the rows of its jobs know. */
static bool ask_outcome(const struct part *part, bool *committed, bool *held, struct error *err)
{
    const struct batch *batch = part->batch;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(free_pointer) int64_t *ids = xcalloc(part->count, sizeof(*ids));
    const struct db_call *call =
        DB_CALL("select brigade.committed_or_held(run => $1, token => $2, ids => $3)",
                db_int(batch->workplace.run_id), db_text(batch->workplace.token),
                db_ints(ids, part->count));
    const char *said = NULL;
    int tries = 0;

    for (size_t i = 0; i < part->count; i++)
        ids[i] = part->jobs[i]->job.id;
    while (!db_wait(batch->workplace.db, RECONNECT_MS, NULL, err) ||
           !db_query(batch->workplace.db, call, &rows, err))
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
    struct log_context context = batch_context(batch, NULL);

    log_event(LOG_LEVEL_INFO, &context,
              "%zu jobs were taken over by another worker; their results are dropped", count);
    for (size_t i = 0; i < count; i++) {
        jobs[i]->fate = FATE_COMMITTED;
        outcome_release(&jobs[i]->outcome);
    }
}

bool commit_is_locked(const struct error *err)
{
    return strcmp(err->sqlstate, "55P03") == 0;
}

static bool is_conflict(const struct error *err)
{
    return strncmp(err->sqlstate, "40", 2) == 0 || commit_is_locked(err);
}

/* A smaller transaction may pass. */
static bool is_too_much(const struct error *err)
{
    return strcmp(err->sqlstate, "57014") == 0 || strcmp(err->sqlstate, "53200") == 0;
}

/* What a row refers to was taken away between two statements, such as one of two rows that are one
 * now: what the transaction asks for again is found. */
static bool is_taken_away(const struct error *err)
{
    return strcmp(err->sqlstate, "23503") == 0;
}

bool commit_is_refused(const struct batch *batch, const struct error *err)
{
    return err->cause == CAUSE_NUMBER_TAKEN ||
           (err->class == ERROR_RETRY && err->cause != CAUSE_READ_ONLY &&
            err->sqlstate[0] != '\0' && !is_conflict(err) && db_is_alive(batch->workplace.db));
}

/* The server became a standby: perhaps another host of the connection string is the primary by now.
 */
static bool find_primary(struct batch *batch, int tries, struct error *err)
{
    usleep((unsigned)tries * 200000);
    return db_reconnect(batch->workplace.db, err) || err->class == ERROR_RETRY;
}

/* Whether to send again, because PostgreSQL is back and the jobs are still ours. */
static bool recover(struct batch *batch, struct batch_job *const jobs[], size_t count, bool *again,
                    struct error *err)
{
    bool committed = false;
    bool held = false;

    *again = false;
    if (!ask_outcome(&(struct part){.batch = batch, .jobs = jobs, .count = count}, &committed,
                     &held, err))
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

/* Commits each job alone after a row was refused, so that the job at fault fails by itself. */
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

static bool commit_halves(struct batch *batch, const char *worker, struct batch_job *const jobs[],
                          size_t count, struct error *err)
{
    return commit_jobs(batch, worker, jobs, count / 2, err) &&
           commit_jobs(batch, worker, jobs + count / 2, count - count / 2, err);
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
        if (commit_is_refused(batch, err))
            return is_too_much(err) && count > 1 && commit_halves(batch, worker, jobs, count, err);
        if (is_taken_away(err) && tries == 1)
            continue;
        if (err->class != ERROR_RETRY)
            return commit_apart(batch, worker, jobs, count, err);
        if (commit_is_locked(err) && (batch->is_locked || tries >= LOCK_TRIES))
            return false;
        if (tries >= TRIES_MAX)
            return false; /* the leases run out, and somebody tries again */
        if (is_conflict(err))
            usleep((unsigned)tries * 20000);
        if (err->cause == CAUSE_READ_ONLY && !find_primary(batch, tries, err))
            return false;
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
