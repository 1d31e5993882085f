/* publish.h: the last job of an export: the output becomes what is published, as a whole, unless a
 * job has failed or the store has changed meanwhile. */
#ifndef BRIGADE_EXPORT_PUBLISH_H
#define BRIGADE_EXPORT_PUBLISH_H

#include "engine/job_kind.h"

bool publish_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
