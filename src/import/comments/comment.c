#include "import/comments/comment.h"

#include <stdio.h>
#include <string.h>

#include "import/fields.h"

/* The versions that the anchor's lines refer to: keys of inline where they came, else the code
 * link's "<new>..<old>". */
static void set_versions(struct json_object *row, const struct json_object *comment,
                         struct outcome *outcome)
{
    const char *link = json_text_at(comment, "links.code.href");
    const char *dots = link != NULL ? strstr(link, "..") : NULL;
    const char *start = dots;
    CLEANUP(json_free) struct json_object *found = json_new_object();
    char hash[41];

    while (start != NULL && start > link && strchr("0123456789abcdef", start[-1]) != NULL)
        start--;
    if (dots != NULL) {
        snprintf(hash, sizeof(hash), "%.*s", (int)(dots - start), start);
        json_set_text(found, "head", hash);
        snprintf(hash, sizeof(hash), "%.*s", (int)strspn(dots + 2, "0123456789abcdef"), dots + 2);
        json_set_text(found, "base", hash);
    }
    field_hash(row, "head_sha", found, "head", outcome);
    field_hash(row, "base_sha", found, "base", outcome);
    field_hash(row, "head_sha", comment, "inline.src_rev", outcome);
    field_hash(row, "base_sha", comment, "inline.dest_rev", outcome);
    field_hash(row, "base_sha", comment, "inline.base_rev", outcome);
}

static void set_anchor(struct json_object *row, const struct json_object *comment,
                       struct outcome *outcome)
{
    field_text(row, "path", comment, "inline.path", outcome);
    field_integer(row, "old_line", comment, "inline.from", outcome);
    field_integer(row, "new_line", comment, "inline.to", outcome);
    field_integer(row, "old_start_line", comment, "inline.start_from", outcome);
    field_integer(row, "new_start_line", comment, "inline.start_to", outcome);
    if (json_at(comment, "inline.outdated") != NULL)
        json_set_boolean(row, "outdated", json_boolean_at(comment, "inline.outdated", false));
    set_versions(row, comment, outcome);
}

bool comment_is_draft(const struct json_object *comment)
{
    return json_boolean_at(comment, "pending", false);
}

struct json_object *comment_row(int64_t iid, struct json_object *comment, bool sanitised,
                                struct outcome *outcome)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "noteable_type", "merge_request");
    json_set_integer(row, "noteable_iid", iid);
    field_integer(row, "source_id", comment, "id", outcome);
    field_integer(row, "parent_source_id", comment, "parent.id", outcome);
    field_user(row, "author", json_at(comment, "user"), sanitised, outcome);
    field_text(row, "body", comment, "content.raw", outcome);
    if (json_text_at(row, "body") == NULL)
        json_set_text(row, "body", "");
    field_time(row, "created_at", comment, "created_on", outcome);
    field_time(row, "updated_at", comment, "updated_on", outcome);
    json_set_boolean(row, "deleted", json_boolean_at(comment, "deleted", false));
    json_set_boolean(row, "pending", false);
    /* An object without members says that it is resolved, and neither when nor by whom. */
    json_set_boolean(row, "resolved", json_is_object(json_at(comment, "resolution")));
    field_time(row, "resolved_at", comment, "resolution.created_on", outcome);
    field_user(row, "resolved_by", json_at(comment, "resolution.user"), sanitised, outcome);
    set_anchor(row, comment, outcome);
    field_raw(row, comment, sanitised);
    return row;
}
