/* github_events.h: what happened in all pull requests and issues, by time. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_EVENTS_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_EVENTS_H

#include "engine/job_kind.h"

/* Once the pages are written: they find which pull requests become issues. */
bool github_events_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
