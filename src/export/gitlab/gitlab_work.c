#include "export/gitlab/gitlab_work.h"

#include <string.h>

/* A piece ends with a line, unless it had to be so much shorter for that. */
#define LINE_WAITED_FOR ((size_t)10000)
/* The line above a footer, and what closes most fences. */
#define FOOTER_MARGIN ((size_t)1000)

bool gitlab_work_open(struct gitlab_work *work, struct task *task, struct error *err)
{
    return export_work_open(&work->shared, task, err);
}

void gitlab_work_close(struct gitlab_work *work)
{
    sink_abandon(&work->sink);
    export_work_close(&work->shared);
}

static bool add_bytes(struct gitlab_work *work, const char *bytes, size_t size, struct error *err)
{
    work->line_size_bytes += (int64_t)size;
    return sink_write(work->sink, bytes, size, err);
}

bool gitlab_add_text(struct gitlab_work *work, const char *text, struct error *err)
{
    return add_bytes(work, text, strlen(text), err);
}

bool gitlab_add_element(struct gitlab_work *work, struct json_object *element, bool is_first,
                        struct error *err)
{
    size_t size = 0;
    const char *text = json_print(element, &size);

    return (is_first || add_bytes(work, ",", 1, err)) && add_bytes(work, text, size, err);
}

bool gitlab_add_open(struct gitlab_work *work, struct json_object *object, struct error *err)
{
    size_t size = 0;
    const char *text = json_print(object, &size);

    return add_bytes(work, text, size - 1, err);
}

bool gitlab_end_line(struct gitlab_work *work, struct error *err)
{
    bool is_done = gitlab_add_text(work, "}\n", err);

    if (work->line_size_bytes > GITLAB_LINE_BYTES_MAX)
        return error_set(err, ERROR_ITEM,
                         "a line of the archive has %lld bytes, of which GitLab "
                         "reads 50,000,000",
                         (long long)work->line_size_bytes);
    work->line_size_bytes = 0;
    return is_done;
}

void gitlab_name(const struct gitlab_work *work, struct json_object *item, const char *key)
{
    int64_t user_id = -1;

    if (json_integer_at(item, key, &user_id) && user_id == 0)
        json_set_integer(item, key, people_find(work->shared.people, 0)->number);
}

void gitlab_name_all(const struct gitlab_work *work, struct json_object *item, const char *list)
{
    const struct json_object *elements = json_at(item, list);

    for (size_t i = 0; i < json_length(elements); i++)
        gitlab_name(work, json_element(elements, i), "user_id");
}

void gitlab_discussion(int64_t project_id, const char *name, char out[SHA1_TEXT])
{
    CLEANUP(free_pointer) char *whole = xasprintf("%lld/%s", (long long)project_id, name);

    sha1_text(out, whole);
}

char *gitlab_footer_name(const char *noteable, int64_t iid)
{
    return xasprintf("footer/%s/%lld", noteable, (long long)iid);
}

void gitlab_written_release(struct gitlab_written *written)
{
    buffer_release(&written->first);
    buffer_release(&written->rest);
    buffer_release(&written->footer);
}

size_t gitlab_piece(const char *text, size_t maximum)
{
    size_t size = strlen(text);
    size_t end = maximum;

    if (size <= maximum)
        return size;
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    for (size_t at = end; at > 0 && end - at < LINE_WAITED_FOR; at--)
        if (text[at - 1] == '\n')
            return at;
    return end;
}

/* A fence that a text leaves open is closed by one as long: where that is too long, half of the
 * text is tried. */
static void put_together(const struct gitlab_text *text, const struct buffer *body,
                         struct gitlab_written *out)
{
    const char *prefix = text->prefix != NULL ? text->prefix : "";
    const char *footer = text->footer != NULL ? text->footer : "";
    size_t below = gitlab_piece(footer, GITLAB_FOOTER_BYTES_MAX);
    size_t around = strlen(prefix) + below + FOOTER_MARGIN;
    CLEANUP(free_pointer) char *shown = xasprintf("%.*s", (int)below, footer);
    size_t room = around < GITLAB_TEXT_BYTES_MAX ? GITLAB_TEXT_BYTES_MAX - around : 0;

    do {
        size_t size = gitlab_piece(buffer_text(body), room);
        gitlab_written_release(out);
        buffer_add(&out->first, prefix);
        buffer_add_bytes(&out->first, buffer_text(body), size);
        buffer_add(&out->rest, buffer_text(body) + size);
        if (text->footer != NULL)
            references_add_footer(&out->first, shown);
        room /= 2;
    } while (out->first.size > GITLAB_TEXT_BYTES_MAX && room > 0);
    buffer_add(&out->footer, footer + below);
}

void gitlab_rewrite(const struct gitlab_work *work, const struct gitlab_text *text,
                    const struct export_subject *subject, struct gitlab_written *out)
{
    CLEANUP(buffer_release) struct buffer body = {0};

    export_work_rewrite(&work->shared, &text->words, subject, &body);
    put_together(text, &body, out);
}

void gitlab_lose_rest(const struct gitlab_work *work, const struct gitlab_written *written,
                      const struct export_subject *subject)
{
    if (written->rest.size > 0 || written->footer.size > 0)
        export_work_lose(&work->shared, subject, "split", NULL);
}
