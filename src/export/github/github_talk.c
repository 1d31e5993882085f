#include "export/github/github_talk.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"

#define STATE_COMMENTED 1
#define STATE_CHANGES_REQUESTED 30
#define STATE_APPROVED 40

/* One element, with what its row says. */
struct element {
    const struct github_pull *pull;
    const struct db_rows *rows;
    int64_t number;
    int64_t thread; /* 0: it is in none */
    int64_t review;
    struct github_text text;
    struct export_subject subject;
};

void github_talk_release(struct github_talk *talk)
{
    github_changes_release(&talk->changes);
    github_place_release(&talk->place);
}

static const char *text_of(const struct element *element, const char *column)
{
    return db_rows_text(element->rows, 0, column);
}

static char *review_url(const struct element *element, int64_t review)
{
    return xasprintf("%s/files#pullrequestreview-%lld", element->pull->url, (long long)review);
}

static char *thread_url(const struct element *element)
{
    return xasprintf("%s/files#pullrequestreviewthread-%lld", element->pull->url,
                     (long long)element->thread);
}

static char *comment_url(const struct element *element, int64_t number, int part)
{
    CLEANUP(free_pointer) char *behind = github_part(part);

    return xasprintf("%s/files#r%lld%s", element->pull->url, (long long)number, behind);
}

static bool add_comment(struct github_talk *talk, const struct element *element, struct error *err)
{
    struct github_comment comment = {
        .subject_key = element->pull->is_issue ? "issue" : "pull_request",
        .subject = element->pull->url,
        .person = text_of(element, "person"),
        .at = text_of(element, "at"),
        .element = element->number,
        .part = 1,
    };
    CLEANUP(github_written_release) struct github_written written = {0};

    github_rewrite(talk->work, &element->text, &element->subject, &written);
    return github_add_comments(talk->work, &comment, &written, err);
}

struct review {
    int64_t number;
    int64_t state;
    const char *commit;
};

static bool add_review(struct github_talk *talk, const struct element *element,
                       const struct review *review, struct error *err)
{
    CLEANUP(json_free) struct json_object *record = json_new_object();
    CLEANUP(free_pointer) char *url = review_url(element, review->number);

    json_set_text(record, "type", "pull_request_review");
    json_set_text(record, "url", url);
    json_set_text(record, "pull_request", element->pull->url);
    json_set_text(record, "user", text_of(element, "person"));
    json_set(record, "body", NULL);
    json_set_text(record, "head_sha", review->commit);
    json_set_text(record, "formatter", "markdown");
    json_set_integer(record, "state", review->state);
    json_set(record, "reactions", json_new_array());
    json_set_text(record, "created_at", text_of(element, "at"));
    json_set_text(record, "submitted_at", text_of(element, "at"));
    return github_add(talk->work, GITHUB_REVIEWS, record, err);
}

static bool add_opinion(struct github_talk *talk, const struct element *element, const char *form,
                        struct error *err)
{
    struct review review = {
        element->number, strcmp(form, "APPROVED") == 0 ? STATE_APPROVED : STATE_CHANGES_REQUESTED,
        element->pull->range.head};

    return element->pull->is_issue ? add_comment(talk, element, err)
                                   : add_review(talk, element, &review, err);
}

static void take_over(const char *key, struct json_object *value, void *payload)
{
    json_set(payload, key, json_share(value));
}

static bool add_thread(struct github_talk *talk, const struct element *element, struct error *err)
{
    CLEANUP(json_free) struct json_object *record = json_new_object();
    CLEANUP(free_pointer) char *url = thread_url(element);
    CLEANUP(free_pointer) char *review = review_url(element, element->review);

    json_set_text(record, "type", "pull_request_review_thread");
    json_set_text(record, "url", url);
    json_set_text(record, "pull_request", element->pull->url);
    json_set_text(record, "pull_request_review", review);
    json_each(talk->place.thread, take_over, record);
    json_set_text(record, "created_at", text_of(element, "at"));
    json_set_text(record, "resolved_at", text_of(element, "resolved_at"));
    json_set_text(record, "resolver", text_of(element, "resolver"));
    return github_add(talk->work, GITHUB_THREADS, record, err);
}

static bool add_inline(struct github_talk *talk, const struct element *element, const char *text,
                       int part, struct error *err)
{
    CLEANUP(json_free) struct json_object *record = json_new_object();
    CLEANUP(free_pointer) char *url = comment_url(element, element->number, part);
    CLEANUP(free_pointer) char *review = review_url(element, element->review);
    CLEANUP(free_pointer) char *thread = thread_url(element);
    CLEANUP(free_pointer) char *root = comment_url(element, element->thread, 1);
    bool is_root = element->number == element->thread && part == 1;

    json_set_text(record, "type", "pull_request_review_comment");
    json_set_text(record, "url", url);
    json_set_text(record, "pull_request", element->pull->url);
    json_set_text(record, "pull_request_review", review);
    json_set_text(record, "pull_request_review_thread", thread);
    json_set_text(record, "in_reply_to", is_root ? NULL : root);
    json_set_text(record, "user", text_of(element, "person"));
    json_set_text(record, "body", text_is_blank(text) ? "*(empty comment)*" : text);
    json_set_text(record, "formatter", "markdown");
    json_each(talk->place.comment, take_over, record);
    json_set_integer(record, "state", 1);
    json_set(record, "reactions", json_new_array());
    json_set_text(record, "created_at", text_of(element, "at"));
    json_set_text(record, "updated_at", text_of(element, "updated"));
    return github_add(talk->work, GITHUB_REVIEW_COMMENTS, record, err);
}

static bool add_inlines(struct github_talk *talk, const struct element *element, struct error *err)
{
    CLEANUP(github_written_release) struct github_written written = {0};
    const char *rest = NULL;
    int part = 1;

    github_rewrite(talk->work, &element->text, &element->subject, &written);
    if (!add_inline(talk, element, buffer_text(&written.first), part, err))
        return false;
    rest = buffer_text(&written.rest);
    while (*rest != '\0') {
        size_t size = github_piece(rest, GITHUB_TEXT_CHARACTERS_MAX);
        CLEANUP(free_pointer) char *piece = xasprintf("%.*s", (int)size, rest);
        if (!add_inline(talk, element, piece, ++part, err))
            return false;
        rest += size;
    }
    return true;
}

static struct github_wanted wanted_of(const struct element *element)
{
    return (struct github_wanted){
        .line =
            {
                .path = text_of(element, "path"),
                .old_line = db_rows_integer(element->rows, 0, "old_line"),
                .new_line = db_rows_integer(element->rows, 0, "new_line"),
                .base = text_of(element, "base_sha"),
                .head = text_of(element, "head_sha"),
            },
        .start_line = db_rows_integer(element->rows, 0, "start_line"),
    };
}

static int64_t last_line(const struct github_wanted *wanted)
{
    return wanted->line.new_line > 0 ? wanted->line.new_line : wanted->line.old_line;
}

/* What is lost of a thread is a loss of what it begins with. */
static bool begin_thread(struct github_talk *talk, const struct element *element,
                         const struct github_wanted *wanted, struct error *err)
{
    const char *lost = NULL;

    github_place_release(&talk->place);
    talk->thread = element->thread;
    talk->is_placed = !element->pull->is_issue && talk->work->shared.gitdir != NULL &&
                      github_place_find(&talk->changes, talk->work->shared.gitdir,
                                        &element->pull->range, wanted, &talk->place);
    if (!talk->is_placed)
        lost = last_line(wanted) > 0 ? "context" : "file comment";
    else if (talk->place.has_lost_start)
        lost = "range";
    if (lost != NULL)
        export_work_lose(&talk->work->shared, &element->subject, lost, NULL);
    if (talk->is_placed && db_rows_boolean(element->rows, 0, "is_guessed"))
        export_work_lose(&talk->work->shared, &element->subject, "resolved", NULL);
    return !talk->is_placed || add_thread(talk, element, err);
}

static const char *tail(const struct element *element)
{
    return element->text.prefix != NULL ? element->text.prefix : "";
}

static bool add_in_words(struct github_talk *talk, struct element *element,
                         const struct github_wanted *wanted, struct error *err)
{
    CLEANUP(free_pointer)
    char *place = anchor_words(wanted->line.path, wanted->start_line, last_line(wanted));
    CLEANUP(free_pointer) char *prefix = xasprintf("%s%s", place, tail(element));

    element->text.prefix = prefix;
    return add_comment(talk, element, err);
}

static bool add_placed(struct github_talk *talk, struct element *element,
                       const struct github_wanted *wanted, struct error *err)
{
    struct review review = {element->review, STATE_COMMENTED, talk->place.commit};
    CLEANUP(free_pointer) char *prefix = NULL;

    if (talk->place.has_lost_start && element->number == element->thread) {
        prefix = xasprintf("Lines %lld to %lld:\n\n%s", (long long)wanted->start_line,
                           (long long)last_line(wanted), tail(element));
        element->text.prefix = prefix;
    }
    return (element->number != element->review || add_review(talk, element, &review, err)) &&
           add_inlines(talk, element, err);
}

static bool add_at_lines(struct github_talk *talk, struct element *element, struct error *err)
{
    struct github_wanted wanted = wanted_of(element);

    if (element->number == element->thread && !begin_thread(talk, element, &wanted, err))
        return false;
    return talk->is_placed ? add_placed(talk, element, &wanted, err)
                           : add_in_words(talk, element, &wanted, err);
}

/* A thread says itself that it was resolved. */
static bool add_resolution(struct github_talk *talk, struct element *element, struct error *err)
{
    struct github_wanted wanted = wanted_of(element);

    if (talk->thread == element->thread && talk->is_placed)
        return true;
    export_work_lose(&talk->work->shared, &element->subject, "resolved", "as text");
    return add_in_words(talk, element, &wanted, err);
}

static const struct github_pull *find_pull(const struct github_talk *talk, int64_t iid)
{
    for (size_t i = 0; i < talk->pull_count; i++)
        if (talk->pulls[i].iid == iid)
            return &talk->pulls[i];
    bug("a comment is of no pull request of its page");
}

/* Of what the losses are. */
static const char *thing_of(int64_t element)
{
    switch (element % 8) {
    case 1:
        return "tasks";
    case 4:
    case 7:
        return "merge_request_reviewers";
    case 6:
        return "merge_requests"; /* the reason of a decline is a text of the pull request */
    default:
        return "merge_request_notes";
    }
}

bool github_talk_take(struct github_talk *talk, const struct db_rows *rows, struct error *err)
{
    const char *form = db_rows_text(rows, 0, "form");
    struct element element = {
        .pull = find_pull(talk, db_rows_integer(rows, 0, "iid")),
        .rows = rows,
        .number = db_rows_integer(rows, 0, "element"),
        .thread = db_rows_integer(rows, 0, "thread"),
        .review = db_rows_integer(rows, 0, "review"),
        .text = {{db_rows_text(rows, 0, "content"), db_rows_text(rows, 0, "markup")},
                 db_rows_text(rows, 0, "prefix"),
                 NULL},
        .subject = {"", db_rows_text(rows, 0, "key"), db_rows_text(rows, 0, "link")},
    };

    element.subject.thing = thing_of(element.number);
    if (strcmp(form, "comment") == 0)
        return add_comment(talk, &element, err);
    if (strcmp(form, "inline") == 0)
        return add_at_lines(talk, &element, err);
    if (strcmp(form, "resolution") == 0)
        return add_resolution(talk, &element, err);
    return add_opinion(talk, &element, form, err);
}
