/* files_join.h: the pieces of a file joined in order, as JSON and as CSV with a heading. */
#ifndef BRIGADE_EXPORT_FILES_FILES_JOIN_H
#define BRIGADE_EXPORT_FILES_FILES_JOIN_H

#include "engine/job_kind.h"

bool files_join_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
