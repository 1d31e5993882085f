/* files_plan.h: what an export of open data has to do: the rows of each thing cut into pages, the
 * files to copy, the files to join and to read back, and whether the disk has room for it. */
#ifndef BRIGADE_EXPORT_FILES_FILES_PLAN_H
#define BRIGADE_EXPORT_FILES_FILES_PLAN_H

#include "engine/job_kind.h"

bool files_plan_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
