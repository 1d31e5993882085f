/* gitlab_lists.h: files of an export for GitLab that are no page: lists, pieces joined, tables. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_LISTS_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_LISTS_H

#include "engine/job_kind.h"

bool gitlab_lists_digest(struct task *task, struct error *err) MUST_CHECK;
bool gitlab_join_digest(struct task *task, struct error *err) MUST_CHECK;
bool gitlab_tables_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
