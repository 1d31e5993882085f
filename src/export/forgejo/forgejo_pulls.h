/* forgejo_pulls.h: a page of pull requests, with what was said and done in them: their elements of
 * pull_request.yml, comments/<number>.yml, reviews/<number>.yml and git/pulls/<number>.patch. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_PULLS_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_PULLS_H

#include "engine/job_kind.h"

bool forgejo_pulls_digest(struct task *task, struct error *err);

#endif
