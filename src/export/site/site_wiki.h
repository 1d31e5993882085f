/* site_wiki.h: job kind site_wiki: a page for each page of the wiki, the pictures in it, and a list
 * of all. */
#ifndef BRIGADE_EXPORT_SITE_SITE_WIKI_H
#define BRIGADE_EXPORT_SITE_SITE_WIKI_H

#include "engine/job_kind.h"

bool site_wiki_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
