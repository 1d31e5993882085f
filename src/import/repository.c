#include "import/repository.h"

#include <string.h>

#include "forge/puts.h"
#include "import/fields.h"
#include "import/source.h"

/* Bitbucket's kinds of issue, which become labels as GitLab's own importer makes them. */
static const struct {
    const char *name;
    const char *color;
} labels[] = {
    {"bug", "#FF0000"},
    {"enhancement", "#428BCA"},
    {"proposal", "#69D100"},
    {"task", "#7F8C8D"},
};

bool repository_plan(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    plan->urls[plan->count++] = path_repository(&source_of(task)->base);
    return true;
}

static void put_project(struct json_object *object, bool sanitised, struct outcome *outcome)
{
    struct json_object *row = json_new_object();

    field_text(row, "source_uuid", object, "uuid", outcome);
    field_text(row, "full_name", object, "full_name", outcome);
    field_text(row, "name", object, "name", outcome);
    json_set_text(row, "slug", path_slug_of(object));
    field_text(row, "description", object, "description", outcome);
    json_set_text(row, "visibility",
                  json_boolean_at(object, "is_private", false) ? "private" : "public");
    field_text(row, "default_branch", object, "mainbranch.name", outcome);
    field_text(row, "language", object, "language", outcome);
    field_text(row, "website", object, "website", outcome);
    field_text(row, "parent_full_name", object, "parent.full_name", outcome);
    field_integer(row, "size_bytes", object, "size", outcome);
    field_time(row, "created_at", object, "created_on", outcome);
    field_time(row, "updated_at", object, "updated_on", outcome);
    field_raw(row, object, sanitised);
    outcome_put(outcome, PUT_PROJECT, row);
}

static void put_labels(struct outcome *outcome)
{
    for (size_t i = 0; i < ARRAY_LENGTH(labels); i++) {
        struct json_object *row = json_new_object();
        json_set_text(row, "name", labels[i].name);
        json_set_text(row, "color", labels[i].color);
        json_set_text(row, "kind", labels[i].name);
        outcome_put(outcome, PUT_LABELS, row);
    }
}

static void enqueue_wiki(struct task *task)
{
    CLEANUP(free_pointer) char *wiki = path_git_wiki(&source_of(task)->base);

    outcome_enqueue(
        task->outcome,
        &(struct follow_up){
            .kind = "wiki",
            .key = "wiki",
            .link = source_of(task)->wiki_source != NULL ? source_of(task)->wiki_source : wiki,
        });
}

static void enqueue_archive(struct task *task)
{
    const char *path = source_of(task)->issues_archive;

    if (path != NULL)
        outcome_enqueue(task->outcome, &(struct follow_up){
                                           .kind = "archive_look", .key = "archive", .link = path});
}

static void enqueue_git(struct task *task, const struct json_object *object)
{
    CLEANUP(free_pointer) char *code = path_git(&source_of(task)->base);
    struct json_object *payload = json_new_object();

    json_set_text(payload, "head", json_text_at(object, "mainbranch.name"));
    outcome_enqueue(
        task->outcome,
        &(struct follow_up){.kind = "mirror", .key = "code", .link = code, .payload = payload});
}

/* Only the row in brigade.imports is known. */
static void put_stand_in(struct task *task, const char *why)
{
    const struct address_base *repository = &source_of(task)->base;
    CLEANUP(free_pointer)
    char *full_name = xasprintf("%s/%s", repository->workspace, repository->slug);
    struct json_object *row = json_new_object();

    json_set_text(row, "source_uuid", full_name);
    json_set_text(row, "full_name", full_name);
    json_set_text(row, "name", repository->slug);
    json_set_text(row, "slug", repository->slug);
    json_set_text(row, "visibility", "private"); /* safer than public */
    json_set_boolean(row, "sanitised", false);
    json_set(row, "raw", json_new_object());
    json_set_text(row, "offline", why);
    outcome_put(task->outcome, PUT_PROJECT, row);
}

bool repository_stand_in(struct task *task, const char *why, const char *sentence)
{
    CLEANUP(free_pointer) char *address = path_repository(&source_of(task)->base);
    struct omission omission = {
        .stage = task->workplace->stage, .why = why, .message = sentence, .url = address};

    if (source_of(task)->issues_archive == NULL && source_of(task)->wiki_source == NULL)
        return false;
    put_stand_in(task, why);
    put_labels(task->outcome);
    enqueue_archive(task);
    omission.key = "project";
    outcome_omit(task->outcome, &omission);
    omission.key = "code";
    outcome_omit(task->outcome, &omission);
    omission.key = "wiki";
    if (source_of(task)->wiki_source != NULL)
        enqueue_wiki(task);
    else
        outcome_omit(task->outcome, &omission);
    return true;
}

bool repository_digest(struct task *task, struct error *err)
{
    CLEANUP(json_free) struct json_object *object = NULL;
    static const char *const needed[] = {"uuid", "full_name", "name"};
    bool sanitised = false;

    if (!source_check_scopes(task, err))
        return false;
    if (!json_parse(buffer_text(&task->answers[0]->body), task->answers[0]->body.size, &object,
                    &sanitised, err))
        return error_prefix(err, "the answer is no JSON");
    for (size_t i = 0; i < ARRAY_LENGTH(needed); i++)
        if (json_text_at(object, needed[i]) == NULL)
            return error_set(err, ERROR_RETRY, "the answer is no repository: it has no %s",
                             needed[i]);
    if (path_slug_of(object) == NULL)
        return error_set(err, ERROR_RETRY, "the answer is no repository: it has no slug");
    put_project(object, sanitised, task->outcome);
    put_labels(task->outcome);
    enqueue_archive(task);
    if (source_of(task)->brings_git)
        enqueue_git(task, object);
    if (source_of(task)->brings_wiki)
        enqueue_wiki(task);
    return true;
}
