#include "export/github/github_check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TITLE_CHARACTERS_MAX 255
#define LABEL_CHARACTERS_MAX 50
#define TEXT_CHARACTERS_MAX 65000

static bool refuse(const struct json_object *record, const char *why, struct error *err)
{
    const char *address = json_text_at(record, "url");

    return error_set(err, ERROR_ITEM, "%s %s", address != NULL ? address : "a record", why);
}

static const char *text(const struct json_object *record, const char *path)
{
    const char *found = json_text_at(record, path);

    return found != NULL ? found : "";
}

static bool has(const struct json_object *record, const char *path)
{
    return json_at(record, path) != NULL;
}

bool github_check_hash(const char *oid)
{
    return strlen(oid) == 40 && strspn(oid, "0123456789abcdef") == 40;
}

static bool begins(const char *words, const char *with)
{
    return strncmp(words, with, strlen(with)) == 0;
}

static size_t characters(const char *words)
{
    size_t count = 0;

    for (; *words != '\0'; words++)
        count += ((unsigned char)*words & 0xC0) != 0x80;
    return count;
}

static bool is_time(const struct json_object *record, const char *key)
{
    const char *form = "dddd-dd-ddTdd:dd:ddZ";
    const char *at = text(record, key);

    for (; *form != '\0'; form++, at++)
        if (*form == 'd' ? !isdigit((unsigned char)*at) : *at != *form)
            return false;
    return *at == '\0';
}

static bool is_time_or_none(const struct json_object *record, const char *key)
{
    return !has(record, key) || is_time(record, key);
}

/* GitHub refuses null where it expects a list. */
static bool has_lists(const struct json_object *record, const char *const *keys)
{
    for (; *keys != NULL; keys++)
        if (!json_is_array(json_at(record, *keys)))
            return false;
    return true;
}

#define HAS_LISTS(record, ...) has_lists(record, (const char *const[]){__VA_ARGS__, NULL})

static bool has_one(const struct json_object *record, const char *one, const char *other)
{
    return has(record, one) != has(record, other);
}

static bool check_user(const struct json_object *record, struct error *err)
{
    return (*text(record, "login") != '\0' && HAS_LISTS(record, "emails")) ||
           refuse(record, "has no login, or no list of emails", err);
}

static bool check_organization(const struct json_object *record, struct error *err)
{
    return *text(record, "login") != '\0' || refuse(record, "has no login", err);
}

static bool has_control(const char *words)
{
    for (; *words != '\0'; words++)
        if (iscntrl((unsigned char)*words))
            return true;
    return false;
}

static bool check_labels(const struct json_object *record, struct error *err)
{
    const struct json_object *labels = json_at(record, "labels");

    for (size_t i = 0; i < json_length(labels); i++) {
        const char *name = text(json_element(labels, i), "name");
        if (*name == '\0' || characters(name) > LABEL_CHARACTERS_MAX)
            return refuse(record, "has a label without a name, or with more than 50 characters",
                          err);
    }
    return true;
}

static bool check_repository(const struct json_object *record, struct error *err)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    const char *name = text(record, "name");

    if (*name == '\0' || strspn(name, letters) != strlen(name))
        return refuse(record, "has a name that is none there", err);
    if (has_control(text(record, "description")))
        return refuse(record, "has control characters in its description", err);
    if (!begins(text(record, "git_url"), "tarball://root/repositories/") ||
        (has(record, "wiki_url") && !begins(text(record, "wiki_url"), "tarball://root/")))
        return refuse(record, "has its commits elsewhere", err);
    if (!HAS_LISTS(record, "labels", "collaborators", "webhooks", "public_keys") ||
        *text(record, "default_branch") == '\0')
        return refuse(record, "has no list of labels, or no default branch", err);
    return check_labels(record, err);
}

static bool check_milestone(const struct json_object *record, struct error *err)
{
    return (*text(record, "title") != '\0' && (strcmp(text(record, "state"), "open") == 0 ||
                                               strcmp(text(record, "state"), "closed") == 0)) ||
           refuse(record, "has no title or state", err);
}

static bool has_text(const struct json_object *record)
{
    return *text(record, "body") != '\0' && characters(text(record, "body")) <= TEXT_CHARACTERS_MAX;
}

static bool check_issue(const struct json_object *record, struct error *err)
{
    const char *title = text(record, "title");

    if (*title == '\0' || characters(title) > TITLE_CHARACTERS_MAX)
        return refuse(record, "has no title, or one of more than 255 characters", err);
    if (!has_text(record))
        return refuse(record, "has no text, or one of more than 65,000 characters", err);
    if (!is_time_or_none(record, "closed_at"))
        return refuse(record, "is closed at no time", err);
    return HAS_LISTS(record, "labels", "assignees", "reactions") ||
           refuse(record, "has no list of labels, assignees or reactions", err);
}

static bool check_pull(const struct json_object *record, struct error *err)
{
    if (!check_issue(record, err))
        return false;
    if (!is_time_or_none(record, "merged_at") ||
        (has(record, "merged_at") && !has(record, "closed_at")))
        return refuse(record, "is merged at no time, or is merged and not closed", err);
    if (!github_check_hash(text(record, "base.sha")) ||
        !github_check_hash(text(record, "head.sha")) || *text(record, "base.ref") == '\0' ||
        *text(record, "head.ref") == '\0')
        return refuse(record, "has an end that is no commit", err);
    if (github_check_hash(text(record, "base.ref")) || github_check_hash(text(record, "head.ref")))
        return refuse(record, "has a branch whose name is that of a commit", err);
    if (has(record, "merge_commit_sha") && !github_check_hash(text(record, "merge_commit_sha")))
        return refuse(record, "has a merge that is no commit", err);
    return HAS_LISTS(record, "review_requests", "close_issue_references") ||
           refuse(record, "has no list of review_requests", err);
}

static bool check_comment(const struct json_object *record, struct error *err)
{
    if (!has_one(record, "issue", "pull_request"))
        return refuse(record, "is not about exactly one of issue and pull request", err);
    return has_text(record) ||
           refuse(record, "has no text, or one of more than 65,000 characters", err);
}

static bool check_event(const struct json_object *record, struct error *err)
{
    static const char events[] = " merged closed reopened renamed labeled unlabeled ";
    CLEANUP(free_pointer) char *event = xasprintf(" %s ", text(record, "event"));

    if (!has_one(record, "issue", "pull_request"))
        return refuse(record, "is not about exactly one of issue and pull request", err);
    if (strstr(events, event) == NULL)
        return refuse(record, "is of a kind that we do not write", err);
    return strcmp(event, " renamed ") != 0 ||
           (*text(record, "title_was") != '\0' && *text(record, "title_is") != '\0') ||
           refuse(record, "does not say what the title was and is", err);
}

static bool check_review(const struct json_object *record, struct error *err)
{
    int64_t state = 0;

    if (!json_integer_at(record, "state", &state) || (state != 1 && state != 30 && state != 40))
        return refuse(record, "has a state that GitHub does not know", err);
    if (!is_time(record, "submitted_at") || !HAS_LISTS(record, "reactions"))
        return refuse(record, "was submitted at no time, or has no list of reactions", err);
    return github_check_hash(text(record, "head_sha")) || refuse(record, "is about no commit", err);
}

/* Whether the last line of a hunk has that number on that side. */
static bool ends_at(const char *hunk, bool is_left, int64_t number)
{
    long long next[2] = {0, 0};
    int64_t last[2] = {0, 0};
    const char *at = strchr(hunk, '\n');

    if (sscanf(hunk, "@@ -%18lld%*[,0-9] +%18lld", &next[0], &next[1]) != 2)
        return false;
    while (at != NULL && at[1] != '\0') {
        char side = *++at;
        if (side != '\\') {
            last[0] = side != '+' ? next[0]++ : 0;
            last[1] = side != '-' ? next[1]++ : 0;
        }
        at = strchr(at, '\n');
    }
    return last[is_left ? 0 : 1] == number;
}

static bool check_lines(const struct json_object *record, struct error *err)
{
    bool is_outdated = json_boolean_at(record, "outdated", false);
    int64_t line = 0;
    int64_t original = 0;
    int64_t blob = -1;
    int64_t ignored = 0;

    if (!json_integer_at(record, "original_line", &original) || original <= 0 ||
        !json_integer_at(record, "original_position", &ignored))
        return refuse(record, "is at no line", err);
    if (is_outdated == json_integer_at(record, "line", &line) ||
        is_outdated == json_integer_at(record, "position", &ignored))
        return refuse(record, "is outdated and has a line, or neither", err);
    if (!json_integer_at(record, "blob_position", &blob) ||
        blob != (is_outdated ? original : line) - 1)
        return refuse(record, "has another blob_position than its line", err);
    return ends_at(text(record, "diff_hunk"), strcmp(text(record, "side"), "left") == 0,
                   is_outdated ? original : line) ||
           refuse(record, "has lines that do not end with its own", err);
}

static bool check_thread(const struct json_object *record, struct error *err)
{
    const char *side = text(record, "side");
    const char *subject = text(record, "subject_type");
    bool is_file = strcmp(subject, "file") == 0;

    if (*text(record, "path") == '\0' || !github_check_hash(text(record, "commit_id")) ||
        !github_check_hash(text(record, "original_commit_id")))
        return refuse(record, "is about no file or commit", err);
    if (has(record, "resolved_at") != has(record, "resolver") ||
        !is_time_or_none(record, "resolved_at"))
        return refuse(record, "is resolved by nobody, or at no time", err);
    if (strcmp(side, "left") != 0 && strcmp(side, "right") != 0)
        return refuse(record, "is on no side", err);
    if (!is_file && strcmp(subject, "line") != 0)
        return refuse(record, "is about neither line nor file", err);
    if (!has(record, "pull_request_review"))
        return refuse(record, "is in no review", err);
    return is_file || check_lines(record, err);
}

static bool check_answer(const struct json_object *record, struct error *err)
{
    int64_t state = 0;

    if (!json_integer_at(record, "state", &state) || state != 1)
        return refuse(record, "has another state than 1", err);
    if (!has(record, "pull_request_review") || !has(record, "pull_request_review_thread"))
        return refuse(record, "is in no review or thread", err);
    if (*text(record, "path") == '\0' || !github_check_hash(text(record, "commit_id")))
        return refuse(record, "is about no file or commit", err);
    return (has_text(record) && is_time(record, "updated_at")) ||
           refuse(record, "has no text or time, or a text of more than 65,000 characters", err);
}

static bool check_attachment(const struct json_object *record, struct error *err)
{
    return (begins(text(record, "asset_url"), "tarball://root/attachments/") &&
            *text(record, "asset_name") != '\0') ||
           refuse(record, "has no file", err);
}

static const struct rule {
    const char *types;
    const char *type;
    bool (*check)(const struct json_object *record, struct error *err);
} rules[] = {
    {"users", "user", check_user},
    {"organizations", "organization", check_organization},
    {"repositories", "repository", check_repository},
    {"milestones", "milestone", check_milestone},
    {"issues", "issue", check_issue},
    {"issue_comments", "issue_comment", check_comment},
    {"issue_events", "issue_event", check_event},
    {"pull_requests", "pull_request", check_pull},
    {"pull_request_reviews", "pull_request_review", check_review},
    {"pull_request_review_threads", "pull_request_review_thread", check_thread},
    {"pull_request_review_comments", "pull_request_review_comment", check_answer},
    {"attachments", "attachment", check_attachment},
};

bool github_check(const char *types, const struct json_object *record, struct error *err)
{
    for (size_t i = 0; i < ARRAY_LENGTH(rules); i++) {
        if (strcmp(rules[i].types, types) != 0)
            continue;
        if (strcmp(text(record, "type"), rules[i].type) != 0 ||
            !begins(text(record, "url"), "https://") ||
            (strcmp(types, "organizations") != 0 && !is_time(record, "created_at")))
            return refuse(record, "has no type, address or time", err);
        return rules[i].check(record, err);
    }
    return error_set(err, ERROR_ITEM, "GitHub has no records of type %s", types);
}
