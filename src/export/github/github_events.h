/* github_events.h: what happened in all pull requests and issues, by time. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_EVENTS_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_EVENTS_H

#include "engine/job_kind.h"
#include "lib/base/buffer.h"

/* The records of events as files, once it is known which pull requests are issues. What each stands
 * for is put down for the proof. */
bool github_events_digest(struct task *task, struct error *err) MUST_CHECK;
/* A letter for each event, by its number: m or i when it stands for a row of merge_request_events
 * or of issue_events, - when it stands for none. */
bool github_events_load(const struct task *task, struct buffer *letters,
                        struct error *err) MUST_CHECK;

#endif
