/* readings.h: What is to be read of the comments and tasks of pull requests, which cost a request
 * for each list. The activity stream showed the comments of all of them: a sample is read both ways
 * and compared, it is decided once what the stream is worth (forge.decide_notes), and then page by
 * page of pull requests what it cannot prove is read from lists, and the rest taken from it. Spot
 * checks are read with the rest. At the end they are weighed, and where they differ all lists are
 * read. */
#ifndef BRIGADE_IMPORT_COMMENTS_READINGS_H
#define BRIGADE_IMPORT_COMMENTS_READINGS_H

#include "engine/job_kind.h"

bool readings_digest_sample(struct task *task, struct error *err) MUST_CHECK;
bool readings_digest_confirm(struct task *task, struct error *err) MUST_CHECK;
bool readings_digest_decide(struct task *task, struct error *err) MUST_CHECK;
bool readings_digest_readings(struct task *task, struct error *err) MUST_CHECK;
bool readings_digest_judge(struct task *task, struct error *err) MUST_CHECK;

#endif
