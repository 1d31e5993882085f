#include "export/gitlab/gitlab_work.h"

#include <string.h>

#include "engine/staging.h"
#include "export/project.h"
#include "export/puts.h"
#include "forge/place.h"

/* A piece ends with a line, unless it had to be so much shorter for that. */
#define LINE_WAITED_FOR ((size_t)10000)
/* A footer's line, and what closes a fence. */
#define FOOTER_MARGIN ((size_t)1000)

static bool open_code(struct gitlab_work *work, struct error *err)
{
    CLEANUP(free_pointer) char *place = place_repository(project_of(work->task)->id, "code");
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/%s", work->task->workplace->settings->storage, place);

    return !staging_is_published(path) || gitdir_open(&work->gitdir, path, err);
}

bool gitlab_work_open(struct gitlab_work *work, struct task *task, struct error *err)
{
    work->task = task;
    if (!people_load(task, &work->people, err) ||
        !known_load(task, &work->known, &work->references, err) || !open_code(work, err))
        return false;
    work->references.people = work->people;
    work->references.gitdir = work->gitdir;
    return true;
}

void gitlab_work_close(struct gitlab_work *work)
{
    sink_abandon(&work->sink);
    people_free(&work->people);
    known_release(&work->known);
    gitdir_close(&work->gitdir);
}

bool gitlab_close_part(const struct task *task, struct sink **sink, const char *path,
                       struct error *err)
{
    struct sink_file file;

    if (!sink_close(sink, &file, err))
        return false;
    puts_file(task->outcome, path, true, &file, NULL);
    return true;
}

bool gitlab_put_losses(struct task *task, const char *thing, struct error *err)
{
    const struct json_object *payload = task->job->payload;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select loss from forge.gitlab_losses(run => $1, thing => $2, "
                          "after_key => $3, upto_key => $4)",
                          db_int(task->workplace->run_id), db_text(thing),
                          db_text(payload != NULL ? json_text_at(payload, "after") : NULL),
                          db_text(payload != NULL ? json_text_at(payload, "upto") : NULL)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        outcome_put_text(task->outcome, PUT_EXPORT_LOSSES, db_rows_text(rows, i, "loss"));
    return true;
}

bool gitlab_parse(const char *text, struct json_object **out, struct error *err)
{
    return json_parse(text, strlen(text), out, NULL, err);
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

void gitlab_lose(const struct gitlab_work *work, const struct gitlab_subject *subject,
                 const char *what, const char *outcome)
{
    struct json_object *row = NULL;

    if (subject->key == NULL)
        return;
    row = json_new_object();
    json_set_text(row, "thing", subject->thing);
    json_set_text(row, "key", subject->key);
    json_set_text(row, "what", what);
    json_set_text(row, "link", subject->link);
    json_set_text(row, "outcome", outcome);
    outcome_put(work->task->outcome, PUT_EXPORT_LOSSES, row);
}

void gitlab_name(const struct gitlab_work *work, struct json_object *item, const char *key)
{
    int64_t user_id = -1;

    if (json_integer_at(item, key, &user_id) && user_id == 0)
        json_set_integer(item, key, people_find(work->people, 0)->number);
}

void gitlab_name_all(const struct gitlab_work *work, struct json_object *item, const char *list)
{
    const struct json_object *elements = json_at(item, list);

    for (size_t i = 0; i < json_length(elements); i++)
        gitlab_name(work, json_element(elements, i), "user_id");
}

void gitlab_written_release(struct gitlab_written *written)
{
    buffer_release(&written->first);
    buffer_release(&written->rest);
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

static size_t length(const char *text)
{
    return text != NULL ? strlen(text) : 0;
}

static void put_together(const struct gitlab_text *text, const struct buffer *body,
                         struct gitlab_written *out)
{
    size_t around = length(text->prefix) + length(text->footer) + FOOTER_MARGIN;
    size_t room = around < GITLAB_TEXT_BYTES_MAX ? GITLAB_TEXT_BYTES_MAX - around : 0;
    size_t size = gitlab_piece(buffer_text(body), room);

    if (text->prefix != NULL)
        buffer_add(&out->first, text->prefix);
    buffer_add_bytes(&out->first, buffer_text(body), size);
    buffer_add(&out->rest, buffer_text(body) + size);
    if (text->footer != NULL)
        references_add_footer(&out->first, text->footer);
}

void gitlab_rewrite(const struct gitlab_work *work, const struct gitlab_text *text,
                    const struct gitlab_subject *subject, struct gitlab_written *out)
{
    CLEANUP(buffer_release) struct buffer body = {0};
    struct references_lost lost = {0};

    if (text->markup != NULL && strcmp(text->markup, "changes") == 0)
        buffer_add(&body, text->content);
    else
        references_rewrite(&work->references, text->content, text->markup, &body, &lost);
    put_together(text, &body, out);
    if (lost.link)
        gitlab_lose(work, subject, "link", NULL);
    if (lost.image)
        gitlab_lose(work, subject, "image", NULL);
    if (lost.markup)
        gitlab_lose(work, subject, "markup", NULL);
    if (out->rest.size > 0)
        gitlab_lose(work, subject, "split", NULL);
}
