#include "engine/walk.h"

#include <stdlib.h>
#include <string.h>

long walk_page(const struct job *job)
{
    const char *slash = strrchr(job->key, '/');

    return slash != NULL ? strtol(slash + 1, NULL, 10) : 1;
}

int64_t walk_after(const struct job *job)
{
    int64_t after = 0;

    return json_integer_at(job->payload, "after", &after) ? after : 0;
}

const char *walk_after_text(const struct job *job)
{
    const char *after = json_text_at(job->payload, "after");

    return after != NULL ? after : "";
}

static void enqueue_next(struct task *task, struct json_object *payload)
{
    int stem = (int)strcspn(task->job->key, "/");
    CLEANUP(free_pointer)
    char *key = xasprintf("%.*s/%ld", stem, task->job->key, walk_page(task->job) + 1);

    outcome_enqueue(task->outcome,
                    &(struct follow_up){.kind = task->job->kind, .key = key, .payload = payload});
}

void walk_on(struct task *task, int64_t after)
{
    struct json_object *payload = json_new_object();

    json_set_integer(payload, "after", after);
    enqueue_next(task, payload);
}

void walk_on_text(struct task *task, const char *after)
{
    struct json_object *payload = json_new_object();

    json_set_text(payload, "after", after);
    enqueue_next(task, payload);
}
