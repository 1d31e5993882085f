/* gitlab_diff.h: what a merge request of GitLab changes: commits, and files with their changes. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_DIFF_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_DIFF_H

#include "export/gitlab/gitlab_work.h"
#include "export/shared/anchors.h"

/* Adds `"merge_request_diff":{...}` to the line. created_at: of the pull request. */
bool gitlab_add_diff(struct gitlab_work *work, const struct pull_range *range,
                     const char *created_at, struct error *err) MUST_CHECK;

#endif
