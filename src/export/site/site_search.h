/* site_search.h: job kind site_search: pages of words, each with links to where it stands; search
 * without a script. */
#ifndef BRIGADE_EXPORT_SITE_SITE_SEARCH_H
#define BRIGADE_EXPORT_SITE_SITE_SEARCH_H

#include "engine/job_kind.h"

bool site_search_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
