#include "import/issue_rows.h"

#include <string.h>
#include <strings.h>

#include "forge/place.h"
#include "forge/puts.h"
#include "import/fields.h"
#include "lib/base/text.h"

static const char *state_of(const char *source_state)
{
    static const char *const closed[] = {"resolved", "invalid", "duplicate", "wontfix", "closed"};

    for (size_t i = 0; i < ARRAY_LENGTH(closed); i++)
        if (strcasecmp(source_state, closed[i]) == 0)
            return "closed";
    return "opened";
}

static void put_label(const struct json_object *issue, struct outcome *outcome)
{
    struct json_object *row = json_new_object();

    field_integer(row, "iid", issue, "id", outcome);
    field_text(row, "name", issue, "kind", outcome);
    outcome_put(outcome, PUT_ISSUE_LABELS, row);
}

bool issue_rows_put_issue(struct json_object *issue, struct json_object *raw, bool sanitised,
                          struct outcome *outcome, struct error *err)
{
    const char *title = json_text_at(issue, "title");
    const char *state = json_text_at(issue, "state");
    struct json_object *row = NULL;
    int64_t iid = 0;

    if (!json_integer_at(issue, "id", &iid) || iid <= 0)
        return error_set(err, ERROR_ITEM, "the issue has no number");
    if (title == NULL || state == NULL)
        return error_set(err, ERROR_ITEM, "issue %lld has no %s", (long long)iid,
                         title == NULL ? "title" : "state");
    row = json_new_object();
    json_set_integer(row, "iid", iid);
    json_set_text(row, "title", title);
    field_text(row, "description", issue, "content.raw", outcome);
    json_set_text(row, "state", state_of(state));
    json_set_text(row, "source_state", state);
    field_text(row, "kind", issue, "kind", outcome);
    field_text(row, "priority", issue, "priority", outcome);
    field_text(row, "component", issue, "component.name", outcome);
    field_text(row, "version", issue, "version.name", outcome);
    field_text(row, "milestone", issue, "milestone.name", outcome);
    field_user(row, "author", json_at(issue, "reporter"), sanitised, outcome);
    field_user(row, "assignee", json_at(issue, "assignee"), sanitised, outcome);
    field_integer(row, "votes", issue, "votes", outcome);
    field_integer(row, "watchers", issue, "watches", outcome);
    field_time(row, "created_at", issue, "created_on", outcome);
    field_time(row, "updated_at", issue, "updated_on", outcome);
    field_time(row, "edited_at", issue, "edited_on", outcome);
    field_raw(row, raw, sanitised);
    outcome_put(outcome, PUT_ISSUES, row);
    put_label(issue, outcome);
    return true;
}

bool issue_rows_put_comment(int64_t iid, struct json_object *comment, struct json_object *raw,
                            bool sanitised, struct outcome *outcome)
{
    const char *body = json_text_at(comment, "content.raw");
    bool deleted = json_boolean_at(comment, "deleted", false);
    struct json_object *row = NULL;

    if (body == NULL && !deleted) {
        /* It stands for a change, unless it is of another shape, which is noted. */
        CLEANUP(json_free) struct json_object *nothing = json_new_object();
        field_text(nothing, "body", comment, "content.raw", outcome);
        return false;
    }
    row = json_new_object();
    json_set_text(row, "noteable_type", "issue");
    json_set_integer(row, "noteable_iid", iid);
    field_integer(row, "source_id", comment, "id", outcome);
    field_integer(row, "parent_source_id", comment, "parent.id", outcome);
    field_user(row, "author", json_at(comment, "user"), sanitised, outcome);
    json_set_text(row, "body", body != NULL ? body : "");
    field_time(row, "created_at", comment, "created_on", outcome);
    field_time(row, "updated_at", comment, "updated_on", outcome);
    json_set_boolean(row, "deleted", deleted);
    json_set_boolean(row, "pending", false);
    field_raw(row, raw, sanitised);
    outcome_put(outcome, PUT_NOTES, row);
    return true;
}

/* One change on its way to rows. */
struct change {
    int64_t iid;
    int64_t n;
    struct json_object *object;
    bool sanitised;
    struct outcome *outcome;
    int64_t count;
};

static void set_value(struct json_object *row, const char *key, const struct json_object *values,
                      const char *path)
{
    const char *text = json_text_at(values, path);

    json_set_text(row, key, text != NULL && *text != '\0' ? text : NULL);
}

static void put_event(const char *field, struct json_object *values, void *payload)
{
    struct change *change = payload;
    struct json_object *row = NULL;

    if (!text_is_key(field)) {
        outcome_note(
            change->outcome, "fields",
            xasprintf("a change of issue %lld is of a field without a name of at most 1,000 "
                      "bytes, and is not here",
                      (long long)change->iid));
        return;
    }
    row = json_new_object();
    json_set_integer(row, "iid", change->iid);
    field_integer(row, "source_id", change->object, "id", change->outcome);
    json_set_text(row, "field", field);
    json_set_integer(row, "n", change->n);
    field_time(row, "at", change->object, "created_on", change->outcome);
    field_user(row, "user", json_at(change->object, "user"), change->sanitised, change->outcome);
    set_value(row, "old_value", values, "old");
    set_value(row, "new_value", values, "new");
    outcome_put(change->outcome, PUT_ISSUE_EVENTS, row);
    change->count++;
}

int64_t issue_rows_put_change(int64_t iid, int64_t n, struct json_object *object, bool sanitised,
                              struct outcome *outcome)
{
    struct change change = {
        .iid = iid, .n = n, .object = object, .sanitised = sanitised, .outcome = outcome};
    struct json_object *changes = json_at(object, "changes");

    if (json_is_object(changes))
        json_each(changes, put_event, &change);
    return change.count;
}

bool issue_rows_put_name(const struct issue_name *which, struct json_object *object,
                         struct json_object *raw, bool sanitised, struct outcome *outcome)
{
    const char *name = json_text_at(object, "name");
    struct json_object *row = NULL;

    if (!text_is_key(name))
        return false;
    row = json_new_object();
    json_set_text(row, "name", name);
    json_set_integer(row, "n", which->n);
    field_raw(row, raw, sanitised);
    outcome_put(outcome, which->put, row);
    return true;
}

void issue_rows_put_attachment(const struct issue_file *file, struct json_object *raw,
                               bool sanitised, struct outcome *outcome)
{
    CLEANUP(free_pointer)
    char *path = place_file(PLACE_ATTACHMENTS, file->project_id, file->sha256);
    struct json_object *row = json_new_object();

    json_set_integer(row, "issue_iid", file->iid);
    json_set_text(row, "name", file->name);
    json_set_integer(row, "n", file->n > 0 ? file->n : 1);
    json_set_text(row, "path", path);
    json_set_text(row, "sha256", file->sha256);
    json_set_integer(row, "size_bytes", file->size_bytes);
    field_raw(row, raw, sanitised);
    outcome_put(outcome, PUT_ATTACHMENTS, row);
}

bool issue_rows_has_id(const struct json_object *object)
{
    int64_t id = 0;

    return json_integer_at(object, "id", &id) && id > 0;
}
