/* Stage repository: the project row and its labels; the git repository and the wiki are in
 * mirror.c. */
#include <string.h>

#include "import/fields.h"
#include "import/table.h"

/* Bitbucket's kinds of issue, as the reference importer makes them labels. */
static const struct {
    const char *name;
    const char *color;
} labels[] = {
    {"bug", "#FF0000"},
    {"enhancement", "#428BCA"},
    {"proposal", "#69D100"},
    {"task", "#7F8C8D"},
};

static bool plan(const struct workplace *workplace, const struct job *job, struct plan *plan,
                 struct error *err)
{
    (void)job;
    (void)err;
    plan->urls[plan->count++] = path_repository(&workplace->repository);
    return true;
}

/* Seen on objects of 2014: no slug, which is the last part of the full name. */
static const char *slug_of(const struct json_object *object)
{
    const char *slug = json_text_at(object, "slug");
    const char *full_name = json_text_at(object, "full_name");
    const char *slash = full_name != NULL ? strrchr(full_name, '/') : NULL;

    return slug != NULL ? slug : slash != NULL ? slash + 1 : NULL;
}

static void put_project(struct json_object *object, bool sanitised, struct outcome *outcome)
{
    struct json_object *row = json_new_object();

    field_text(row, "source_uuid", object, "uuid");
    field_text(row, "full_name", object, "full_name");
    field_text(row, "name", object, "name");
    json_set_text(row, "slug", slug_of(object));
    field_text(row, "description", object, "description");
    json_set_text(row, "visibility",
                  json_boolean_at(object, "is_private", false) ? "private" : "public");
    field_text(row, "default_branch", object, "mainbranch.name");
    field_text(row, "language", object, "language");
    field_text(row, "website", object, "website");
    field_text(row, "parent_full_name", object, "parent.full_name");
    field_integer(row, "size_bytes", object, "size");
    field_time(row, "created_at", object, "created_on");
    field_time(row, "updated_at", object, "updated_on");
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

static void enqueue_wiki(const struct workplace *workplace, struct outcome *outcome)
{
    CLEANUP(free_pointer) char *wiki = path_git_wiki(&workplace->repository);

    outcome_enqueue(outcome,
                    &(struct follow_up){
                        .kind = importer_wiki.kind,
                        .key = "wiki",
                        .link = workplace->wiki_source != NULL ? workplace->wiki_source : wiki,
                    });
}

static void enqueue_git(const struct workplace *workplace, const struct json_object *object,
                        struct outcome *outcome)
{
    CLEANUP(free_pointer) char *code = path_git(&workplace->repository);
    struct json_object *payload = json_new_object();

    json_set_text(payload, "head", json_text_at(object, "mainbranch.name"));
    outcome_enqueue(outcome, &(struct follow_up){.kind = importer_mirror.kind,
                                                 .key = "code",
                                                 .link = code,
                                                 .payload = payload});
    enqueue_wiki(workplace, outcome);
}

/* What the row in brigade.imports says is all that is known. */
static void put_stand_in(const struct workplace *workplace, const char *why,
                         struct outcome *outcome)
{
    const struct repository *repository = &workplace->repository;
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
    outcome_put(outcome, PUT_PROJECT, row);
}

static bool stand_in(const struct workplace *workplace, const char *why, const char *sentence,
                     struct outcome *outcome)
{
    CLEANUP(free_pointer) char *address = path_repository(&workplace->repository);

    if (workplace->issues_export == NULL && workplace->wiki_source == NULL)
        return false;
    put_stand_in(workplace, why, outcome);
    put_labels(outcome);
    outcome_omit(outcome, workplace->stage, "project", why, sentence, address);
    outcome_omit(outcome, workplace->stage, "code", why, sentence, address);
    if (workplace->wiki_source != NULL)
        enqueue_wiki(workplace, outcome);
    else
        outcome_omit(outcome, workplace->stage, "wiki", why, sentence, address);
    return true;
}

static bool digest(struct workplace *workplace, const struct job *job,
                   struct http_response *const answers[], struct outcome *outcome,
                   struct error *err)
{
    CLEANUP(json_free) struct json_object *object = NULL;
    static const char *const needed[] = {"uuid", "full_name", "name"};
    bool sanitised = false;

    (void)job;
    if (!json_parse(buffer_text(&answers[0]->body), answers[0]->body.size, &object, &sanitised,
                    err))
        return error_prefix(err, "the answer is no JSON");
    for (size_t i = 0; i < ARRAY_LENGTH(needed); i++)
        if (json_text_at(object, needed[i]) == NULL)
            return error_set(err, ERROR_RETRY, "the answer is no repository: it has no %s",
                             needed[i]);
    if (slug_of(object) == NULL)
        return error_set(err, ERROR_RETRY, "the answer is no repository: it has no slug");
    put_project(object, sanitised, outcome);
    put_labels(outcome);
    enqueue_git(workplace, object, outcome);
    return true;
}

const struct importer importer_project = {
    .kind = "project",
    .absence = ABSENCE_FAILS_IMPORT,
    .stand_in = stand_in,
    .plan = plan,
    .digest = digest,
};
