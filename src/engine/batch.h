/* batch.h: the jobs of one claim, on their way from claimed to committed.
 *
 *   claim -> [ plan -> requests under way -> digest ] per job -> flush: one transaction for all
 * that are ready -> ...
 *
 * Every job ends as exactly one of: done, failed, retry (back-off), refused (back-off, and the run
 * pauses in place of a failure), release (given back, the attempt does not count). Nothing here
 * holds a transaction open while it waits. The lease is extended while work goes on.
 */
#ifndef BRIGADE_ENGINE_BATCH_H
#define BRIGADE_ENGINE_BATCH_H

#include "engine/job_kind.h"
#include "engine/log.h"
#include "engine/quota.h"

enum fate {
    FATE_OPEN = 0, /* planned or waiting for answers */
    FATE_DONE,     /* digested: its outcome is to be written */
    FATE_FAILED,
    FATE_RETRY,
    FATE_REFUSED, /* by PostgreSQL, for a reason that is not in its rows */
    FATE_RELEASE,
    FATE_COMMITTED, /* nothing is left to be done with it */
};

/* The mark by which an answer finds the request of a job that it belongs to. */
struct batch_slot {
    struct batch_job *job;
    size_t index;
};

struct batch_job {
    struct job job;
    const struct job_kind *kind;
    int requests_booked;
    enum fate fate;
    struct plan plan;
    struct batch_slot slots[REQUESTS_PER_JOB_MAX];
    size_t started; /* of its requests */
    size_t answered;
    struct http_response *answers[REQUESTS_PER_JOB_MAX];
    struct outcome outcome;
    struct error error;
    const char *refused_by; /* credential that got a 403 which others of the run may not get */
    int64_t wait_ms;        /* not due before */
};

struct batch {
    struct db_rows *rows; /* of brigade.claim: owns the texts of the jobs */
    const struct side *side;
    struct workplace workplace;
    struct identity identity;
    char *authorization;
    int64_t generation;  /* of OAuth tokens; 0: none */
    bool tokens_refused; /* so nothing more is asked with them */
    char refusal[ERROR_MESSAGE_BYTES];
    int64_t lease_ms;
    struct batch_job *jobs;
    size_t count;
    int64_t requests_booked;
    int64_t requests_sent;
    int64_t requests_counted; /* already written to the meters */
    uint64_t received_bytes;
    uint64_t bytes_counted;
    /* Set by the first error that reaches the whole import; written by the next flush. */
    const char *stop_state; /* paused, failed; NULL: go on */
    char stop_error[ERROR_MESSAGE_BYTES];
    bool is_locked;     /* somebody else holds its rows: what is left of it is given back */
    struct quota quota; /* what the answers say of the budget */
    /* Set when the credential must rest, because of a 429 or without a connection. */
    int64_t block_ms;
    char block_reason[256];
};

/* The means that a batch is made with. */
struct batch_means {
    const struct settings *settings;
    struct db *db;
    const struct side *const *sides; /* ends with NULL */
};

/* Makes a batch of the rows of brigade.claim (taken, to be released after an error, too). Jobs with
 * a kind that is not ours are not claimed, so finding one is a bug. */
bool batch_load(struct batch *batch, struct db_rows *rows, const struct batch_means *means,
                struct error *err) MUST_CHECK;
void batch_release(struct batch *batch);
/* The fields of a line of the log about a job, or about the batch where job is NULL. */
struct log_context batch_context(const struct batch *batch, const struct batch_job *job);
struct task batch_task(struct batch *batch, struct batch_job *job);
/* Jobs that are still open. */
size_t batch_open_count(const struct batch *batch);

/* Decides what an error means for a job: sets its fate, and the batch's stop or block. */
void batch_judge(struct batch *batch, struct batch_job *job, const struct error *error);
/* Gives every open job back, because nothing can be asked for now; nobody asks for wait_ms. */
void batch_give_back(struct batch *batch, const struct error *error, int64_t wait_ms);
/* What people read when the run pauses because PostgreSQL refuses what its jobs bring. The caller
 * frees it. */
char *batch_refusal(const struct batch *batch, const struct error *error) MUST_CHECK;
/* A refused credential: the import waits for a person. */
void batch_refuse_credential(struct batch *batch, const char *why);

#endif
