#include "export/github/github_work.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"

/* A piece ends with a line, unless it had to be so much shorter for that. */
#define LINE_WAITED_FOR ((size_t)10000)
/* A footer's line, and what closes a fence. */
#define FOOTER_MARGIN ((size_t)1000)
/* At most so much of a footer stands below the first piece; the rest stands below the last one. */
#define FOOTER_CHARACTERS_MAX ((size_t)40000)

const char *github_type_name(enum github_type type)
{
    static const char *const names[] = {
        [GITHUB_ISSUES] = "issues",
        [GITHUB_ISSUE_COMMENTS] = "issue_comments",
        [GITHUB_ISSUE_EVENTS] = "issue_events",
        [GITHUB_PULL_REQUESTS] = "pull_requests",
        [GITHUB_REVIEWS] = "pull_request_reviews",
        [GITHUB_THREADS] = "pull_request_review_threads",
        [GITHUB_REVIEW_COMMENTS] = "pull_request_review_comments",
        [GITHUB_ATTACHMENTS] = "attachments",
        [GITHUB_USERS] = "users",
        [GITHUB_ORGANIZATIONS] = "organizations",
        [GITHUB_REPOSITORIES] = "repositories",
        [GITHUB_MILESTONES] = "milestones",
    };

    return names[type];
}

bool github_work_open(struct github_work *work, struct task *task, struct error *err)
{
    const char *slash = strchr(task->job->key, '/');

    if (slash != NULL)
        work->page += strtoll(slash + 1, NULL, 10);
    return export_work_open(&work->shared, task, err);
}

void github_work_close(struct github_work *work)
{
    for (size_t i = 0; i < GITHUB_TYPES; i++)
        sink_abandon(&work->sinks[i]);
    export_work_close(&work->shared);
}

static char *part_path(const struct github_work *work, enum github_type type)
{
    return xasprintf("parts/records/%s/%06lld.ndjson", github_type_name(type),
                     (long long)work->page);
}

static bool add_line(struct github_work *work, enum github_type type, const char *line, size_t size,
                     struct error *err)
{
    CLEANUP(free_pointer) char *path = part_path(work, type);
    struct export_file file = {path, true};

    return (work->sinks[type] != NULL ||
            export_work_write(&work->shared, &file, &work->sinks[type], err)) &&
           sink_write(work->sinks[type], line, size, err) &&
           sink_write(work->sinks[type], "\n", 1, err);
}

bool github_add(struct github_work *work, enum github_type type, struct json_object *record,
                struct error *err)
{
    size_t size = 0;
    const char *line = json_print(record, &size);

    return add_line(work, type, line, size, err);
}

bool github_add_text(struct github_work *work, enum github_type type, const char *record,
                     struct error *err)
{
    CLEANUP(json_free) struct json_object *parsed = NULL;

    return export_work_parse(record, &parsed, err) && github_add(work, type, parsed, err);
}

bool github_work_end(struct github_work *work, struct error *err)
{
    for (size_t i = 0; i < GITHUB_TYPES; i++) {
        CLEANUP(free_pointer) char *path = part_path(work, (enum github_type)i);
        struct export_file file = {path, true};
        if (work->sinks[i] != NULL && !export_work_note(&work->shared, &file, &work->sinks[i], err))
            return false;
    }
    return export_work_end(&work->shared, err);
}

void github_written_release(struct github_written *written)
{
    buffer_release(&written->first);
    buffer_release(&written->rest);
}

static bool is_inside(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; text != NULL && *text != '\0'; text++)
        count += !is_inside(*text);
    return count;
}

size_t github_piece(const char *text, size_t maximum)
{
    size_t count = 0;
    size_t end = 0;

    for (; text[end] != '\0'; end++) {
        if (is_inside(text[end]))
            continue;
        if (count == maximum)
            break;
        count++;
    }
    if (text[end] == '\0')
        return end;
    for (size_t at = end; at > 0 && end - at < LINE_WAITED_FOR; at--)
        if (text[at - 1] == '\n')
            return at;
    return end;
}

static void split(const char *text, size_t room, struct github_written *out)
{
    size_t size = github_piece(text, room);

    buffer_add_bytes(&out->first, text, size);
    buffer_add(&out->rest, text + size);
}

/* references_add_footer closes an open fence by one as long. Where that is too long, half of the
 * text is tried. */
static void put_together(const char *body, const char *footer, struct github_written *out)
{
    CLEANUP(github_written_release) struct github_written below = {0};
    size_t room = 0;

    split(footer, FOOTER_CHARACTERS_MAX, &below);
    room = GITHUB_TEXT_CHARACTERS_MAX - FOOTER_MARGIN - characters(buffer_text(&below.first));
    do {
        github_written_release(out);
        split(body, room, out);
        references_add_footer(&out->first, buffer_text(&below.first));
        room /= 2;
    } while (characters(buffer_text(&out->first)) > GITHUB_TEXT_CHARACTERS_MAX);
    if (below.rest.size > 0)
        references_add_footer(&out->rest, buffer_text(&below.rest));
}

void github_rewrite(const struct github_work *work, const struct github_text *text,
                    const struct export_subject *subject, struct github_written *out)
{
    CLEANUP(buffer_release) struct buffer body = {0};

    export_work_add_prefix(&work->shared, text->prefix, &body);
    export_work_rewrite(&work->shared, &text->text, subject, &body);
    if (text->footer != NULL)
        put_together(buffer_text(&body), text->footer, out);
    else
        split(buffer_text(&body), GITHUB_TEXT_CHARACTERS_MAX, out);
    if (out->rest.size > 0)
        export_work_lose(&work->shared, subject, "split", NULL);
}

char *github_part(int part)
{
    return part > 1 ? xasprintf("-%d", part) : xstrdup("");
}

static bool add_comment(struct github_work *work, const struct github_comment *comment,
                        const char *text, struct error *err)
{
    CLEANUP(json_free) struct json_object *record = json_new_object();
    CLEANUP(free_pointer) char *part = github_part(comment->part);
    CLEANUP(free_pointer)
    char *url =
        xasprintf("%s#issuecomment-%lld%s", comment->subject, (long long)comment->element, part);

    json_set_text(record, "type", "issue_comment");
    json_set_text(record, "url", url);
    json_set_text(record, comment->subject_key, comment->subject);
    json_set_text(record, "user", comment->person);
    json_set_text(record, "body", text_is_blank(text) ? "*(empty comment)*" : text);
    json_set_text(record, "formatter", "markdown");
    json_set(record, "reactions", json_new_array());
    json_set_text(record, "created_at", comment->at);
    return github_add(work, GITHUB_ISSUE_COMMENTS, record, err);
}

/* Two comments may be one element: their addresses differ, too. */
bool github_add_comments(struct github_work *work, const struct github_comment *comment,
                         const struct github_written *written, struct error *err)
{
    const char *rest = buffer_text(&written->rest);
    struct github_comment next = *comment;

    if (next.element == work->element && next.element != GITHUB_ELEMENT_REST)
        next.part = work->part + 1;
    if (!add_comment(work, &next, buffer_text(&written->first), err))
        return false;
    while (*rest != '\0') {
        size_t size = github_piece(rest, GITHUB_TEXT_CHARACTERS_MAX);
        CLEANUP(free_pointer) char *piece = xasprintf("%.*s", (int)size, rest);
        next.part++;
        if (!add_comment(work, &next, piece, err))
            return false;
        rest += size;
    }
    work->element = next.element;
    work->part = next.part;
    return true;
}

bool github_add_thing(struct github_work *work, enum github_type type, struct json_object *record,
                      const struct github_written *written, struct error *err)
{
    CLEANUP(github_written_release) struct github_written rest = {0};
    struct github_comment comment = {
        .subject_key = type == GITHUB_PULL_REQUESTS ? "pull_request" : "issue",
        .subject = json_text_at(record, "url"),
        .person = json_text_at(record, "user"),
        .at = json_text_at(record, "created_at"),
        .element = GITHUB_ELEMENT_REST,
        .part = 2,
    };
    size_t size = github_piece(buffer_text(&written->rest), GITHUB_TEXT_CHARACTERS_MAX);

    json_set_text(record, "body", buffer_text(&written->first));
    if (!github_add(work, type, record, err))
        return false;
    buffer_add_bytes(&rest.first, buffer_text(&written->rest), size);
    buffer_add(&rest.rest, buffer_text(&written->rest) + size);
    return size == 0 || github_add_comments(work, &comment, &rest, err);
}
