#include "export/forgejo/forgejo_work.h"

#include "lib/markup/yaml.h"

/* The keys whose texts are points in time. */
static const char *const times[] = {"created",  "updated",    "closed",     "merged_time",
                                    "deadline", "created_at", "updated_at", NULL};

void forgejo_name(const struct export_work *work, struct json_object *item, const char *role)
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

void forgejo_rewrite(const struct export_work *work, struct json_object *item,
                     const struct forgejo_text *text, const struct export_subject *subject)
{
    struct export_text words = {json_text_at(item, "content"), text->markup};
    CLEANUP(buffer_release) struct buffer body = {0};
    CLEANUP(buffer_release) struct buffer whole = {0};

    export_work_rewrite(work, &words, subject, &body);
    if (text->footer != NULL)
        references_add_footer(&body, text->footer);
    export_work_add_prefix(work, text->prefix, &whole);
    buffer_add(&whole, buffer_text(&body));
    json_set_text(item, "content", buffer_text(&whole));
}

bool forgejo_add(struct sink *sink, struct json_object *item, struct error *err)
{
    return yaml_write(sink, item, false, times, err);
}

bool forgejo_add_whole(struct sink *sink, struct json_object *item, struct error *err)
{
    return yaml_write(sink, item, true, times, err);
}
