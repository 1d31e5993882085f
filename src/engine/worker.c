#include "engine/worker.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/limits.h"
#include "engine/commit.h"
#include "engine/home.h"
#include "engine/log.h"
#include "engine/neighbours.h"
#include "engine/run.h"
#include "engine/staging.h"
#include "engine/webhook.h"
#include "lib/os/process.h"

/* Looking for work costs a query: often enough to notice an open stage at once, seldom enough not
 * to matter. A worker waits as long as it has been idle for, and in the beginning, when another may
 * soon open a stage with jobs for all, a part of that. */
#define IDLE_FRESH_MS 2000
#define IDLE_FRESH_PART 4
#define IDLE_MIN_MS 100
#define IDLE_MAX_MS 2000
/* Jobs that are due for so long and cannot be had are in the hands of others. */
#define IDLE_IN_VAIN_MS 700
/* All idle workers together look about three times a second, however many they are. */
#define IDLE_EACH_MS 400
#define IDLE_MOST_MS 30000
/* A worker that was idle for a few rounds asks only what is due. It claims when something is, and
 * now and then as a sign of life. */
#define IDLE_ROUNDS 5
#define IDLE_CLAIM_MS 30000
/* PostgreSQL may be restarting. */
#define OUTAGE_MS 60000

/* How often a worker looks whether others of its host are gone. */
#define NEIGHBOURS_MS 5000

/* How long a transaction of a worker waits for a lock. */
#define LOCK_MS 3000
/* Runs that are skipped at once; the oldest gives way. */
#define LOCKED_RUNS 32

static volatile bool stopping;

static void on_signal(int number)
{
    (void)number;
    stopping = true;
}

struct worker {
    struct batch_means means;
    char name[128];
    char host[64];
    char *space;      /* where numbers of processes mean the same; NULL: not known */
    char *place;      /* number of the place (brigade.places) */
    unsigned session; /* of the database, in which it said hello */
    int64_t looked_ms;
    const char *kinds[WORKER_KINDS_MAX]; /* that the sides know */
    size_t kind_count;
    const char *portable[WORKER_KINDS_MAX]; /* those that need no files */
    size_t portable_count;
    int64_t after_run;
    int64_t after_job;
    int64_t until_ms;     /* of --for */
    int idle_rounds;      /* since the last claim that found something */
    int64_t idle_from_ms; /* when the first of them began */
    int64_t due_ms;       /* as next_due said: until something may be claimed; -1: no run is live */
    int64_t most_ms;      /* as next_due said: the longest wait of one of so many idle workers */
    int64_t claim_by_ms;  /* whatever is due */
    struct outage outage; /* claims that fail */
    struct webhook webhook;
    /* Somebody else's session held the rows of these runs: they are skipped for a while. */
    int64_t locked_runs[LOCKED_RUNS];
    int64_t locked_until_ms[LOCKED_RUNS];
    size_t locked_next;
    struct run run;
};

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct sigaction hangup;

    stopping = false;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL); /* no SA_RESTART: waits end early */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, &hangup);
    if (hangup.sa_handler == SIG_IGN)
        signal(SIGHUP, SIG_IGN); /* nohup */
    signal(SIGPIPE, SIG_IGN);
}

static bool add_kind(const char *kinds[WORKER_KINDS_MAX], size_t *count, const char *kind,
                     struct error *err)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(kinds[i], kind) == 0)
            return error_set(err, ERROR_IMPORT,
                             "the kind of job %s stands twice in the tables of this program: one "
                             "of the two needs another name",
                             kind);
    if (*count == WORKER_KINDS_MAX)
        return error_set(err, ERROR_IMPORT,
                         "the kind of job %s is one more than the %d that a worker can do: raise "
                         "WORKER_KINDS_MAX and build this program again",
                         kind, WORKER_KINDS_MAX);
    kinds[(*count)++] = kind;
    return true;
}

static bool is_portable(const struct side *side, const char *kind)
{
    CLEANUP(free_pointer) char *word = xasprintf(" %s ", kind);

    return side->files != NULL && strstr(side->files, word) == NULL;
}

static bool list_kinds(struct worker *worker, struct error *err)
{
    for (size_t i = 0; worker->means.sides[i] != NULL; i++)
        for (const struct job_kind *kind = worker->means.sides[i]->kinds; kind->name != NULL;
             kind++)
            if (!add_kind(worker->kinds, &worker->kind_count, kind->name, err))
                return false;
            else if (is_portable(worker->means.sides[i], kind->name))
                worker->portable[worker->portable_count++] = kind->name;
    return true;
}

static void worker_release(struct worker *worker)
{
    free_pointer(&worker->space);
    free_pointer(&worker->place);
    http_close(&worker->run.http);
}

static bool say_hello(struct worker *worker, struct error *err)
{
    const struct db_call *call =
        DB_CALL("select brigade.hello(worker => $1, host => $2, pid => $3, version => $4, "
                "schema => $5, process_space => $6, process_began => $7, place => $8)",
                db_text(worker->name), db_text(worker->host), db_int(getpid()),
                db_text(PACKAGE_VERSION), db_text(BRIGADE_SCHEMA), db_text(worker->space),
                db_int(process_began(getpid())), db_text(worker->place));

    if (!db_query(worker->means.db, call, NULL, err))
        return false;
    worker->session = db_session(worker->means.db);
    return true;
}

static bool hello(struct worker *worker, struct error *err)
{
    if (!home_settle(worker->means.db, worker->means.settings, &worker->place, err))
        return false;
    worker->space = process_space();
    gethostname(worker->host, sizeof(worker->host) - 1);
    snprintf(worker->name, sizeof(worker->name), "%s:%d:%lld", worker->host, (int)getpid(),
             (long long)time(NULL));
    return say_hello(worker, err);
}

/* Behind a connection that was made anew may be a database that went back: it may not know that
 * this worker has started, or that the jobs which it has done are done. */
static bool say_hello_again(struct worker *worker, struct error *err)
{
    return worker->session == db_session(worker->means.db) || say_hello(worker, err);
}

static void goodbye(struct worker *worker)
{
    struct error err;

    if (!db_query(worker->means.db,
                  DB_CALL("select brigade.goodbye(worker => $1)", db_text(worker->name)), NULL,
                  &err))
        log_event(LOG_LEVEL_INFO, NULL, "%s", err.message);
}

static void skip_run(struct worker *worker, int64_t run_id, const struct error *err)
{
    struct log_context context = {.run = run_id};

    log_event(LOG_LEVEL_WARNING, &context,
              "the rows of run %lld are locked by another session (%s): it is skipped for %d s, "
              "and its jobs are tried again; \"brigade doctor\" names that session",
              (long long)run_id, err->message, RUN_LOCKED_MS / 1000);
    worker->locked_runs[worker->locked_next] = run_id;
    worker->locked_until_ms[worker->locked_next] = clock_ms() + RUN_LOCKED_MS;
    worker->locked_next = (worker->locked_next + 1) % LOCKED_RUNS;
}

static size_t runs_to_skip(const struct worker *worker, int64_t runs[LOCKED_RUNS])
{
    size_t count = 0;

    for (size_t i = 0; i < LOCKED_RUNS; i++)
        if (worker->locked_until_ms[i] > clock_ms())
            runs[count++] = worker->locked_runs[i];
    return count;
}

/* *rows is NULL when nothing was due. */
static bool claim(struct worker *worker, struct db_rows **rows, struct error *err)
{
    int64_t skipped[LOCKED_RUNS];
    size_t count = runs_to_skip(worker, skipped);
    const struct db_call *call = DB_CALL(
        "select * from brigade.claim(worker => $1, kinds => $2, default_budget => $3, "
        "anonymous_budget => $4, "
        "schema => $5, after_run => $6, after_job => $7, skip => $8, place => $9, "
        "portable => $10)",
        db_text(worker->name), db_texts(worker->kinds, worker->kind_count),
        db_int(worker->means.settings->requests_per_hour),
        db_int(worker->means.settings->requests_per_hour_anonymous), db_text(BRIGADE_SCHEMA),
        db_int(worker->after_run), db_int(worker->after_job), db_ints(skipped, count),
        db_text(worker->place), db_texts(worker->portable, worker->portable_count));

    *rows = NULL;
    if (!db_query(worker->means.db, call, rows, err))
        return false;
    if (db_rows_count(*rows) == 0) {
        db_rows_free(rows);
        return true;
    }
    worker->after_run = db_rows_integer(*rows, 0, "run_id");
    worker->after_job = db_rows_integer(*rows, db_rows_count(*rows) - 1, "job_id");
    return true;
}

static bool do_batch(struct worker *worker, struct db_rows *rows, struct error *err)
{
    CLEANUP(batch_release) struct batch batch = {0};
    struct log_context context;
    bool done = false;

    if (!batch_load(&batch, rows, &worker->means, err))
        return false;
    context = batch_context(&batch, NULL);
    log_event(LOG_LEVEL_DEBUG, &context, "%zu jobs claimed", batch.count);
    done = run_batch(&worker->run, &batch, err);
    if (!done && commit_is_locked(err)) {
        skip_run(worker, batch.workplace.run_id, err);
        done = true;
    }
    malloc_trim(0); /* pages of answers are big and short-lived */
    return done;
}

/* The longest wait of one of so many idle workers. */
static int64_t idle_most_ms(int64_t idle_count)
{
    int64_t most_ms = idle_count * IDLE_EACH_MS;

    if (most_ms < IDLE_MAX_MS)
        return IDLE_MAX_MS;
    return most_ms < IDLE_MOST_MS ? most_ms : IDLE_MOST_MS;
}

static bool next_due(struct worker *worker, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(worker->means.db,
                  DB_CALL("select * from brigade.next_due(kinds => $1, place => $2, "
                          "portable => $3)",
                          db_texts(worker->kinds, worker->kind_count), db_text(worker->place),
                          db_texts(worker->portable, worker->portable_count)),
                  &rows, err))
        return false;
    if (!db_rows_boolean(rows, 0, "unfinished"))
        worker->due_ms = -1;
    else if (db_rows_text(rows, 0, "wait_ms") == NULL) /* when others are done there may be more */
        worker->due_ms = IDLE_MIN_MS;
    else
        worker->due_ms =
            db_rows_integer(rows, 0, "wait_ms") > 0 ? db_rows_integer(rows, 0, "wait_ms") : 0;
    worker->most_ms = idle_most_ms(db_rows_integer(rows, 0, "idle"));
    return true;
}

static bool is_work_left(struct worker *worker)
{
    struct error err;

    return !next_due(worker, &err) || worker->due_ms >= 0;
}

/* A signal ends it early: within a second, when it comes before the sleep. */
static void pause_ms(int64_t wait_ms)
{
    int64_t end_ms = clock_ms() + wait_ms;

    for (int64_t left = wait_ms; left > 0 && !stopping; left = end_ms - clock_ms()) {
        int64_t slice = left < 1000 ? left : 1000;
        struct timespec time = {.tv_sec = slice / 1000, .tv_nsec = slice % 1000 * 1000000};

        nanosleep(&time, NULL);
    }
}

/* Workers that are idle do not look at the same moment. */
static void pause_spread_ms(int64_t wait_ms)
{
    pause_ms(wait_ms / 2 + random() % (wait_ms / 2 + 1));
}

/* How long an idle worker waits before it asks again. */
static int64_t idle_ms(const struct worker *worker, const struct worker_options *options)
{
    int64_t wait_ms = clock_ms() - worker->idle_from_ms;
    int64_t most_ms = worker->most_ms;

    if (options->for_ms > 0 && most_ms > worker->until_ms - clock_ms())
        most_ms = worker->until_ms - clock_ms();
    if (wait_ms < IDLE_FRESH_MS) /* jobs in the hands of others are due when their leases end */
        wait_ms /= IDLE_FRESH_PART;
    else if (worker->due_ms > wait_ms)
        wait_ms = worker->due_ms;
    if (wait_ms < IDLE_MIN_MS)
        wait_ms = IDLE_MIN_MS;
    return wait_ms < most_ms ? wait_ms : most_ms;
}

/* Nothing could be claimed, or nothing was due: wait a little, or end. */
static bool idle(struct worker *worker, const struct worker_options *options, bool claimed,
                 bool *end, struct error *err)
{
    int64_t wait_ms;

    if (!next_due(worker, err))
        return false;
    if (!claimed && worker->due_ms == 0)
        return true;
    if (worker->idle_rounds++ == 0)
        worker->idle_from_ms = clock_ms();
    if (claimed)
        worker->claim_by_ms = clock_ms() + (worker->idle_rounds <= IDLE_ROUNDS ? 0 : IDLE_CLAIM_MS);
    wait_ms = idle_ms(worker, options);
    if (options->drain)
        *end = worker->due_ms < 0;
    else if (options->for_ms > 0)
        *end = clock_ms() >= worker->until_ms;
    else
        *end = worker->due_ms != 0 || clock_ms() - worker->idle_from_ms > IDLE_IN_VAIN_MS;
    if (!*end)
        pause_spread_ms(wait_ms);
    return true;
}

/* Whether to try again. False: it has lasted too long, or will not pass. */
static bool survive_outage(struct worker *worker, struct error *err)
{
    if (err->class != ERROR_RETRY)
        return false;
    outage_meet(&worker->outage, worker->means.settings, NULL, err);
    if (outage_ms(&worker->outage) > OUTAGE_MS)
        return false;
    if (err->cause == CAUSE_READ_ONLY) /* after a failover: perhaps another host is the primary */
        (void)!db_reconnect(worker->means.db, err);
    pause_ms(outage_wait_ms(&worker->outage));
    return db_is_alive(worker->means.db) || db_wait(worker->means.db, OUTAGE_MS, &stopping, err);
}

/* What workers of this host had in hand that were killed is due at once. */
static bool look_around(struct worker *worker, struct error *err)
{
    int64_t pause_ms = worker->most_ms > NEIGHBOURS_MS / 2 ? 2 * worker->most_ms : NEIGHBOURS_MS;

    if (worker->looked_ms != 0 && clock_ms() - worker->looked_ms < pause_ms)
        return true;
    worker->looked_ms = clock_ms();
    return neighbours_look(worker->means.db, worker->name, worker->space, err);
}

/* Claims, unless nothing is due. *rows: as of claim. */
static bool try_claim(struct worker *worker, struct db_rows **rows, bool *claimed,
                      struct error *err)
{
    *claimed = worker->due_ms == 0 || clock_ms() >= worker->claim_by_ms;
    return !*claimed || (say_hello_again(worker, err) && claim(worker, rows, err));
}

static bool loop(struct worker *worker, const struct worker_options *options, struct error *err)
{
    bool end = false;

    worker->until_ms = clock_ms() + options->for_ms;
    while (!stopping && !end) {
        struct db_rows *rows = NULL;
        bool claimed = false;
        bool good = look_around(worker, err) && webhook_look(&worker->webhook, err) &&
                    try_claim(worker, &rows, &claimed, err);

        if (good && rows != NULL) {
            worker->idle_rounds = 0;
            worker->due_ms = 0;
            good = do_batch(worker, rows, err);
            end = options->for_ms > 0 && clock_ms() >= worker->until_ms;
        } else if (good) {
            good = idle(worker, options, claimed, &end, err);
        }
        if (good)
            outage_pass(&worker->outage);
        else if (!survive_outage(worker, err))
            return false;
        else
            end = options->for_ms > 0 && clock_ms() >= worker->until_ms;
    }
    return worker->outage.count == 0; /* else the last claim failed: *err says why */
}

/* A run that ended last is told of now, and not when the next worker starts. */
static void tell_webhook(struct worker *worker)
{
    struct error err;

    if (stopping || worker->webhook.outage.count > 0)
        return;
    worker->webhook.next_ms = 0;
    if (!webhook_look(&worker->webhook, &err))
        log_event(LOG_LEVEL_INFO, NULL, "%s", err.message);
}

enum worker_end worker_run(const struct settings *settings, struct db *db,
                           const struct side *const sides[], const struct worker_options *options,
                           struct error *err)
{
    CLEANUP(worker_release)
    struct worker worker = {
        .means = {.settings = settings, .db = db, .sides = sides},
        .webhook = {.settings = settings, .db = db},
        .run = {.http_settings = {.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                  .ca_file = settings->ca_file,
                                  .max_in_flight = LIMIT_IN_FLIGHT},
                .worker = worker.name,
                .stopping = &stopping},
    };
    bool done = false;
    bool left = false;

    catch_signals();
    srandom((unsigned)getpid() ^ (unsigned)clock_ms()); /* waits are spread */
    db_limit_locks(db, LOCK_MS);
    if (!list_kinds(&worker, err) || !hello(&worker, err))
        return WORKER_FAILED;
    if (!staging_sweep(settings->storage, db, err))
        log_event(LOG_LEVEL_WARNING, NULL, "%s", err->message);
    done = loop(&worker, options, err);
    if (done)
        tell_webhook(&worker);
    left = done && stopping && is_work_left(&worker);
    goodbye(&worker);
    if (!done)
        return WORKER_FAILED;
    return left ? WORKER_STOPPED : WORKER_DONE;
}
