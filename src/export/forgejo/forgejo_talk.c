#include "export/forgejo/forgejo_talk.h"

#include <string.h>

/* One element, with what its row says. */
struct element {
    struct json_object *item; /* as a comment */
    const struct forgejo_pull *pull;
    const char *path;
    int64_t line; /* for people; 0: none */
    bool is_root;
    struct anchor anchor;
    struct forgejo_text text;
    struct export_subject subject;
};

static void element_release(struct element *element)
{
    json_free(&element->item);
    anchor_release(&element->anchor);
}

void forgejo_talk_release(struct forgejo_talk *talk)
{
    sink_abandon(&talk->comments);
    sink_abandon(&talk->reviews);
}

static bool close_file(struct forgejo_talk *talk, struct sink **sink, const char *folder,
                       struct error *err)
{
    CLEANUP(free_pointer)
    char *name = xasprintf("%s/%lld.yml", folder, (long long)talk->number);

    return *sink == NULL ||
           export_work_note(talk->work, &(struct export_file){.path = name}, sink, err);
}

bool forgejo_talk_end(struct forgejo_talk *talk, struct error *err)
{
    return close_file(talk, &talk->comments, "comments", err) &&
           close_file(talk, &talk->reviews, "reviews", err);
}

static bool add(struct forgejo_talk *talk, struct sink **sink, const char *folder,
                struct json_object *item, struct error *err)
{
    CLEANUP(free_pointer)
    char *name = xasprintf("%s/%lld.yml", folder, (long long)talk->number);

    return (*sink != NULL ||
            export_work_write(talk->work, &(struct export_file){.path = name}, sink, err)) &&
           forgejo_add(*sink, item, err);
}

static bool add_comment(struct forgejo_talk *talk, const struct element *element, struct error *err)
{
    forgejo_name(talk->work, element->item, "poster");
    forgejo_rewrite(talk->work, element->item, &element->text, &element->subject);
    return add(talk, &talk->comments, "comments", element->item, err);
}

static void copy(struct json_object *to, const char *key, const struct json_object *from,
                 const char *from_key)
{
    json_set(to, key, json_share(json_at(from, from_key)));
}

/* A review by whoever wrote the element, without a comment. */
static struct json_object *new_review(const struct forgejo_talk *talk,
                                      const struct element *element, const char *state)
{
    struct json_object *review = json_new_object();

    copy(review, "id", element->item, "index");
    copy(review, "issue_index", element->item, "issue_index");
    copy(review, "reviewer_id", element->item, "poster_id");
    json_set_text(review, "reviewer_name", "");
    json_set_boolean(review, "official", false);
    json_set_text(review, "commit_id", element->pull != NULL ? element->pull->range.head : "");
    json_set_text(review, "content", "");
    copy(review, "created_at", element->item, "created");
    json_set_text(review, "state", state);
    json_set(review, "comments", json_new_array());
    forgejo_name(talk->work, review, "reviewer");
    return review;
}

static struct json_object *new_inline(const struct element *element)
{
    struct json_object *comment = json_new_object();
    const char *old_path = element->anchor.line < 0 ? element->anchor.hunk.old_path : NULL;

    copy(comment, "id", element->item, "index");
    json_set_integer(comment, "in_reply_to", 0);
    copy(comment, "content", element->item, "content");
    json_set_text(comment, "tree_path", old_path != NULL ? old_path : element->path);
    json_set_text(comment, "diff_hunk", buffer_text(&element->anchor.hunk.text));
    json_set_integer(comment, "position", 1);
    json_set_integer(comment, "line", element->anchor.line);
    json_set_text(comment, "commit_id", element->pull->range.head);
    copy(comment, "poster_id", element->item, "poster_id");
    copy(comment, "created_at", element->item, "created");
    copy(comment, "updated_at", element->item, "updated");
    copy(comment, "reactions", element->item, "reactions");
    return comment;
}

static bool add_review(struct forgejo_talk *talk, struct element *element, const char *state,
                       bool is_inline, struct error *err)
{
    CLEANUP(json_free) struct json_object *review = new_review(talk, element, state);

    if (is_inline) {
        forgejo_name(talk->work, element->item, "poster");
        forgejo_rewrite(talk->work, element->item, &element->text, &element->subject);
        json_append(json_at(review, "comments"), new_inline(element));
    }
    return add(talk, &talk->reviews, "reviews", review, err);
}

/* The longest run of back-ticks, and one more. */
static size_t fence_length(const char *text)
{
    size_t longest = 2;
    size_t run = 0;

    for (; *text != '\0'; text++) {
        run = *text == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest + 1;
}

static void add_hunk(struct buffer *words, const char *hunk)
{
    CLEANUP(free_pointer) char *fence = xcalloc(fence_length(hunk) + 1, 1);

    memset(fence, '`', fence_length(hunk));
    buffer_printf(words, "%sdiff\n%s%s\n\n", fence, hunk, fence);
}

/* What stands in front of a comment that has no place among the changes. */
static char *words_of_place(const struct element *element)
{
    CLEANUP(buffer_release) struct buffer words = {0};
    CLEANUP(free_pointer) char *path = xstrdup(element->path);
    bool is_outdated = element->anchor.state == ANCHOR_OUTDATED && element->line > 0;

    for (char *at = path; *at != '\0'; at++)
        if (*at == '`' || *at == '\n' || *at == '\r')
            *at = '\'';
    buffer_printf(&words, "`%s`", path);
    if (element->line > 0)
        buffer_printf(&words, ", line %lld%s", (long long)element->line,
                      is_outdated ? " (outdated)" : "");
    buffer_add(&words, ":\n\n");
    if (is_outdated && element->is_root)
        add_hunk(&words, buffer_text(&element->anchor.hunk.text));
    buffer_add(&words, element->text.prefix != NULL ? element->text.prefix : "");
    return xstrdup(buffer_text(&words));
}

/* A comment on a file, or on a line that is not among the changes. */
static bool add_in_words(struct forgejo_talk *talk, struct element *element, struct error *err)
{
    CLEANUP(free_pointer) char *words = words_of_place(element);

    element->text.prefix = words;
    if (element->is_root && element->line > 0)
        export_work_lose(talk->work, &element->subject,
                         element->anchor.state == ANCHOR_OUTDATED ? "outdated" : "context", NULL);
    return add_comment(talk, element, err);
}

static bool add_anchored(struct forgejo_talk *talk, struct element *element,
                         const struct db_rows *rows, struct error *err)
{
    struct anchor_wanted wanted = {
        .path = db_rows_text(rows, 0, "path"),
        .old_line = db_rows_integer(rows, 0, "old_line"),
        .new_line = db_rows_integer(rows, 0, "new_line"),
        .base = db_rows_text(rows, 0, "base_sha"),
        .head = db_rows_text(rows, 0, "head_sha"),
    };

    element->path = wanted.path;
    element->line = wanted.new_line > 0 ? wanted.new_line : wanted.old_line;
    element->is_root = db_rows_boolean(rows, 0, "is_root");
    if (element->pull != NULL)
        anchors_find(talk->work->gitdir, &element->pull->range, &wanted, &element->anchor);
    else
        element->anchor.state = ANCHOR_LOST;
    return element->anchor.state == ANCHOR_FINAL ? add_review(talk, element, "COMMENTED", true, err)
                                                 : add_in_words(talk, element, err);
}

static const char *thing_of(int64_t index, bool is_issue)
{
    switch (index % 8) {
    case 1:
        return "tasks";
    case 4:
    case 7:
        return "merge_request_reviewers";
    case 6:
        return "merge_requests"; /* the reason of a decline is a text of the pull request */
    default:
        return is_issue ? "issue_notes" : "merge_request_notes";
    }
}

static const struct forgejo_pull *find_pull(const struct forgejo_talk *talk, int64_t iid)
{
    for (size_t i = 0; i < talk->pull_count; i++)
        if (talk->pulls[i].iid == iid)
            return &talk->pulls[i];
    return NULL;
}

bool forgejo_talk_take(struct forgejo_talk *talk, const struct db_rows *rows, struct error *err)
{
    CLEANUP(element_release)
    struct element element = {
        .pull = find_pull(talk, db_rows_integer(rows, 0, "iid")),
        .text = {db_rows_text(rows, 0, "prefix"), db_rows_text(rows, 0, "markup"), NULL},
        .subject = {"", db_rows_text(rows, 0, "key"), db_rows_text(rows, 0, "link")},
    };
    const char *form = db_rows_text(rows, 0, "form");
    int64_t number = db_rows_integer(rows, 0, "number");
    int64_t index = 0;

    if (number != talk->number && !forgejo_talk_end(talk, err))
        return false;
    talk->number = number;
    if (!export_work_parse(db_rows_text(rows, 0, "item"), &element.item, err))
        return false;
    if (!json_integer_at(element.item, "index", &index))
        bug("an element has no index");
    element.subject.thing = thing_of(index, talk->pulls == NULL);
    if (strcmp(form, "comment") == 0)
        return add_comment(talk, &element, err);
    if (strcmp(form, "anchored") == 0)
        return add_anchored(talk, &element, rows, err);
    return add_review(talk, &element, form, false, err);
}
