#include "engine/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bitbucket/stretch.h"
#include "lib/base/limits.h"
#include "lib/base/redact.h"
#include "engine/commit.h"
#include "engine/log.h"
#include "signin/sign_in.h"

/* How long a worker that was told to stop waits for the answers that are under way. */
#define STOP_GRACE_MS 20000
/* OAuth tokens that cannot be had now: Bitbucket is asked for them again after as long. */
#define TOKENS_LATER_MS 15000
/* Every sign of life is a round trip; a third of the lease leaves time for two that fail. */
#define LEASE_PARTS 3
/* Words about long work reach the views this often. */
#define DOING_MS 2000

struct progress {
    struct run *run;
    struct batch *batch;
    int64_t extended_ms;
    int64_t told_ms;
    int64_t stop_seen_ms;
    bool lease_lost;
};

static void log_error(const struct batch *batch, enum log_level level, const struct error *error)
{
    struct log_context context = batch_context(batch, NULL);

    log_event(level, &context, "%s", error->message);
}

static void log_trouble(const struct batch *batch, const struct batch_job *job)
{
    struct log_context context = batch_context(batch, job);

    if (job->error.class != ERROR_NONE)
        log_event(LOG_LEVEL_INFO, &context, "%s", job->error.message);
}

/* Extends what this batch still holds. False: the worker no longer holds any of it. */
static bool extend(struct progress *progress, const char *doing)
{
    struct batch *batch = progress->batch;
    CLEANUP(free_pointer) int64_t *ids = xcalloc(batch->count, sizeof(*ids));
    CLEANUP(free_pointer) char *shown = xstrdup(doing);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err;
    size_t count = 0;

    for (size_t i = 0; i < batch->count; i++)
        if (batch->jobs[i].fate != FATE_COMMITTED)
            ids[count++] = batch->jobs[i].job.id;
    if (shown != NULL)
        redact_text(shown); /* git repeats what a server says */
    progress->extended_ms = progress->told_ms = clock_ms();
    if (!db_query(batch->workplace.db,
                  DB_CALL("select brigade.extend(worker => $1, run => $2, token => $3, "
                          "ids => $4, doing => $5)",
                          db_text(progress->run->worker), db_int(batch->workplace.run_id),
                          db_text(batch->workplace.token), db_ints(ids, count), db_text(shown)),
                  &rows, &err)) {
        log_error(batch, LOG_LEVEL_INFO, &err);
        (void)!db_wait(batch->workplace.db, 0, NULL, &err);
        return true; /* the lease may still hold: the fence will tell */
    }
    return count == 0 || strtoll(db_rows_cell(rows, 0, 0), NULL, 10) > 0;
}

static bool must_stop(struct progress *progress)
{
    if (!*progress->run->stopping)
        return false;
    if (progress->stop_seen_ms == 0)
        progress->stop_seen_ms = clock_ms();
    return true;
}

/* workplace.tick: for long local work, and between answers. */
static bool tick(struct workplace *workplace, const char *doing)
{
    struct progress *progress = workplace->worker;
    int64_t now = clock_ms();

    if (now - progress->extended_ms > progress->batch->lease_ms / LEASE_PARTS ||
        (doing != NULL && now - progress->told_ms > DOING_MS))
        progress->lease_lost = progress->lease_lost || !extend(progress, doing);
    return !must_stop(progress) && !progress->lease_lost;
}

static void release_unstarted(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        if (batch->jobs[i].fate == FATE_OPEN && batch->jobs[i].started == 0)
            batch->jobs[i].fate = FATE_RELEASE;
}

/* Plans less of a page that was larger than we take. False: no less can be asked for. */
static bool shorten(struct batch_job *job, size_t n)
{
    struct plan *plan = &job->plan;
    char *url = NULL;

    if (plan->alone[n] != NULL || stretch_length(plan->urls[n]) == 0 ||
        json_has_key(job->job.payload, "alone"))
        return false;
    url = stretch_shorter(plan->urls[n]);
    if (plan->lengths[n] == 0)
        plan->lengths[n] = stretch_length(plan->urls[n]);
    if (url == NULL) {
        url = stretch_names(plan->urls[n]);
        plan->alone[n] = TAKE(plan->urls[n]);
    }
    free_pointer(&plan->urls[n]);
    plan->urls[n] = url;
    return true;
}

static void digest(struct batch *batch, struct batch_job *job)
{
    struct task task = batch_task(batch, job);
    struct error err = {0};

    if (job->kind->digest(&task, &err)) {
        job->fate = FATE_DONE;
    } else {
        outcome_release(&job->outcome);
        batch_judge(batch, job, &err);
        /* Told to stop: that is no fault of the job. */
        if (job->fate == FATE_RETRY && must_stop(batch->workplace.worker))
            job->fate = FATE_RELEASE;
    }
    batch->requests_sent += batch->workplace.requests_sent;
    batch->workplace.requests_sent = 0;
    log_trouble(batch, job);
    for (size_t n = 0; n < job->plan.count; n++)
        http_response_free(&job->answers[n]);
}

static bool start_request(struct run *run, struct batch *batch, struct batch_job *job, size_t n)
{
    struct error err;
    struct http_request request = {
        .url = job->plan.urls[n], .authorization = batch->authorization, .owner = &job->slots[n]};

    job->slots[n] = (struct batch_slot){.job = job, .index = n};
    if (!http_start(run->http, &request, &err)) {
        batch_judge(batch, job, &err);
        return false;
    }
    job->started++;
    batch->requests_sent++;
    return true;
}

static void start_requests(struct run *run, struct batch *batch, struct batch_job *job)
{
    for (size_t n = 0; n < job->plan.count; n++)
        if (!start_request(run, batch, job, n))
            return;
}

static void start_job(struct run *run, struct batch *batch, struct batch_job *job)
{
    struct task task = batch_task(batch, job);
    struct error err = {0};

    if (job->kind->plan != NULL && !job->kind->plan(&task, &job->plan, &err)) {
        batch_judge(batch, job, &err);
        log_trouble(batch, job);
        return;
    }
    if (job->plan.count == 0)
        digest(batch, job);
    else
        start_requests(run, batch, job);
}

static void take_answer(struct run *run, struct batch *batch, struct http_response *answer)
{
    const struct batch_slot *slot = answer->owner;
    struct batch_job *job = slot->job;
    size_t n = slot->index;
    struct error err = {0};

    batch->received_bytes += answer->wire_bytes;
    quota_hear(&batch->quota, answer);
    job->answered++;
    if (job->fate == FATE_OPEN && !client_check_answer(answer, &err)) {
        if (err.cause == CAUSE_TOO_LARGE && shorten(job, n)) {
            http_response_free(&answer);
            job->answered--;
            (void)start_request(run, batch, job, n);
            return;
        }
        batch_judge(batch, job, &err);
        log_trouble(batch, job);
    }
    if (answer->rate_remaining == 0 && answer->rate_reset_ms > batch->block_ms) {
        batch->block_ms = answer->rate_reset_ms;
        snprintf(batch->block_reason, sizeof(batch->block_reason),
                 "Bitbucket says that no request is left");
    }
    job->answers[slot->index] = answer;
    if (job->fate == FATE_OPEN && job->answered == job->plan.count)
        digest(batch, job);
}

static size_t ready_bytes(const struct batch *batch)
{
    size_t size = 0;

    for (size_t i = 0; i < batch->count; i++)
        if (batch->jobs[i].fate == FATE_DONE)
            size += outcome_size_bytes(&batch->jobs[i].outcome);
    return size;
}

static bool go_on(void *payload)
{
    struct batch *batch = payload;

    return batch->workplace.tick(&batch->workplace, NULL);
}

/* Fills the identity. A refused credential stops the run; one that cannot be had now only sends the
 * jobs back. */
static void find_secret(struct run *run, struct batch *batch)
{
    struct sign_in request = {.settings = batch->workplace.settings,
                              .db = batch->workplace.db,
                              .worker = run->worker,
                              .run_id = batch->workplace.run_id,
                              .workspace = batch->workplace.workspace,
                              .go_on = go_on,
                              .payload = batch};
    struct error err = {0};

    if (sign_in(&request, &batch->identity, &batch->generation, &err)) {
        batch->authorization = identity_authorization(&batch->identity);
        return;
    }
    if (err.class != ERROR_IMPORT) {
        log_error(batch, LOG_LEVEL_INFO, &err);
        batch_give_back(batch, &err, TOKENS_LATER_MS);
        return;
    }
    for (size_t i = 0; i < batch->count; i++)
        batch_judge(batch, &batch->jobs[i], &err);
}

/* Called after the jobs were given back. New tokens help unless these were new. */
static void settle_tokens(struct batch *batch)
{
    struct error err = {0};
    bool again = true;

    if (!batch->tokens_refused)
        return;
    if (sign_in_distrust(batch->workplace.db, batch->identity.name, batch->generation, &again,
                         &err) &&
        !again) {
        batch_refuse_credential(batch, batch->refusal);
        if (db_query(batch->workplace.db,
                     DB_CALL("select brigade.stop_run(run => $1, state => $2, error => $3)",
                             db_int(batch->workplace.run_id), db_text(batch->stop_state),
                             db_text(batch->stop_error)),
                     NULL, &err))
            return;
    }
    if (err.class != ERROR_NONE)
        log_error(batch, LOG_LEVEL_WARNING, &err);
}

/* Tells what was heard, lets a credential rest that must, and gives back the requests that were
 * booked and not sent. */
static void settle_budget(struct run *run, struct batch *batch)
{
    const char *credential = batch->identity.name != NULL ? batch->identity.name : "";
    struct error err;

    if (!quota_tell(&batch->quota, &run->told, batch->workplace.db, credential, &err))
        log_error(batch, LOG_LEVEL_WARNING, &err);
    if (batch->block_ms > 0 &&
        !db_query(
            batch->workplace.db,
            DB_CALL(
                "select brigade.block_credential(credential => $1, wait_ms => $2, reason => $3)",
                db_text(credential), db_int(batch->block_ms), db_text(batch->block_reason)),
            NULL, &err))
        log_error(batch, LOG_LEVEL_WARNING, &err);
    if (batch->requests_booked > batch->requests_sent &&
        !db_query(batch->workplace.db,
                  DB_CALL("select brigade.return_requests(credential => $1, unused => $2)",
                          db_text(credential),
                          db_int(batch->requests_booked - batch->requests_sent)),
                  NULL, &err))
        log_error(batch, LOG_LEVEL_WARNING, &err);
}

/* The next job that may start now; NULL: none, or enough is under way. */
static struct batch_job *next_to_start(struct run *run, struct batch *batch, size_t *cursor)
{
    if (http_pending(run->http) >= LIMIT_IN_FLIGHT)
        return NULL;
    while (*cursor < batch->count) {
        struct batch_job *job = &batch->jobs[(*cursor)++];
        if (job->fate == FATE_OPEN)
            return job;
    }
    return NULL;
}

static bool has_to_end(struct progress *progress)
{
    struct batch *batch = progress->batch;

    return must_stop(progress) || progress->lease_lost || batch->stop_state != NULL ||
           batch->block_ms > 0 || batch->tokens_refused;
}

static bool grace_is_over(const struct progress *progress)
{
    return progress->lease_lost ||
           (progress->stop_seen_ms != 0 && clock_ms() - progress->stop_seen_ms > STOP_GRACE_MS);
}

/* Answers that we no longer wait for must not outlive their jobs, so the connections are closed.
 * They are made anew when they are needed. */
static void abandon_requests(struct run *run, struct batch *batch)
{
    http_close(&run->http);
    for (size_t i = 0; i < batch->count; i++)
        if (batch->jobs[i].fate == FATE_OPEN)
            batch->jobs[i].fate = FATE_RELEASE;
}

static bool is_busy(const struct run *run, const struct batch *batch)
{
    return run->http != NULL && (batch_open_count(batch) > 0 || http_pending(run->http) > 0);
}

static bool work_through(struct progress *progress, struct error *err)
{
    struct run *run = progress->run;
    struct batch *batch = progress->batch;
    size_t cursor = 0;

    while (is_busy(run, batch)) {
        struct batch_job *job = NULL;
        struct http_response *answer = NULL;

        if (has_to_end(progress))
            release_unstarted(batch);
        if (grace_is_over(progress)) {
            abandon_requests(run, batch);
            break;
        }
        job = next_to_start(run, batch, &cursor);
        if (job != NULL)
            start_job(run, batch, job);
        else
            answer = http_next(run->http, 500);
        if (answer != NULL)
            take_answer(run, batch, answer);
        (void)tick(&batch->workplace, NULL);
        if (ready_bytes(batch) > LIMIT_BATCH_BYTES && !commit_batch(batch, run->worker, err))
            return false;
    }
    return commit_batch(batch, run->worker, err);
}

/* Somebody else's session has the run's rows. The jobs that are left go back, uncounted. Those that
 * cannot be written are due again when their lease ends. */
static void give_back_locked(struct run *run, struct batch *batch)
{
    struct error err;

    batch->is_locked = true;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->jobs[i].fate == FATE_COMMITTED)
            continue;
        outcome_release(&batch->jobs[i].outcome);
        batch->jobs[i].fate = FATE_RELEASE;
        batch->jobs[i].wait_ms = RUN_LOCKED_MS;
    }
    if (!commit_batch(batch, run->worker, &err))
        log_error(batch, LOG_LEVEL_INFO, &err);
}

/* PostgreSQL refuses what the jobs bring, for a reason that is not in their rows: they wait, and
 * are counted. */
static bool put_off_refused(struct run *run, struct batch *batch, struct error *err)
{
    struct log_context context = batch_context(batch, NULL);
    const struct error reason = *err;

    outage_meet(&run->refusals, batch->workplace.settings, &context, err);
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->jobs[i].fate == FATE_COMMITTED)
            continue;
        outcome_release(&batch->jobs[i].outcome);
        batch->jobs[i].fate = FATE_REFUSED;
        batch->jobs[i].error = reason;
        batch->jobs[i].error.class = ERROR_RETRY;
    }
    /* When not even that can be written, the leases run out, and somebody tries again. */
    return commit_batch(batch, run->worker, err) || commit_is_refused(batch, err);
}

static void log_stop(const struct batch *batch)
{
    struct log_context context = batch_context(batch, NULL);

    if (batch->stop_state != NULL)
        log_event(LOG_LEVEL_WARNING, &context, "run %lld is %s: %s",
                  (long long)batch->workplace.run_id, batch->stop_state, batch->stop_error);
}

bool run_batch(struct run *run, struct batch *batch, struct error *err)
{
    struct progress progress = {
        .run = run, .batch = batch, .extended_ms = clock_ms(), .told_ms = clock_ms()};
    bool done = false;

    if (run->http == NULL && !http_open(&run->http, &run->http_settings, err))
        return false;
    batch->workplace.tick = tick;
    batch->workplace.worker = &progress;
    find_secret(run, batch);
    done = work_through(&progress, err);
    if (!done)
        abandon_requests(run, batch);
    if (!done && commit_is_locked(err))
        give_back_locked(run, batch);
    else if (!done && commit_is_refused(batch, err))
        done = put_off_refused(run, batch, err);
    else if (done)
        outage_pass(&run->refusals);
    settle_budget(run, batch);
    settle_tokens(batch);
    log_stop(batch);
    return done;
}
