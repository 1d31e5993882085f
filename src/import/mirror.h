/* mirror.h: Stage repository: bare mirrors of the git repository and of the wiki. Stage finish: the
 * refs once more, so that those at the end are the server's.
 *
 * Work goes on in a private copy (hard links to what is there, so that only what is new is
 * fetched). Only what is complete and on disk is published as
 * <storage>/repositories/<project>/<kind>.git, and only then does the row say so. */
#ifndef BRIGADE_IMPORT_MIRROR_H
#define BRIGADE_IMPORT_MIRROR_H

#include "engine/job_kind.h"

bool mirror_digest_code(struct task *task, struct error *err) MUST_CHECK;
bool mirror_digest_wiki(struct task *task, struct error *err) MUST_CHECK;
bool mirror_digest_refs(struct task *task, struct error *err) MUST_CHECK;

#endif
