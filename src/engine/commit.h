/* commit.h: the end of jobs as one fenced transaction: rows, states, follow-ups, counts, and the
 * next stage when the barrier is reached. */
#ifndef BRIGADE_ENGINE_COMMIT_H
#define BRIGADE_ENGINE_COMMIT_H

#include "engine/batch.h"

/* Writes everything in the batch that is ready (done, failed, retry, release) and marks it
 * committed. A transaction that fails because of a row is taken apart: each job alone, so that one
 * poisoned item costs one item. A lost connection is made anew, and the jobs are looked up before
 * anything is done again. Jobs whose lease was lost are forgotten. ERROR_RETRY only when PostgreSQL
 * stays away, or somebody else's session holds a row (commit_is_locked). */
bool commit_batch(struct batch *batch, const char *worker, struct error *err) MUST_CHECK;

/* Whether somebody else's session held a row for longer than a worker waits. */
bool commit_is_locked(const struct error *err);

/* JSON array of at most one element per piece, as parameter text; the caller frees it. */
char *commit_array(const struct buffer *elements[], size_t count) MUST_CHECK;

#endif
