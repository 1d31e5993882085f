/* forgejo_counts.h: rows of the store that were met in the output, by thing. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_COUNTS_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_COUNTS_H

#include "engine/job_kind.h"

struct forgejo_counts {
    struct json_object *things; /* thing -> how many */
};
void forgejo_counts_release(struct forgejo_counts *counts);
void forgejo_count(struct forgejo_counts *counts, const char *thing, int64_t more);

/* What an element of comments/<number>.yml, reviews/<number>.yml, pull_request.yml, issue.yml or
 * label.yml stands for. */
void forgejo_count_comment(struct forgejo_counts *counts, const struct json_object *item,
                           bool is_issue);
void forgejo_count_review(struct forgejo_counts *counts, const struct json_object *item);
void forgejo_count_pull(struct forgejo_counts *counts, const struct json_object *item);
void forgejo_count_issue(struct forgejo_counts *counts, const struct json_object *item);
void forgejo_count_label(struct forgejo_counts *counts, const struct json_object *item);

/* Puts the counts down. ERROR_ITEM when a row is neither in the output nor named as a loss. */
bool forgejo_counts_end(struct forgejo_counts *counts, struct task *task,
                        struct error *err) MUST_CHECK;

#endif
