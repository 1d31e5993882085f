#include "export/forgejo/forgejo_check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TITLE_CHARACTERS_MAX 255

static bool refuse(const char *what, int64_t number, const char *why, struct error *err)
{
    return error_set(err, ERROR_ITEM, "%s %lld %s", what, (long long)number, why);
}

static int64_t integer(const struct json_object *item, const char *key)
{
    int64_t number = 0;

    return json_integer_at(item, key, &number) ? number : 0;
}

static const char *text(const struct json_object *item, const char *path)
{
    const char *found = json_text_at(item, path);

    return found != NULL ? found : "";
}

static bool is_commit(const char *oid)
{
    return strlen(oid) == 40 && strspn(oid, "0123456789abcdef") == 40;
}

/* RFC 3339, in UTC. */
static bool is_time(const struct json_object *item, const char *key)
{
    const char *form = "dddd-dd-ddTdd:dd:dd";
    const char *at = text(item, key);

    for (; *form != '\0'; form++, at++)
        if (*form == 'd' ? !isdigit((unsigned char)*at) : *at != *form)
            return false;
    if (*at == '.')
        at += 1 + strspn(at + 1, "0123456789");
    return strcmp(at, "Z") == 0;
}

static size_t characters(const char *words)
{
    size_t count = 0;

    for (; *words != '\0'; words++)
        count += ((unsigned char)*words & 0xC0) != 0x80;
    return count;
}

/* What pull requests and issues share. */
static bool check_item(const struct json_object *item, const char *what, struct error *err)
{
    int64_t number = integer(item, "number");
    bool is_closed = strcmp(text(item, "state"), "closed") == 0;

    if (number <= 0)
        return refuse(what, number, "has no number", err);
    if (integer(item, "poster_id") <= 0 || *text(item, "poster_name") == '\0')
        return refuse(what, number, "has no author", err);
    if (characters(text(item, "title")) > TITLE_CHARACTERS_MAX)
        return refuse(what, number, "has a title of more than 255 characters", err);
    if (!is_closed && strcmp(text(item, "state"), "open") != 0)
        return refuse(what, number, "is neither open nor closed", err);
    if (!is_time(item, "created") || !is_time(item, "updated") ||
        is_closed != is_time(item, "closed"))
        return refuse(what, number, "has a point in time that is none", err);
    return json_is_array(json_at(item, "labels")) ||
           refuse(what, number, "has no list of labels", err);
}

bool forgejo_check_issue(const struct json_object *item, struct error *err)
{
    if (!check_item(item, "issue", err))
        return false;
    return !json_has_key(item, "foreignindex") ||
           refuse("issue", integer(item, "number"), "has a foreignindex", err);
}

static bool check_ends(const struct json_object *item, int64_t number, struct error *err)
{
    const char *head = text(item, "head.sha");

    if (*text(item, "head.clone_url") != '\0' || *text(item, "base.clone_url") != '\0' ||
        strcmp(text(item, "head.owner_name"), text(item, "base.owner_name")) != 0 ||
        strcmp(text(item, "head.repo_name"), text(item, "base.repo_name")) != 0)
        return refuse("pull request", number, "would be fetched from elsewhere", err);
    /* Without a head it is there with its comments and no changes: a loss says so. */
    return *head == '\0' ||
           (is_commit(head) && is_commit(text(item, "base.sha")) &&
            *text(item, "head.ref") != '\0') ||
           refuse("pull request", number, "has an end that is no commit", err);
}

bool forgejo_check_pull(const struct json_object *item, struct error *err)
{
    int64_t number = integer(item, "number");
    bool is_merged = json_boolean_at(item, "merged", false);
    char patch[64];

    snprintf(patch, sizeof(patch), "git/pulls/%lld.patch", (long long)number);
    if (!check_item(item, "pull request", err))
        return false;
    if (integer(item, "foreignindex") != number)
        return refuse("pull request", number, "has another foreignindex", err);
    if (strcmp(text(item, "patch_url"), patch) != 0)
        return refuse("pull request", number, "has no patch", err);
    if (is_merged && (strcmp(text(item, "state"), "closed") != 0 || !is_time(item, "merged_time")))
        return refuse("pull request", number, "is merged, and open or without a time", err);
    if (*text(item, "merge_commit_sha") != '\0' && !is_commit(text(item, "merge_commit_sha")))
        return refuse("pull request", number, "has a merge that is no commit", err);
    return check_ends(item, number, err);
}

static bool is_known_type(const char *type)
{
    static const char *const types[] = {"comment",    "close",        "reopen",
                                        "merge_pull", "change_title", "change_target_branch"};

    for (size_t i = 0; i < ARRAY_LENGTH(types); i++)
        if (strcmp(types[i], type) == 0)
            return true;
    return false;
}

bool forgejo_check_comment(const struct json_object *item, int64_t number, struct error *err)
{
    if (integer(item, "issue_index") != number)
        return refuse("a comment of", number, "belongs to another", err);
    if (!is_known_type(text(item, "comment_type")))
        return refuse("a comment of", number, "is of a type that has no place in the page", err);
    if (integer(item, "poster_id") <= 0 || *text(item, "poster_name") == '\0')
        return refuse("a comment of", number, "has no author", err);
    return (is_time(item, "created") && is_time(item, "updated") &&
            json_is_text(json_at(item, "content"))) ||
           refuse("a comment of", number, "has no time or text", err);
}

/* "@@ -1,2 +3,4 @@": whether the line is one of those that the hunk shows on its side. */
static bool is_in_hunk(const char *hunk, int64_t line)
{
    long long begin[2] = {0, 0};
    long long length[2] = {0, 0};
    int side = line < 0 ? 0 : 1;
    int64_t number = line < 0 ? -line : line;

    return sscanf(hunk, "@@ -%18lld,%18lld +%18lld,%18lld @@", &begin[0], &length[0], &begin[1],
                  &length[1]) == 4 &&
           number >= begin[side] && number < begin[side] + length[side];
}

static bool check_inline(const struct json_object *review, const struct json_object *item,
                         int64_t number, struct error *err)
{
    if (integer(item, "line") == 0 || !is_in_hunk(text(item, "diff_hunk"), integer(item, "line")))
        return refuse("a comment in the changes of", number, "is at a line that its hunk lacks",
                      err);
    if (*text(item, "tree_path") == '\0' || !is_commit(text(item, "commit_id")))
        return refuse("a comment in the changes of", number, "has no file or commit", err);
    if (integer(item, "poster_id") != integer(review, "reviewer_id"))
        return refuse("a comment in the changes of", number, "would be shown as another's", err);
    return (is_time(item, "created_at") && is_time(item, "updated_at")) ||
           refuse("a comment in the changes of", number, "has no time", err);
}

bool forgejo_check_review(const struct json_object *item, int64_t number, struct error *err)
{
    const struct json_object *comments = json_at(item, "comments");
    const char *state = text(item, "state");

    if (integer(item, "issue_index") != number)
        return refuse("a review of", number, "belongs to another", err);
    if (integer(item, "reviewer_id") <= 0 || *text(item, "reviewer_name") == '\0')
        return refuse("a review of", number, "has no author", err);
    if (strcmp(state, "COMMENTED") != 0 && strcmp(state, "APPROVED") != 0 &&
        strcmp(state, "CHANGES_REQUESTED") != 0)
        return refuse("a review of", number, "has a state that nobody sees", err);
    if (!is_time(item, "created_at") || json_length(comments) > 1)
        return refuse("a review of", number, "has no time, or comments of several", err);
    return json_length(comments) == 0 || check_inline(item, json_element(comments, 0), number, err);
}
