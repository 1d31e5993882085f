/* forgejo_lists.h: the files that are no page and no piece: repo.yml, topic.yml, label.yml and
 * milestone.yml; pull_request.yml and issue.yml, joined of pieces; numbers.csv, people.csv and
 * losses.csv. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_LISTS_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_LISTS_H

#include "engine/job_kind.h"

bool forgejo_lists_digest(struct task *task, struct error *err);
/* The job's key is pulls or issues. */
bool forgejo_join_digest(struct task *task, struct error *err);
bool forgejo_tables_digest(struct task *task, struct error *err);

#endif
