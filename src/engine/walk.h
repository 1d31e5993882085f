/* walk.h: jobs that go through what is stored already, a page at a time.
 *
 * Their keys are <stem>/<page>; payload.after is the last row of the page before.
 */
#ifndef BRIGADE_ENGINE_WALK_H
#define BRIGADE_ENGINE_WALK_H

#include "engine/job_kind.h"

/* The page of a job, from 1 on. */
long walk_page(const struct job *job);
/* Where its page begins: behind this number or text. 0 and "" on the first. */
int64_t walk_after(const struct job *job);
const char *walk_after_text(const struct job *job);

/* Enqueues the next page. */
void walk_on(struct task *task, int64_t after);
void walk_on_text(struct task *task, const char *after);

#endif
