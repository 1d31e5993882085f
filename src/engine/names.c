#include "engine/names.h"

#include <string.h>

static const char *name_of(const struct page *page, size_t index)
{
    return json_text_at(json_element(page->values, index), "name");
}

int64_t names_number(const struct page *page, const struct job *job, size_t index)
{
    const char *name = name_of(page, index);
    int64_t number = 0;

    if (name == NULL)
        return 1;
    if (!json_integer_of(json_at(job->payload, "names"), name, &number))
        number = 0;
    for (size_t i = 0; i < index; i++) {
        const char *other = name_of(page, i);
        number += other != NULL && strcmp(other, name) == 0;
    }
    return number + 1;
}

static void copy_name(const char *name, struct json_object *value, void *payload)
{
    json_set(payload, name, json_share(value));
}

struct json_object *names_carry(const struct page *page, const struct job *job)
{
    struct json_object *payload = json_new_object();
    struct json_object *names = json_new_object();

    if (json_is_object(json_at(job->payload, "names")))
        json_each(json_at(job->payload, "names"), copy_name, names);
    for (size_t i = 0; i < json_length(page->values); i++) {
        const char *name = name_of(page, i);
        if (name != NULL)
            json_set_integer(names, name, names_number(page, job, i));
    }
    json_set(payload, "names", names);
    return payload;
}
