#include "export/gitlab/gitlab_lines.h"

#include <stdio.h>
#include <string.h>

#include "export/gitlab/gitlab_keys.h"
#include "export/gitlab/gitlab_work.h"

/* The largest value of a line: the changes of a merge request. */
#define PIECE_BYTES_MAX ((size_t)32 * 1024 * 1024)
#define NAMED_BY_ISSUES "Named by issues alone"

void gitlab_seen_release(struct gitlab_seen *seen)
{
    counts_release(&seen->counts);
    gitdir_close(&seen->refs);
    json_free(&seen->labels);
    json_free(&seen->milestones);
    json_free(&seen->wanted_labels);
    json_free(&seen->wanted_milestones);
    json_free(&seen->links);
}

struct looking {
    const struct json_object *there;
    const char *missing; /* NULL: none so far */
};

static void look(const char *key, struct json_object *value, void *payload)
{
    struct looking *looking = payload;

    (void)value;
    if (!json_has_key(looking->there, key))
        looking->missing = key;
}

bool gitlab_seen_end(const struct gitlab_seen *seen, struct error *err)
{
    struct looking labels = {.there = seen->labels};
    struct looking milestones = {.there = seen->milestones};

    json_each(seen->wanted_labels, look, &labels);
    json_each(seen->wanted_milestones, look, &milestones);
    if (labels.missing != NULL)
        return error_set(err, ERROR_ITEM, "labels.ndjson lacks %s", labels.missing);
    return milestones.missing == NULL ||
           error_set(err, ERROR_ITEM, "milestones.ndjson lacks %s", milestones.missing);
}

void gitlab_lines_release(struct gitlab_lines *lines)
{
    json_free(&lines->iids);
    json_free(&lines->item);
    json_free(&lines->pull.discussions);
    json_stream_release(&lines->stream);
}

static bool is_of(const struct gitlab_lines *lines, const char *relation)
{
    return strcmp(lines->relation, relation) == 0;
}

static const char *text(const struct json_object *item, const char *path)
{
    const char *found = json_text_at(item, path);

    return found != NULL ? found : "";
}

static bool begins(const char *words, const char *with)
{
    return strncmp(words, with, strlen(with)) == 0;
}

/* Labels come behind what has them: gitlab_seen_end looks for them. */
static bool take_label_link(struct gitlab_lines *lines, const struct json_object *link,
                            struct error *err)
{
    const char *title = text(link, "label.title");

    if (*title == '\0')
        return error_set(err, ERROR_ITEM, "a label has no title");
    json_set_boolean(lines->seen->wanted_labels, title, true);
    counts_add(&lines->seen->counts, "issue_labels",
               is_of(lines, "issues") && begins(title, "kind::"));
    return true;
}

static void count_id(struct gitlab_lines *lines, const struct json_object *element, int64_t count)
{
    int64_t id = 0;

    if (json_integer_at(element, "id", &id))
        counts_add_element(&lines->seen->counts, id, is_of(lines, "issues"), count);
}

/* "- Attached: [name](/uploads/folder/file)", below a text. */
static void note_links(struct gitlab_lines *lines, const char *words)
{
    static const char word[] = "](/uploads/";
    const char *at = counts_footer(words);

    while (at != NULL && (at = strstr(at, "\n- Attached: [")) != NULL) {
        size_t size = strcspn(++at, "\n");
        CLEANUP(free_pointer) char *line = xasprintf("%.*s", (int)size, at);
        char *link = strstr(line, word);
        if (link == NULL)
            continue;
        link += sizeof(word) - 1;
        link[strcspn(link, ")")] = '\0';
        json_set_boolean(lines->seen->links, link, true);
    }
}

/* What stands below a text, and counts. */
static void take_footer(struct gitlab_lines *lines, const char *words)
{
    if (is_of(lines, "issues"))
        note_links(lines, words);
    else
        counts_add(&lines->seen->counts, "merge_request_reviewers", counts_reviewers(words));
}

/* Whether a footer goes on in it. */
static bool is_footer(const struct gitlab_lines *lines, const struct json_object *note)
{
    CLEANUP(free_pointer) char *name = NULL;
    char sum[SHA1_TEXT] = "";
    int64_t iid = 0;

    if (!json_integer_at(lines->item, "iid", &iid))
        return false;
    name = gitlab_footer_name(text(note, "noteable_type"), iid);
    gitlab_discussion(lines->seen->project_id, name, sum);
    return strcmp(text(note, "discussion_id"), sum) == 0;
}

static bool take_note(struct gitlab_lines *lines, const struct json_object *note, struct error *err)
{
    bool is_pull = is_of(lines, "merge_requests");

    if (is_footer(lines, note))
        take_footer(lines, text(note, "note"));
    return gitlab_check_note(note, lines->seen->refs, is_pull ? &lines->pull : NULL, err);
}

static bool take_element(struct gitlab_lines *lines, const char *list, struct json_object *element,
                         struct error *err)
{
    if (!gitlab_keys_check(list, element, err))
        return false;
    if (strcmp(list, "label_links") == 0)
        return take_label_link(lines, element, err);
    if (strcmp(list, "notes") != 0) {
        count_id(lines, element, 1);
        return true;
    }
    count_id(lines, element, counts_lines(text(element, "note")));
    return take_note(lines, element, err);
}

static bool take_value(struct gitlab_lines *lines, const char *key, struct json_object *value,
                       struct error *err)
{
    if (strcmp(key, "merge_request_diff") != 0) {
        json_set(lines->item, key, json_share(value));
        return true;
    }
    if (!json_integer_at(lines->item, "iid", &lines->pull.iid))
        return error_set(err, ERROR_ITEM, "it has no iid in front of its changes");
    return gitlab_keys_check(key, value, err) &&
           gitlab_check_diff(value, lines->seen->refs, &lines->pull, err);
}

static bool take_piece(const struct json_piece *piece, void *payload, struct error *err)
{
    struct gitlab_lines *lines = payload;
    CLEANUP(json_free) struct json_object *value = NULL;

    if (!gitlab_keys_have(lines->relation, piece->key))
        return error_set(err, ERROR_ITEM, "GitLab would drop the key %s", piece->key);
    if (piece->is_list)
        return true;
    if (piece->is_too_large)
        return error_set(err, ERROR_ITEM, "what it has under %s is too large", piece->key);
    if (!json_parse(piece->text, piece->size, &value, NULL, err))
        return false;
    return piece->is_element ? take_element(lines, piece->key, value, err)
                             : take_value(lines, piece->key, value, err);
}

static void begin_line(struct gitlab_lines *lines)
{
    json_free(&lines->item);
    json_free(&lines->pull.discussions);
    json_stream_release(&lines->stream);
    lines->item = json_new_object();
    lines->pull = (struct gitlab_pull){.discussions = json_new_object()};
    lines->size_bytes = 0;
    json_stream_begin(&lines->stream, PIECE_BYTES_MAX, take_piece, lines);
}

void gitlab_lines_begin(struct gitlab_lines *lines, struct gitlab_seen *seen, const char *relation)
{
    *lines = (struct gitlab_lines){
        .seen = seen, .relation = relation, .iids = json_new_object(), .number = 1};
    begin_line(lines);
}

static bool take_iid(struct gitlab_lines *lines, struct error *err)
{
    int64_t iid = 0;
    char number[32] = "";

    if (!json_integer_at(lines->item, "iid", &iid))
        return error_set(err, ERROR_ITEM, "it has no iid");
    snprintf(number, sizeof(number), "%lld", (long long)iid);
    if (json_has_key(lines->iids, number))
        return error_set(err, ERROR_ITEM, "the iid %s is there twice", number);
    json_set_boolean(lines->iids, number, true);
    return true;
}

static bool take_label(struct gitlab_lines *lines, struct error *err)
{
    const char *title = text(lines->item, "title");
    const char *color = text(lines->item, "color");
    struct counts *counts = &lines->seen->counts;

    if (*title == '\0' || strchr(title, ',') != NULL || json_has_key(lines->seen->labels, title) ||
        gitlab_check_characters(title) > GITLAB_TITLE_CHARACTERS_MAX)
        return error_set(err, ERROR_ITEM,
                         "the label %s has no title of its own, a comma, or more than 255 "
                         "characters",
                         title);
    if (strlen(color) != 7 || *color != '#' || strspn(color + 1, "0123456789ABCDEFabcdef") != 6)
        return error_set(err, ERROR_ITEM, "the label %s has no color", title);
    json_set_boolean(lines->seen->labels, title, true);
    if (strcmp(text(lines->item, "description"), NAMED_BY_ISSUES) == 0)
        return true;
    counts_add(counts, "labels", begins(title, "kind::"));
    counts_add(counts, "components", begins(title, "component::"));
    counts_add(counts, "versions", begins(title, "version::"));
    return true;
}

static bool take_milestone(struct gitlab_lines *lines, struct error *err)
{
    const char *title = text(lines->item, "title");

    if (!take_iid(lines, err))
        return false;
    if (*title == '\0' || json_has_key(lines->seen->milestones, title))
        return error_set(err, ERROR_ITEM, "the milestone %s has no title of its own", title);
    json_set_boolean(lines->seen->milestones, title, true);
    counts_add(&lines->seen->counts, "milestones",
               strcmp(text(lines->item, "description"), NAMED_BY_ISSUES) != 0);
    return true;
}

static bool take_issue(struct gitlab_lines *lines, struct error *err)
{
    const char *milestone = json_text_at(lines->item, "milestone.title");

    if (!take_iid(lines, err) || !gitlab_check_issue(lines->item, err))
        return false;
    if (milestone != NULL)
        json_set_boolean(lines->seen->wanted_milestones, milestone, true);
    take_footer(lines, text(lines->item, "description"));
    counts_add(&lines->seen->counts, "issues", 1);
    return true;
}

/* An open one needs its branch: GitLab would say that it is gone. */
static bool has_branch(const struct gitlab_lines *lines)
{
    CLEANUP(free_pointer)
    char *branch = xasprintf("refs/heads/%s", text(lines->item, "source_branch"));
    char oid[GIT_OID_TEXT] = "";

    return strcmp(text(lines->item, "state"), "opened") != 0 || *lines->pull.head == '\0' ||
           gitdir_ref(lines->seen->refs, branch, oid);
}

static bool take_pull(struct gitlab_lines *lines, struct error *err)
{
    if (!take_iid(lines, err) || !gitlab_check_pull(lines->item, err))
        return false;
    if (!lines->pull.has_diff)
        return error_set(err, ERROR_ITEM, "it has no merge_request_diff");
    if (!has_branch(lines))
        return error_set(err, ERROR_ITEM, "its branch %s is not in the bundle",
                         text(lines->item, "source_branch"));
    counts_add(&lines->seen->counts, "merge_requests", 1);
    take_footer(lines, text(lines->item, "description"));
    return true;
}

static bool take_member(struct gitlab_lines *lines, struct error *err)
{
    int64_t level = 0;

    if (!gitlab_keys_check("user", json_at(lines->item, "user"), err))
        return false;
    return (json_integer_at(lines->item, "access_level", &level) &&
            *text(lines->item, "user.public_email") != '\0') ||
           error_set(err, ERROR_ITEM, "a member has no access_level or e-mail");
}

static bool take_line(struct gitlab_lines *lines, struct error *err)
{
    if (is_of(lines, "labels"))
        return take_label(lines, err);
    if (is_of(lines, "milestones"))
        return take_milestone(lines, err);
    if (is_of(lines, "project_members"))
        return take_member(lines, err);
    if (is_of(lines, "issues"))
        return take_issue(lines, err);
    return !is_of(lines, "merge_requests") || take_pull(lines, err);
}

static bool end_line(struct gitlab_lines *lines, struct error *err)
{
    if (!json_stream_end(&lines->stream, err) || !take_line(lines, err))
        return false;
    lines->number++;
    begin_line(lines);
    return true;
}

static bool feed(struct gitlab_lines *lines, const char *bytes, size_t size, struct error *err)
{
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end != NULL ? (size_t)(end - bytes) : size;
        lines->size_bytes += (int64_t)length;
        if (lines->size_bytes > GITLAB_LINE_BYTES_MAX)
            return error_set(err, ERROR_ITEM, "it has more than 50,000,000 bytes");
        if (!json_stream_feed(&lines->stream, bytes, length, err))
            return false;
        if (end == NULL)
            return true;
        if (!end_line(lines, err))
            return false;
        bytes += length + 1;
        size -= length + 1;
    }
    return true;
}

bool gitlab_lines_feed(struct gitlab_lines *lines, const char *bytes, size_t size,
                       struct error *err)
{
    return feed(lines, bytes, size, err) ||
           error_prefix(err, "line %lld of %s", (long long)lines->number, lines->relation);
}

bool gitlab_lines_end(struct gitlab_lines *lines, struct error *err)
{
    return lines->size_bytes == 0 ||
           error_set(err, ERROR_ITEM, "%s does not end with a line feed", lines->relation);
}
