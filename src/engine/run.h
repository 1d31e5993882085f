/* run.h: one batch from claimed to committed: several requests under way at once, transactions of
 * bounded size, leases extended. */
#ifndef BRIGADE_ENGINE_RUN_H
#define BRIGADE_ENGINE_RUN_H

#include "engine/batch.h"
#include "engine/outage.h"

/* How long a run is left alone when somebody else's session holds its rows. */
#define RUN_LOCKED_MS 15000

struct run {
    struct http_settings http_settings;
    struct http *http;      /* NULL: opened when it is needed */
    const char *worker;     /* name */
    struct outage refusals; /* of PostgreSQL, of what jobs write */
    struct quota_told told;
    const volatile bool
        *stopping; /* set by a signal: start nothing more, give back what was not started */
};

/* Runs the batch to its end. Jobs that PostgreSQL refuses wait and are counted, and in the end the
 * run pauses. False only when PostgreSQL stays away, or lacks a right or a function: the leases
 * then run out. With commit_is_locked, its jobs were given back. */
bool run_batch(struct run *run, struct batch *batch, struct error *err) MUST_CHECK;

#endif
