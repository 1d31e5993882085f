/* finish.h: Stage finish: dates and actors settled from the events, people who turned out to be one
 * united, refs compared (mirror.c), abbreviated hashes resolved in the mirror, then the heads of
 * merge requests (heads.c). The verdict itself is SQL's, when the last job of this stage is done.
 */
#ifndef BRIGADE_IMPORT_FINISH_H
#define BRIGADE_IMPORT_FINISH_H

#include "engine/job_kind.h"

bool finish_digest_settle(struct task *task, struct error *err) MUST_CHECK;
bool finish_digest_person(struct task *task, struct error *err) MUST_CHECK;
bool finish_digest_hashes(struct task *task, struct error *err) MUST_CHECK;

#endif
