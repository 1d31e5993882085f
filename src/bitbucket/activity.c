#include "bitbucket/activity.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *key;
    enum activity_kind kind;
    const char *actor;
} members[] = {
    {"comment", ACTIVITY_COMMENT, "user"},
    {"update", ACTIVITY_UPDATED, "author"},
    {"approval", ACTIVITY_APPROVED, "user"},
    {"changes_requested", ACTIVITY_CHANGES_REQUESTED, "user"},
};

static const struct {
    const char *state;
    enum activity_kind kind;
} endings[] = {
    {"MERGED", ACTIVITY_MERGED},   {"FULFILLED", ACTIVITY_MERGED}, /* the older word, in `changes`
                                                                    */
    {"DECLINED", ACTIVITY_CLOSED}, {"REJECTED", ACTIVITY_CLOSED},  {"SUPERSEDED", ACTIVITY_CLOSED},
};

static enum activity_kind kind_of_state(const char *state, enum activity_kind otherwise)
{
    for (size_t i = 0; state != NULL && i < ARRAY_LENGTH(endings); i++)
        if (strcasecmp(endings[i].state, state) == 0)
            return endings[i].kind;
    return otherwise;
}

static void note_key(const char *key, struct json_object *value, void *payload)
{
    (void)key;
    (void)value;
    *(bool *)payload = true;
}

/* A merged pull request can still be edited: such an update has the state MERGED too, but other
 * changes. */
static enum activity_kind kind_of_update(const struct json_object *update)
{
    struct json_object *changes = json_at(update, "changes");
    struct json_object *status = json_at(changes, "status");
    bool has_changes = false;

    if (status != NULL) {
        bool was_closed =
            kind_of_state(json_text_at(status, "old"), ACTIVITY_UPDATED) != ACTIVITY_UPDATED;
        return kind_of_state(json_text_at(status, "new"),
                             was_closed ? ACTIVITY_REOPENED : ACTIVITY_UPDATED);
    }
    if (json_is_object(changes))
        json_each(changes, note_key, &has_changes);
    return has_changes ? ACTIVITY_UPDATED
                       : kind_of_state(json_text_at(update, "state"), ACTIVITY_UPDATED);
}

struct activity activity_decode(const struct json_object *entry)
{
    struct activity activity = {0};

    if (!json_integer_at(entry, "pull_request.id", &activity.iid) || activity.iid <= 0)
        return activity;
    for (size_t i = 0; i < ARRAY_LENGTH(members); i++) {
        struct json_object *detail = json_at(entry, members[i].key);
        if (!json_is_object(detail))
            continue;
        activity.detail = detail;
        activity.kind =
            members[i].kind == ACTIVITY_UPDATED ? kind_of_update(detail) : members[i].kind;
        activity.actor = json_at(detail, members[i].actor);
        activity.at = json_text_at(detail, "date");
        break;
    }
    return activity;
}

static void take_kind(const char *key, struct json_object *value, void *payload)
{
    char **kind = payload;

    (void)value;
    if (*kind == NULL && strcmp(key, "pull_request") != 0)
        *kind = xasprintf("%.40s", key);
}

char *activity_unknown_kind(const struct json_object *entry)
{
    char *kind = NULL;

    if (json_is_object(entry))
        json_each(entry, take_kind, &kind);
    return kind != NULL ? kind : xstrdup("none");
}

const char *activity_kind_name(enum activity_kind kind)
{
    switch (kind) {
    case ACTIVITY_UPDATED:
        return "updated";
    case ACTIVITY_MERGED:
        return "merged";
    case ACTIVITY_CLOSED:
        return "closed";
    case ACTIVITY_REOPENED:
        return "reopened";
    case ACTIVITY_APPROVED:
        return "approved";
    case ACTIVITY_CHANGES_REQUESTED:
        return "changes_requested";
    case ACTIVITY_OTHER:
    case ACTIVITY_COMMENT:
        break;
    }
    return NULL;
}
