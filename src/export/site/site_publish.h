/* site_publish.h: job kind site_publish: README.txt, SHA256SUMS, published. */
#ifndef BRIGADE_EXPORT_SITE_SITE_PUBLISH_H
#define BRIGADE_EXPORT_SITE_SITE_PUBLISH_H

#include "engine/job_kind.h"

bool site_publish_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
