/* site_items.h: job kind site_items: a page for each pull request or issue of a page of rows, and
 * the words that they are found by. */
#ifndef BRIGADE_EXPORT_SITE_SITE_ITEMS_H
#define BRIGADE_EXPORT_SITE_SITE_ITEMS_H

#include "engine/job_kind.h"

bool site_items_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
