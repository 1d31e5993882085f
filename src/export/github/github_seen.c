#include "export/github/github_seen.h"

#include <stdlib.h>
#include <string.h>

#include "export/github/github_check.h"

#define NAMED_BY_ISSUES "Named by issues alone"

void github_seen_release(struct github_seen *seen)
{
    counts_release(&seen->counts);
    gitdir_close(&seen->gitdir);
    json_free(&seen->headless);
    buffer_release(&seen->events);
    free_pointer(&seen->merging);
    github_addresses_release(&seen->there);
    github_addresses_release(&seen->named);
    github_addresses_release(&seen->logins);
    github_addresses_release(&seen->merged);
    github_addresses_release(&seen->ended);
    github_addresses_release(&seen->answers);
    github_addresses_release(&seen->answered);
}

static const char *text(const struct json_object *record, const char *path)
{
    const char *found = json_text_at(record, path);

    return found != NULL ? found : "";
}

static bool refuse(const struct json_object *record, const char *why, struct error *err)
{
    return error_set(err, ERROR_ITEM, "%s %s", text(record, "url"), why);
}

static bool begins(const char *words, const char *with)
{
    return strncmp(words, with, strlen(with)) == 0;
}

static int compare_keys(const void *wanted, const void *key)
{
    return strcmp(wanted, *(const char *const *)key);
}

static bool is_name(const char *key)
{
    static const char *const keys[] = {
        "actor",
        "asset_url",
        "assignee",
        "assignees",
        "git_url",
        "in_reply_to",
        "issue",
        "label",
        "labels",
        "milestone",
        "owner",
        "pull_request",
        "pull_request_review",
        "pull_request_review_thread",
        "repo",
        "repository",
        "resolver",
        "review_requests",
        "user",
        "wiki_url",
    };

    return bsearch(key, keys, ARRAY_LENGTH(keys), sizeof(*keys), compare_keys) != NULL;
}

struct walking {
    struct github_seen *seen;
    bool is_found; /* the one that is sought */
};

static void walk(const char *key, struct json_object *value, void *payload)
{
    struct walking *walking = payload;
    const char *address = json_text(value);
    bool is_own = strcmp(key, "url") == 0;

    json_each(value, walk, payload);
    for (size_t i = 0; i < json_length(value); i++)
        walk(key, json_element(value, i), payload);
    if (address == NULL || (!is_own && !is_name(key)))
        return;
    if (walking->seen->sought != 0)
        walking->is_found |= github_addresses_hash(address) == walking->seen->sought;
    else
        github_addresses_add(is_own ? &walking->seen->there : &walking->seen->named, address);
}

/* The number of a pull request or issue, behind the last slash. */
static const char *number_of(const char *address)
{
    const char *slash = strrchr(address, '/');

    return slash != NULL ? slash + 1 : "";
}

/* What the number behind `mark` stands for; a number and one more behind it: a further part of a
 * text. */
static void count_index(struct github_seen *seen, const struct json_object *record,
                        const char *mark, bool is_issue)
{
    const char *at = strstr(text(record, "url"), mark);
    char *end = NULL;
    int64_t index = at != NULL ? strtoll(at + strlen(mark), &end, 10) : 0;

    if (end != NULL && *end == '\0')
        counts_add_element(&seen->counts, index, is_issue, counts_lines(text(record, "body")));
}

static bool take_user(struct github_seen *seen, const struct json_object *record, struct error *err)
{
    if (github_addresses_have(&seen->logins, text(record, "login")))
        return refuse(record, "has the login of another", err);
    github_addresses_add(&seen->logins, text(record, "login"));
    return true;
}

static bool take_repository(struct github_seen *seen, const struct json_object *record,
                            struct error *err)
{
    const struct json_object *labels = json_at(record, "labels");

    (void)err;
    counts_add(&seen->counts, "projects", 1);
    for (size_t i = 0; i < json_length(labels); i++) {
        const struct json_object *label = json_element(labels, i);
        const char *name = text(label, "name");
        if (strcmp(text(label, "description"), NAMED_BY_ISSUES) == 0)
            continue;
        counts_add(&seen->counts, "labels", begins(name, "kind/"));
        counts_add(&seen->counts, "components", begins(name, "component/"));
        counts_add(&seen->counts, "versions", begins(name, "version/"));
    }
    return true;
}

static bool take_milestone(struct github_seen *seen, const struct json_object *record,
                           struct error *err)
{
    (void)err;
    counts_add(&seen->counts, "milestones",
               strcmp(text(record, "description"), NAMED_BY_ISSUES) != 0);
    return true;
}

/* Events come before what they are about. */
static bool check_end(struct github_seen *seen, const struct json_object *record, struct error *err)
{
    const char *address = text(record, "url");

    if (json_at(record, "closed_at") != NULL && !github_addresses_have(&seen->ended, address))
        return refuse(record, "is closed, and no event says so", err);
    return json_at(record, "merged_at") == NULL || github_addresses_have(&seen->merged, address) ||
           refuse(record, "is merged, and no event says so", err);
}

static bool take_issue(struct github_seen *seen, const struct json_object *record,
                       struct error *err)
{
    const struct json_object *labels = json_at(record, "labels");
    bool is_pull = json_has_key(seen->headless, number_of(text(record, "url")));
    bool is_labeled = false;

    counts_add(&seen->counts, is_pull ? "merge_requests" : "issues", 1);
    if (is_pull)
        counts_add(&seen->counts, "merge_request_reviewers",
                   counts_reviewers(text(record, "body")));
    for (size_t i = 0; i < json_length(labels); i++) {
        const char *label = json_text(json_element(labels, i));
        is_labeled |= strstr(label, "/labels/pull%20request") != NULL;
        counts_add(&seen->counts, "issue_labels",
                   !is_pull && strstr(label, "/labels/kind%2F") != NULL);
    }
    if (is_pull != is_labeled)
        return refuse(record, "is a pull request without that label, or has it and is none", err);
    return check_end(seen, record, err);
}

static bool check_commits(struct github_seen *seen, const struct json_object *record,
                          struct error *err)
{
    CLEANUP(free_pointer)
    char *name = xasprintf("refs/pull/%s/head", number_of(text(record, "url")));
    CLEANUP(free_pointer) char *branch = xasprintf("refs/heads/%s", text(record, "head.ref"));
    char oid[GIT_OID_TEXT] = "";
    int64_t seconds = 0;

    if (seen->gitdir == NULL || !gitdir_ref(seen->gitdir, name, oid) ||
        strcmp(oid, text(record, "head.sha")) != 0)
        return refuse(record, "has a head that no ref of the repository names", err);
    if (!gitdir_commit_time(seen->gitdir, text(record, "base.sha"), &seconds))
        return refuse(record, "has a base that the repository has not", err);
    return json_at(record, "closed_at") != NULL || gitdir_ref(seen->gitdir, branch, oid) ||
           refuse(record, "is open, and the repository has no such branch", err);
}

static bool take_pull(struct github_seen *seen, const struct json_object *record, struct error *err)
{
    counts_add(&seen->counts, "merge_requests", 1);
    counts_add(&seen->counts, "merge_request_reviewers",
               counts_reviewers(text(record, "body")) +
                   (int64_t)json_length(json_at(record, "review_requests")));
    return check_end(seen, record, err) && check_commits(seen, record, err);
}

static bool take_comment(struct github_seen *seen, const struct json_object *record,
                         struct error *err)
{
    bool is_issue = json_at(record, "issue") != NULL &&
                    !json_has_key(seen->headless, number_of(text(record, "issue")));

    (void)err;
    count_index(seen, record, "#issuecomment-", is_issue);
    return true;
}

static bool take_review(struct github_seen *seen, const struct json_object *record,
                        struct error *err)
{
    const char *at = strstr(text(record, "url"), "#pullrequestreview-");
    int64_t index = at != NULL ? strtoll(at + strlen("#pullrequestreview-"), NULL, 10) : 0;

    (void)err;
    if (index % 8 == 4 || index % 8 == 7) /* an opinion: others only hold comments */
        counts_add_element(&seen->counts, index, false, 1);
    return true;
}

/* Answers answer the first of a thread, not each other. */
static bool take_answer(struct github_seen *seen, const struct json_object *record,
                        struct error *err)
{
    (void)err;
    if (json_at(record, "in_reply_to") != NULL) {
        github_addresses_add(&seen->answers, text(record, "url"));
        github_addresses_add(&seen->answered, text(record, "in_reply_to"));
    }
    count_index(seen, record, "#r", false);
    return true;
}

/* A merge is told twice: it is merged, and then closed. */
static bool check_merge(struct github_seen *seen, const struct json_object *record,
                        const char *subject, struct error *err)
{
    const char *event = text(record, "event");

    if (seen->merging != NULL &&
        (strcmp(event, "closed") != 0 || strcmp(seen->merging, subject) != 0))
        return refuse(record, "comes behind a merge that closes nothing", err);
    free_pointer(&seen->merging);
    if (strcmp(event, "merged") == 0) {
        seen->merging = xstrdup(subject);
        github_addresses_add(&seen->merged, subject);
    }
    if (strcmp(event, "closed") == 0)
        github_addresses_add(&seen->ended, subject);
    return true;
}

static bool take_event(struct github_seen *seen, const struct json_object *record,
                       struct error *err)
{
    const char *issue = json_text_at(record, "issue");
    const char *at = strstr(text(record, "url"), "#event-");
    size_t number = ++seen->events_seen;

    if (at == NULL || strtoull(at + strlen("#event-"), NULL, 10) != number ||
        number > seen->events.size)
        return refuse(record, "is not the next event", err);
    counts_add(&seen->counts, "issue_events", seen->events.data[number - 1] == 'i');
    counts_add(&seen->counts, "merge_request_events", seen->events.data[number - 1] == 'm');
    return check_merge(seen, record, issue != NULL ? issue : text(record, "pull_request"), err);
}

static bool take_attachment(struct github_seen *seen, const struct json_object *record,
                            struct error *err)
{
    (void)err;
    (void)record;
    counts_add(&seen->counts, "attachments", 1);
    return true;
}

static const struct taker {
    const char *types;
    bool (*take)(struct github_seen *seen, const struct json_object *record, struct error *err);
} takers[] = {
    {"users", take_user},
    {"repositories", take_repository},
    {"milestones", take_milestone},
    {"issues", take_issue},
    {"issue_comments", take_comment},
    {"issue_events", take_event},
    {"pull_requests", take_pull},
    {"pull_request_reviews", take_review},
    {"pull_request_review_comments", take_answer},
    {"attachments", take_attachment},
};

bool github_seen_take(struct github_seen *seen, const char *types, const struct json_object *record,
                      struct error *err)
{
    struct walking walking = {.seen = seen};

    if (!github_check(types, record, err))
        return false;
    json_each(record, walk, &walking);
    if (walking.is_found)
        return refuse(record, seen->why, err);
    for (size_t i = 0; i < ARRAY_LENGTH(takers) && seen->sought == 0; i++)
        if (strcmp(takers[i].types, types) == 0)
            return takers[i].take(seen, record, err);
    return true;
}

static bool seek(struct github_seen *seen, int64_t address, const char *why)
{
    seen->sought = address;
    seen->why = why;
    return address == 0;
}

bool github_seen_end(struct github_seen *seen, struct error *err)
{
    if (seen->merging != NULL || seen->events_seen != seen->events.size)
        return error_set(err, ERROR_ITEM, "events are missing behind the last one");
    return seek(seen, github_addresses_twice(&seen->there), "has an address that is there twice") &&
           seek(seen, github_addresses_find(&seen->named, &seen->there, false),
                "names something that is not in the archive") &&
           seek(seen, github_addresses_find(&seen->answered, &seen->answers, true),
                "answers an answer, or is one that is answered");
}
