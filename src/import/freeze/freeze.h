/* freeze.h: the freeze check: whether the source is still what is here. It stores nothing but what
 * it finds (finding.h). What each level compares, brigade.imports.level says. */
#ifndef BRIGADE_IMPORT_FREEZE_FREEZE_H
#define BRIGADE_IMPORT_FREEZE_FREEZE_H

#include "engine/job_kind.h"

/* Level still: a page of the pull requests that changed last, with the size of their list; and the
 * branches and tags of the code or the wiki, which the key of the job says. */
bool freeze_digest_newest(struct task *task, struct error *err) MUST_CHECK;
bool freeze_digest_refs(struct task *task, struct error *err) MUST_CHECK;
/* Level counts: the list of pull requests, whole. */
bool freeze_digest_plan(struct task *task, struct error *err) MUST_CHECK;
bool freeze_digest_list(struct task *task, struct error *err) MUST_CHECK;
/* Level whole: comments and tasks of those that nobody has read since, and members (members.h).
 * Where the activity stream is to be trusted, it is walked first, and lists are read of what it
 * does not prove. */
bool freeze_digest_walk(struct task *task, struct error *err) MUST_CHECK;
bool freeze_digest_talks(struct task *task, struct error *err) MUST_CHECK;
/* What no list has named, and the certificate. */
bool freeze_digest_certify(struct task *task, struct error *err) MUST_CHECK;

#endif
