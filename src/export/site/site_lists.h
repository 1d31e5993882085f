/* site_lists.h: job kind site_lists: lists of pull requests, issues, people and so on, 200 lines a
 * page. */
#ifndef BRIGADE_EXPORT_SITE_SITE_LISTS_H
#define BRIGADE_EXPORT_SITE_SITE_LISTS_H

#include "engine/job_kind.h"

bool site_lists_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
