#include "export/forgejo/forgejo_counts.h"

#include <string.h>

static int64_t integer(const struct json_object *item, const char *key)
{
    int64_t number = 0;

    return json_integer_at(item, key, &number) ? number : 0;
}

void forgejo_count_comment(struct counts *counts, const struct json_object *item, bool is_issue)
{
    bool is_plain = strcmp(json_text_at(item, "comment_type"), "comment") == 0;

    counts_add_element(counts, integer(item, "index"), is_issue,
                       is_plain ? counts_lines(json_text_at(item, "content")) : 1);
}

void forgejo_count_review(struct counts *counts, const struct json_object *item)
{
    counts_add_element(counts, integer(item, "id"), false, 1);
}

void forgejo_count_pull(struct counts *counts, const struct json_object *item)
{
    counts_add(counts, "merge_requests", 1);
    counts_add(counts, "merge_request_reviewers", counts_reviewers(json_text_at(item, "content")));
}

static bool has_scope(const struct json_object *label, const char *scope)
{
    const char *name = json_text_at(label, "name");

    return name != NULL && strncmp(name, scope, strlen(scope)) == 0;
}

void forgejo_count_issue(struct counts *counts, const struct json_object *item)
{
    const struct json_object *labels = json_at(item, "labels");

    counts_add(counts, "issues", 1);
    for (size_t i = 0; i < json_length(labels); i++)
        counts_add(counts, "issue_labels", has_scope(json_element(labels, i), "kind/"));
}

void forgejo_count_label(struct counts *counts, const struct json_object *item)
{
    const char *description = json_text_at(item, "description");

    if (description != NULL && strcmp(description, "Named by issues alone") == 0)
        return;
    counts_add(counts, "labels", has_scope(item, "kind/"));
    counts_add(counts, "components", has_scope(item, "component/"));
    counts_add(counts, "versions", has_scope(item, "version/"));
}
