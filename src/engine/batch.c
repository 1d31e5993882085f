#include "engine/batch.h"

#include <stdio.h>
#include <string.h>

/* The wait after a 429 without a header. The window of the budget rolls, so some requests are free
 * again soon; asking at once would only spend them. */
#define THROTTLE_MS 60000
/* The wait without any connection, the same for all workers. */
#define UNREACHABLE_MS 15000
/* An import that can do without Bitbucket tries so often, with growing waits, before it does. */
#define UNREACHABLE_ATTEMPTS 3

static const struct job_kind *find_kind(const struct side *side, const char *name)
{
    for (const struct job_kind *kind = side->kinds; kind->name != NULL; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return NULL;
}

/* All jobs of a run are of the same side. */
static const struct side *find_side(const struct side *const *sides, const char *name)
{
    for (size_t i = 0; sides[i] != NULL; i++)
        if (find_kind(sides[i], name) != NULL)
            return sides[i];
    bug("a job of kind %s was claimed, which nobody does here", name);
}

static void load_workplace(struct batch *batch, const struct batch_means *means)
{
    const struct db_rows *rows = batch->rows;

    batch->workplace = (struct workplace){
        .settings = means->settings,
        .run_id = db_rows_integer(rows, 0, "run_id"),
        .project_id = db_rows_integer(rows, 0, "project_id"),
        .token = db_rows_text(rows, 0, "token"),
        .stage = db_rows_text(rows, 0, "stage"),
        .identity = &batch->identity,
        .db = means->db,
    };
    batch->lease_ms = db_rows_integer(rows, 0, "lease_ms");
    batch->identity.name = xstrdup(db_rows_text(rows, 0, "credential"));
    batch->identity.kind = xstrdup(db_rows_text(rows, 0, "credential_kind"));
    batch->identity.email = xstrdup(db_rows_text(rows, 0, "email"));
}

static void load_job(struct batch *batch, size_t index)
{
    const struct db_rows *rows = batch->rows;
    struct batch_job *job = &batch->jobs[index];
    const char *payload = db_rows_text(rows, index, "payload");

    job->job = (struct job){
        .id = db_rows_integer(rows, index, "job_id"),
        .attempt = db_rows_integer(rows, index, "attempt"),
        .kind = db_rows_text(rows, index, "kind"),
        .key = db_rows_text(rows, index, "key"),
        .url = db_rows_text(rows, index, "url"),
        .link = db_rows_text(rows, index, "link"),
    };
    job->kind = find_kind(batch->side, job->job.kind);
    if (job->kind == NULL)
        bug("a job of kind %s was claimed among those of another side", job->job.kind);
    job->requests_booked = (int)db_rows_integer(rows, index, "requests");
    batch->requests_booked += job->requests_booked;
    if (payload != NULL) {
        struct error err;
        if (!json_parse(payload, strlen(payload), &job->job.payload, NULL, &err))
            batch_judge(batch, job, &err);
    }
}

bool batch_load(struct batch *batch, struct db_rows *rows, const struct batch_means *means,
                struct error *err)
{
    *batch = (struct batch){.rows = rows,
                            .side = find_side(means->sides, db_rows_text(rows, 0, "kind"))};
    load_workplace(batch, means);
    if (!batch->side->open(&batch->workplace, err))
        return false;
    batch->count = db_rows_count(rows);
    batch->jobs = xcalloc(batch->count, sizeof(*batch->jobs));
    for (size_t i = 0; i < batch->count; i++)
        load_job(batch, i);
    return true;
}

struct log_context batch_context(const struct batch *batch, const struct batch_job *job)
{
    struct log_context context = {.run = batch->workplace.run_id, .stage = batch->workplace.stage};

    if (job != NULL) {
        context.job = job->job.id;
        context.key = job->job.key;
        context.attempt = job->job.attempt;
    }
    return context;
}

struct task batch_task(struct batch *batch, struct batch_job *job)
{
    job->outcome.stage = batch->workplace.stage;
    job->outcome.key = job->job.key;
    job->outcome.link = job->job.link != NULL ? job->job.link : job->job.url;
    return (struct task){.workplace = &batch->workplace,
                         .job = &job->job,
                         .plan = &job->plan,
                         .answers = job->answers,
                         .outcome = &job->outcome};
}

void batch_release(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct batch_job *job = &batch->jobs[i];
        json_free(&job->job.payload);
        outcome_release(&job->outcome);
        for (size_t n = 0; n < job->plan.count; n++) {
            free_pointer(&job->plan.urls[n]);
            free_pointer(&job->plan.alone[n]);
            http_response_free(&job->answers[n]);
        }
    }
    free_pointer(&batch->jobs);
    if (batch->side != NULL)
        batch->side->close(&batch->workplace);
    identity_release(&batch->identity);
    free_secret(&batch->authorization);
    db_rows_free(&batch->rows);
    *batch = (struct batch){0};
}

size_t batch_open_count(const struct batch *batch)
{
    size_t count = 0;

    for (size_t i = 0; i < batch->count; i++)
        count += batch->jobs[i].fate == FATE_OPEN;
    return count;
}

static void stop(struct batch *batch, const char *state, const char *sentence)
{
    if (batch->stop_state != NULL)
        return;
    batch->stop_state = state;
    snprintf(batch->stop_error, sizeof(batch->stop_error), "%s", sentence);
}

static void block(struct batch *batch, int64_t wait_ms, const char *reason)
{
    if (wait_ms <= batch->block_ms)
        return;
    batch->block_ms = wait_ms;
    snprintf(batch->block_reason, sizeof(batch->block_reason), "%.*s",
             (int)sizeof(batch->block_reason) - 1, reason);
}

char *batch_refusal(const struct batch *batch, const struct error *error)
{
    struct error advised = *error;

    settings_advise(batch->workplace.settings, &advised);
    return xasprintf("PostgreSQL refuses what the jobs write (%s): mend that, then: "
                     "brigade resume %lld",
                     advised.message, (long long)batch->workplace.run_id);
}

/* Waits for a person, who can mend it and let the run go on. */
static void stop_until_resumed(struct batch *batch, const struct error *error)
{
    CLEANUP(free_pointer)
    char *sentence = xasprintf("%s; then: brigade resume %lld", error->message,
                               (long long)batch->workplace.run_id);

    stop(batch, "paused", sentence);
}

/* A 401 means that the credential is at fault, not the item. */
void batch_refuse_credential(struct batch *batch, const char *why)
{
    const char *name = batch->identity.name;
    bool is_oauth = strcmp(batch->identity.kind, "oauth") == 0;
    struct error err;

    error_set_about(&err, is_oauth ? CAUSE_SIGNED_OUT : CAUSE_SECRET_REFUSED, name,
                    "credential %s was refused (%s)", name, why);
    settings_advise(batch->workplace.settings, &err);
    stop_until_resumed(batch, &err);
}

/* OAuth tokens may just have expired. The next batch has new ones. */
static void judge_unauthorized(struct batch *batch, struct batch_job *job,
                               const struct error *error)
{
    job->fate = FATE_RELEASE;
    if (batch->generation == 0) {
        batch_refuse_credential(batch, error->message);
    } else if (!batch->tokens_refused) {
        batch->tokens_refused = true;
        snprintf(batch->refusal, sizeof(batch->refusal), "%s", error->message);
    }
}

void batch_give_back(struct batch *batch, const struct error *error, int64_t wait_ms)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->jobs[i].fate != FATE_OPEN)
            continue;
        batch->jobs[i].error = *error;
        batch->jobs[i].fate = FATE_RELEASE;
        batch->jobs[i].wait_ms = wait_ms;
    }
    block(batch, wait_ms, error->message);
}

/* A 401 to an anonymous worker, or from git about the wiki alone, means the same as a 403. */
static bool is_absent(const struct batch *batch, const struct error *error)
{
    int status = error->http_status;

    return status == 403 || status == 404 || status == 410 ||
           (status == 401 &&
            (identity_is_anonymous(&batch->identity) || error->class == ERROR_ITEM));
}

/* The name of an absence in brigade.omissions. */
static const char *absence_name(const struct error *error)
{
    if (error->unreachable)
        return "unreachable";
    return error->http_status == 410   ? "withdrawn"
           : error->http_status == 404 ? "off"
                                       : "forbidden";
}

/* The note keeps the job's key, so that brigade.retry takes the job up again. */
static void note_gone(struct batch_job *job, const struct batch *batch, const struct error *error)
{
    CLEANUP(free_pointer)
    char *message = xasprintf("the source does not have it: %s; \"brigade retry %lld\" looks again "
                              "whether it is there",
                              error->message, (long long)batch->workplace.run_id);
    const char *asked = job->plan.count > 0 ? job->plan.urls[0] : NULL;

    outcome_release(&job->outcome);
    outcome_omit(&job->outcome,
                 &(struct omission){.stage = batch->workplace.stage,
                                    .key = job->job.key,
                                    .why = "gone",
                                    .message = message,
                                    .url = job->job.link != NULL ? job->job.link : asked});
    job->fate = FATE_DONE;
}

static bool is_noted(const struct job_kind *kind)
{
    return kind->absence == ABSENCE_IS_NOTED || kind->absence == ABSENCE_OF_ONE_IS_NOTED;
}

static void note_absence(struct batch_job *job, const struct batch *batch,
                         const struct error *error)
{
    outcome_release(&job->outcome);
    outcome_omit(&job->outcome,
                 &(struct omission){
                     .stage = batch->workplace.stage,
                     .key = job->kind->absence == ABSENCE_IS_NOTED ? job->kind->name : job->job.key,
                     .why = absence_name(error),
                     .message = error->message,
                     .url = job->plan.count > 0 ? job->plan.urls[0] : job->job.link});
    job->fate = FATE_DONE;
}

/* Of all who ask that server, nobody gets it: nothing of this run's source is left out. */
static void note_withdrawal(struct batch_job *job, const struct batch *batch,
                            const struct error *error)
{
    outcome_release(&job->outcome);
    outcome_withdraw(&job->outcome, batch->workplace.settings->api_url, job->kind->name,
                     error->message);
    job->fate = FATE_DONE;
}

static bool is_withdrawn(const struct batch_job *job, const struct error *error)
{
    return error->cause == CAUSE_WITHDRAWN && job->kind->may_be_withdrawn && job->job.url == NULL;
}

/* The server says itself that it has no such object. */
static bool is_gone(const struct error *error)
{
    return error->cause == CAUSE_GONE || error->cause == CAUSE_WITHDRAWN;
}

static void fail_import(struct batch *batch, struct batch_job *job, const struct error *error)
{
    const char *who = batch->identity.name != NULL ? batch->identity.name : "nobody in particular";
    bool is_moved = error->cause == CAUSE_MOVED;
    bool is_plain = is_moved || error->cause == CAUSE_NO_SCOPE;
    CLEANUP(free_pointer)
    char *sentence = is_moved ? xasprintf("%s %s", batch->workplace.about, error->message)
                     : is_plain
                         ? xasprintf("%s; when that is done: brigade retry %lld", error->message,
                                     (long long)batch->workplace.run_id)
                         : xasprintf("%s cannot be read at %s as %s (%s): check the spelling, that "
                                     "it was not renamed or "
                                     "deleted, and that "
                                     "the credential may read it; then ask for it anew, or: "
                                     "brigade retry %lld",
                                     batch->workplace.about, batch->workplace.settings->api_url,
                                     who, error->message, (long long)batch->workplace.run_id);

    /* *error may be the job's own. */
    error_set_http(&job->error, ERROR_IMPORT, error->http_status, "%s",
                   is_moved ? sentence : error->message);
    job->fate = FATE_FAILED;
    stop(batch, "failed", sentence);
}

static bool may_stand_in(const struct batch *batch, const struct batch_job *job,
                         const struct error *error)
{
    if (job->kind->is_question)
        return error->class == ERROR_ITEM ||
               (error->http_status >= 400 && error->http_status != 401 && !error->throttled);
    return error->unreachable ||
           (is_absent(batch, error) && error->cause != CAUSE_NO_SCOPE); /* a person can mend it */
}

/* An import with sources of its own goes on without Bitbucket. It gives a network that is away for
 * a moment time to come back. */
static bool stand_in(struct batch *batch, struct batch_job *job, const struct error *error)
{
    struct task task = batch_task(batch, job);

    if (job->kind->stand_in == NULL || !may_stand_in(batch, job, error))
        return false;
    outcome_release(&job->outcome);
    if (!job->kind->stand_in(&task, absence_name(error), error->message))
        return false;
    job->fate =
        error->unreachable && job->job.attempt < UNREACHABLE_ATTEMPTS ? FATE_RETRY : FATE_DONE;
    if (job->fate == FATE_RETRY)
        outcome_release(&job->outcome);
    return true;
}

/* A 403 to one credential of several: another one may be let through. */
static bool pass_on(struct batch *batch, struct batch_job *job, const struct error *error)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err;

    if (error->http_status != 403 || error->throttled || batch->identity.name == NULL)
        return false;
    if (!db_query(batch->workplace.db,
                  DB_CALL("select brigade.others_may_try(run => $1, job => $2, credential => $3) "
                          "as others",
                          db_int(batch->workplace.run_id), db_int(job->job.id),
                          db_text(batch->identity.name)),
                  &rows, &err)) {
        job->error = err;
        job->fate = FATE_RELEASE;
        return true;
    }
    if (!db_rows_boolean(rows, 0, "others"))
        return false;
    job->refused_by = batch->identity.name;
    job->fate = FATE_RELEASE;
    return true;
}

/* Its work is not done by requests to the API. */
static bool is_local(const struct batch_job *job)
{
    return job->kind->plan == NULL;
}

void batch_judge(struct batch *batch, struct batch_job *job, const struct error *error)
{
    job->error = *error;
    settings_advise(batch->workplace.settings, &job->error);
    error = &job->error;
    if (pass_on(batch, job, error) || stand_in(batch, job, error))
        return;
    if (error->sqlstate[0] != '\0' && error->class == ERROR_RETRY) {
        job->fate = FATE_REFUSED;
        return;
    }
    if (is_local(job) && (error->throttled || error->unreachable)) {
        /* git has a quota and hosts of its own: nobody else waits for them, and the job is counted.
         */
        job->fate = FATE_RETRY;
    } else if (error->throttled) {
        job->fate = FATE_RELEASE;
        block(batch, error->retry_after_ms > 0 ? error->retry_after_ms : THROTTLE_MS,
              error->message);
    } else if (error->unreachable) {
        job->fate = FATE_RELEASE;
        block(batch, UNREACHABLE_MS, error->message);
    } else if (is_withdrawn(job, error)) {
        note_withdrawal(job, batch, error);
    } else if (is_absent(batch, error) && is_noted(job->kind) && job->job.url == NULL) {
        note_absence(job, batch, error);
    } else if (is_gone(error) && job->kind->absence == ABSENCE_IS_GONE && job->job.url == NULL) {
        note_gone(job, batch, error);
    } else if (error->class == ERROR_ITEM && error->http_status / 100 == 4 &&
               job->kind->absence == ABSENCE_IS_NOTHING) {
        outcome_release(&job->outcome);
        job->fate = FATE_DONE;
    } else if ((is_absent(batch, error) || error->cause == CAUSE_MOVED) &&
               job->kind->absence == ABSENCE_FAILS_IMPORT) {
        fail_import(batch, job, error);
    } else if (error->class == ERROR_IMPORT && error->http_status == 401 &&
               !identity_is_anonymous(&batch->identity)) {
        judge_unauthorized(batch, job, error);
    } else if (error->class == ERROR_IMPORT) {
        job->fate = FATE_RELEASE;
        stop_until_resumed(batch, error);
    } else {
        job->fate = error->class == ERROR_RETRY ? FATE_RETRY : FATE_FAILED;
    }
    job->wait_ms = job->fate == FATE_RETRY ? error->retry_after_ms : 0;
}
