/* forgejo_counts.h: rows of the store that were met in the output, by thing. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_COUNTS_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_COUNTS_H

#include "export/shared/counts.h"

/* What an element of comments/<number>.yml, reviews/<number>.yml, pull_request.yml, issue.yml or
 * label.yml stands for. */
void forgejo_count_comment(struct counts *counts, const struct json_object *item, bool is_issue);
void forgejo_count_review(struct counts *counts, const struct json_object *item);
void forgejo_count_pull(struct counts *counts, const struct json_object *item);
void forgejo_count_issue(struct counts *counts, const struct json_object *item);
void forgejo_count_label(struct counts *counts, const struct json_object *item);

#endif
