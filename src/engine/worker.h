/* worker.h: a process that claims jobs, fetches, writes, commits, and takes the next. All workers
 * are alike; cron starts any number, anywhere. */
#ifndef BRIGADE_ENGINE_WORKER_H
#define BRIGADE_ENGINE_WORKER_H

#include "engine/job_kind.h"

struct worker_options {
    int64_t for_ms; /* go on looking for work this long; 0: end when nothing is due */
    bool drain;     /* go on until no import is under way */
};

enum worker_end {
    WORKER_DONE = 0, /* nothing due, or the time is over */
    WORKER_STOPPED,  /* by a signal, with work left */
    WORKER_FAILED,   /* *err says why */
};

/* Works with the kinds of job of all sides (ends with NULL). A kind that stands in them twice, or
 * one more than WORKER_KINDS_MAX, ends the worker before it says hello: no kind is left out in
 * silence. SIGTERM, SIGINT and SIGHUP: claims no more, finishes or gives back what it holds within
 * 25 s. */
#define WORKER_KINDS_MAX 128
enum worker_end worker_run(const struct settings *settings, struct db *db,
                           const struct side *const sides[], const struct worker_options *options,
                           struct error *err);

#endif
