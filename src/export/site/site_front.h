/* site_front.h: job kind site_front: the first page with its pictures, style, redirects.csv. */
#ifndef BRIGADE_EXPORT_SITE_SITE_FRONT_H
#define BRIGADE_EXPORT_SITE_SITE_FRONT_H

#include "engine/job_kind.h"

bool site_front_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
