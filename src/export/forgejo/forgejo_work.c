#include "export/forgejo/forgejo_work.h"

#include <string.h>

#include "engine/staging.h"
#include "export/project.h"
#include "export/puts.h"
#include "forge/place.h"
#include "lib/markup/yaml.h"

/* The keys whose texts are points in time. */
static const char *const times[] = {"created",  "updated",    "closed",     "merged_time",
                                    "deadline", "created_at", "updated_at", NULL};

static bool open_code(struct forgejo_work *work, struct error *err)
{
    CLEANUP(free_pointer)
    char *place = place_repository(project_of(work->task)->id, "code");
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/%s", work->task->workplace->settings->storage, place);

    return !staging_is_published(path) || gitdir_open(&work->gitdir, path, err);
}

bool forgejo_work_open(struct forgejo_work *work, struct task *task, struct error *err)
{
    work->task = task;
    if (!people_load(task, &work->people, err) ||
        !known_load(task, &work->known, &work->references, err) || !open_code(work, err))
        return false;
    work->references.people = work->people;
    work->references.gitdir = work->gitdir;
    return true;
}

void forgejo_work_close(struct forgejo_work *work)
{
    people_free(&work->people);
    known_release(&work->known);
    gitdir_close(&work->gitdir);
    sink_batch_release(&work->files);
}

void forgejo_lose(const struct forgejo_work *work, const struct forgejo_subject *subject,
                  const char *what)
{
    struct json_object *row = NULL;

    if (subject->key == NULL)
        return;
    row = json_new_object();
    json_set_text(row, "thing", subject->thing);
    json_set_text(row, "key", subject->key);
    json_set_text(row, "what", what);
    json_set_text(row, "link", subject->link);
    outcome_put(work->task->outcome, PUT_EXPORT_LOSSES, row);
}

void forgejo_name(const struct forgejo_work *work, struct json_object *item, const char *role)
{
    CLEANUP(free_pointer) char *id = xasprintf("%s_id", role);
    CLEANUP(free_pointer) char *name = xasprintf("%s_name", role);
    const struct person *person = NULL;
    int64_t user_id = 0;

    if (!json_integer_at(item, id, &user_id))
        bug("an element has no %s", id);
    person = people_find(work->people, user_id);
    json_set_integer(item, id, person->number);
    json_set_text(item, name, person->shown);
}

void forgejo_rewrite(const struct forgejo_work *work, struct json_object *item,
                     const struct forgejo_text *text, const struct forgejo_subject *subject)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    const char *content = json_text_at(item, "content");
    struct references_lost lost = {0};

    if (text->markup != NULL && strcmp(text->markup, "changes") == 0)
        buffer_add(&out, content);
    else
        references_rewrite(&work->references, content, text->markup, &out, &lost);
    if (text->footer != NULL)
        references_add_footer(&out, text->footer);
    if (text->prefix != NULL && *text->prefix != '\0') {
        CLEANUP(free_pointer) char *whole = xasprintf("%s%s", text->prefix, buffer_text(&out));
        json_set_text(item, "content", whole);
    } else {
        json_set_text(item, "content", buffer_text(&out));
    }
    if (lost.link)
        forgejo_lose(work, subject, "link");
    if (lost.image)
        forgejo_lose(work, subject, "image");
    if (lost.markup)
        forgejo_lose(work, subject, "markup");
}

bool forgejo_add(struct sink *sink, struct json_object *item, struct error *err)
{
    return yaml_write(sink, item, false, times, err);
}

bool forgejo_add_whole(struct sink *sink, struct json_object *item, struct error *err)
{
    return yaml_write(sink, item, true, times, err);
}

bool forgejo_close(struct forgejo_work *work, struct sink **sink, const char *path, bool is_part,
                   struct error *err)
{
    struct sink_file file;

    if (!sink_close_later(sink, &work->files, &file, err))
        return false;
    puts_file(work->task->outcome, path, is_part, &file, NULL);
    return true;
}

bool forgejo_work_end(struct forgejo_work *work, struct error *err)
{
    return sink_batch_end(&work->files, err);
}

bool forgejo_put_losses(struct task *task, const char *thing, struct error *err)
{
    const struct json_object *payload = task->job->payload;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select loss from forge.forgejo_losses(run => $1, thing => $2, "
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

bool forgejo_parse(const char *text, struct json_object **out, struct error *err)
{
    return json_parse(text, strlen(text), out, NULL, err);
}
