/* gitlab_git.h: code and wiki as bundles, with the refs that GitLab needs beside branches and tags.
 */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_GIT_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_GIT_H

#include "engine/job_kind.h"

/* Where the refs of the bundle stand as a repository without objects of its own; <private>/<this>.
 */
#define GITLAB_REFS "parts/refs.git"

bool gitlab_git_digest(struct task *task, struct error *err) MUST_CHECK;
bool gitlab_git_digest_proof(struct task *task, struct error *err) MUST_CHECK;

#endif
