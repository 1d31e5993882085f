/* stream.h: the activity stream of all pull requests, newest first: comments and what was done to
 * pull requests. */
#ifndef BRIGADE_IMPORT_STREAM_H
#define BRIGADE_IMPORT_STREAM_H

#include "engine/job_kind.h"

bool stream_plan(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
/* All of it: events, and comments for what forge.decide_notes decides. */
bool stream_digest_all(struct task *task, struct error *err) MUST_CHECK;
/* The activity of one pull request alone: comments take the place of what the stream of all showed.
 */
bool stream_plan_own(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool stream_digest_own(struct task *task, struct error *err) MUST_CHECK;
/* It cannot be asked for: what the stream of all showed stays, and so does the difference. */
bool stream_stand_in_own(struct task *task, const char *why, const char *sentence) MUST_CHECK;
/* Since an earlier import or sync: its events are taken, and the pull requests of what is not here
 * are noted, to be read. */
bool stream_digest_since(struct task *task, struct error *err) MUST_CHECK;
/* A page of it, from where the last sync ended: comments are compared with what is here. */
bool stream_plan_audit(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool stream_digest_audit(struct task *task, struct error *err) MUST_CHECK;
/* Its first page, for the freeze check: what is not here is found. */
bool stream_digest_frozen(struct task *task, struct error *err) MUST_CHECK;
/* A page of it, for the same: which comments are here as they are there. */
bool stream_digest_proof(struct task *task, struct error *err) MUST_CHECK;

#endif
