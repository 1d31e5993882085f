/* commit.h: the end of jobs as one fenced transaction: rows, states, follow-ups, counts, and the
 * next stage when the barrier is reached. */
#ifndef BRIGADE_ENGINE_COMMIT_H
#define BRIGADE_ENGINE_COMMIT_H

#include "engine/batch.h"

/* Writes everything in the batch that is ready (done, failed, retry, release) and marks it
 * committed. A transaction that fails because of a row is taken apart: each job alone, so that one
 * poisoned item costs one item. A lost connection is made anew, and the jobs are looked up before
 * anything is done again. Jobs whose lease was lost are forgotten. What takes too long or too much
 * memory is halved. ERROR_RETRY only when PostgreSQL stays away, somebody else's session holds a
 * row (commit_is_locked), or PostgreSQL refuses it for another reason (commit_is_refused). */
bool commit_batch(struct batch *batch, const char *worker, struct error *err) MUST_CHECK;

/* Whether somebody else's session held a row for longer than a worker waits. */
bool commit_is_locked(const struct error *err);

/* Whether PostgreSQL is there and refuses for a reason that is not in the rows. */
bool commit_is_refused(const struct batch *batch, const struct error *err);

/* JSON array of at most one element per piece, as parameter text; the caller frees it. */
char *commit_array(const struct buffer *elements[], size_t count) MUST_CHECK;

#endif
