#include "bitbucket/archive_shape.h"

#include <string.h>

#include "lib/base/text.h"

/* NULL for what stands for nothing. */
static const char *present(const char *text)
{
    return text != NULL && *text != '\0' && strcmp(text, "None") != 0 ? text : NULL;
}

/* The text that a member is, or that the object at it has under one of the keys. */
static const char *text_of(const struct json_object *element, const char *key,
                           const char *const inner[], size_t count)
{
    const struct json_object *value = json_at(element, key);
    const char *text = json_text_at(element, key);

    for (size_t i = 0; i < count && text == NULL; i++)
        text = json_text_at(value, inner[i]);
    return text;
}

/* The numbers that identify. */
static bool integer_at(const struct json_object *element, const char *key, int64_t *out)
{
    return json_integer_at(element, key, out) && *out > 0;
}

/* Bitbucket's exporter writes this name when there was no account. */
static bool is_nobody(const char *name)
{
    return name == NULL || strcmp(name, "Anonymous") == 0;
}

/* Somebody of whom nothing but a user name is known: of the type "name". */
static struct json_object *account_by_name(const char *name)
{
    struct json_object *account = NULL;

    if (is_nobody(name))
        return NULL;
    account = json_new_object();
    json_set_text(account, "type", "name");
    json_set_text(account, "nickname", name);
    return account;
}

static struct json_object *account_of(const struct json_object *value)
{
    static const char *const names[] = {"nickname", "username", "display_name"};
    const char *account_id = present(json_text_at(value, "account_id"));
    const char *name = NULL;
    struct json_object *account = NULL;

    for (size_t i = 0; i < ARRAY_LENGTH(names) && name == NULL; i++)
        name = present(json_text_at(value, names[i]));
    if (account_id == NULL)
        return account_by_name(name);
    account = json_new_object();
    json_set_text(account, "type", "user");
    json_set_text(account, "account_id", account_id);
    json_set_text(account, "display_name", json_text_at(value, "display_name"));
    return account;
}

static void set_user(struct json_object *object, const char *key, const struct json_object *element,
                     const char *from)
{
    const char *name = present(json_text_at(element, from));

    json_set(object, key,
             name != NULL ? account_by_name(name) : account_of(json_at(element, from)));
}

static void set_text(struct json_object *object, const char *key, const struct json_object *element,
                     const char *from)
{
    json_set_text(object, key, json_text_at(element, from));
}

static void set_time(struct json_object *object, const char *key, const struct json_object *element)
{
    json_set_text(object, key, present(json_text_at(element, key)));
}

static const char *name_of(const struct json_object *element, const char *key)
{
    static const char *const inner[] = {"name"};

    return present(text_of(element, key, inner, ARRAY_LENGTH(inner)));
}

/* Component, milestone, version. */
static void set_named(struct json_object *object, const char *key,
                      const struct json_object *element)
{
    const char *name = name_of(element, key);
    struct json_object *named = NULL;

    if (name != NULL) {
        named = json_new_object();
        json_set_text(named, "name", name);
    }
    json_set(object, key, named);
}

static void set_content(struct json_object *object, const struct json_object *element)
{
    static const char *const inner[] = {"raw"};
    struct json_object *content = json_new_object();

    json_set_text(content, "raw", text_of(element, "content", inner, ARRAY_LENGTH(inner)));
    json_set(object, "content", content);
}

/* The lists of people in the archive are counts in the API; null says nothing. */
static void set_count(struct json_object *object, const char *key,
                      const struct json_object *element, const char *from)
{
    const struct json_object *people = json_at(element, from);

    if (json_is_array(people))
        json_set_integer(object, key, (int64_t)json_length(people));
}

struct json_object *archive_shape_name(struct json_object *element)
{
    CLEANUP(json_free) struct json_object *holder = json_new_object();
    CLEANUP(json_free) struct json_object *named = NULL;

    json_set(holder, "value", json_share(element));
    named = json_new_object();
    json_set_text(named, "name", name_of(holder, "value"));
    return json_text_at(named, "name") != NULL ? TAKE(named) : NULL;
}

struct json_object *archive_shape_issue(struct json_object *element)
{
    static const char *const named[] = {"component", "milestone", "version"};
    static const char *const times[] = {"created_on", "updated_on", "edited_on"};
    struct json_object *issue = NULL;
    int64_t id = 0;

    if (!integer_at(element, "id", &id))
        return NULL;
    issue = json_new_object();
    json_set_text(issue, "type", "issue");
    json_set_integer(issue, "id", id);
    set_text(issue, "title", element, "title");
    set_text(issue, "state", element, json_has_key(element, "status") ? "status" : "state");
    set_text(issue, "kind", element, "kind");
    set_text(issue, "priority", element, "priority");
    set_content(issue, element);
    for (size_t i = 0; i < ARRAY_LENGTH(named); i++)
        set_named(issue, named[i], element);
    set_user(issue, "reporter", element, "reporter");
    set_user(issue, "assignee", element,
             json_has_key(element, "assignee") ? "assignee" : "responsible");
    set_count(issue, "votes", element, "voters");
    set_count(issue, "watches", element, "watchers");
    for (size_t i = 0; i < ARRAY_LENGTH(times); i++)
        set_time(issue, times[i], element);
    return issue;
}

bool archive_shape_is_remark(const struct json_object *element)
{
    static const char *const inner[] = {"raw"};

    return text_of(element, "content", inner, ARRAY_LENGTH(inner)) != NULL;
}

struct json_object *archive_shape_comment(struct json_object *element, int64_t *iid)
{
    struct json_object *comment = NULL;
    int64_t id = 0;

    if (!integer_at(element, "id", &id) || !integer_at(element, "issue", iid))
        return NULL;
    comment = json_new_object();
    json_set_text(comment, "type", "issue_comment");
    json_set_integer(comment, "id", id);
    set_content(comment, element);
    set_user(comment, "user", element, "user");
    set_time(comment, "created_on", element);
    set_time(comment, "updated_on", element);
    return comment;
}

/* The API's word for a field of the archive. */
static const char *field_name(const char *field)
{
    if (field != NULL && strcmp(field, "status") == 0)
        return "state";
    if (field != NULL && strcmp(field, "responsible") == 0)
        return "assignee";
    return field;
}

/* The API writes "" for nothing. */
static void set_value(struct json_object *pair, const char *key, const struct json_object *element,
                      const char *from)
{
    static const char *const inner[] = {"name", "account_id", "nickname", "display_name", "raw"};
    const char *text = present(text_of(element, from, inner, ARRAY_LENGTH(inner)));

    json_set_text(pair, key, text != NULL ? text : "");
}

struct json_object *archive_shape_change(struct json_object *element, int64_t *iid)
{
    const char *field = field_name(present(json_text_at(element, "field")));
    struct json_object *change = NULL;
    struct json_object *changes = NULL;
    struct json_object *pair = NULL;
    int64_t id = 0;

    /* Samples made by hand name no comment, but number the log itself. */
    if (!text_is_key(field) || !integer_at(element, "issue", iid) ||
        (!integer_at(element, "comment", &id) && !integer_at(element, "id", &id)))
        return NULL;
    pair = json_new_object();
    set_value(pair, "old", element, "changed_from");
    set_value(pair, "new", element, "changed_to");
    changes = json_new_object();
    json_set(changes, field, pair);
    change = json_new_object();
    json_set_text(change, "type", "issue_change");
    json_set_integer(change, "id", id);
    json_set(change, "changes", changes);
    set_user(change, "user", element, "user");
    set_time(change, "created_on", element);
    return change;
}

struct json_object *archive_shape_attachment(struct json_object *element, int64_t *iid)
{
    const char *name = json_text_at(element, "filename");
    struct json_object *attachment = NULL;

    if (!text_is_key(name) || !integer_at(element, "issue", iid) ||
        json_text_at(element, "path") == NULL)
        return NULL;
    attachment = json_new_object();
    json_set_text(attachment, "type", "issue_attachment");
    json_set_text(attachment, "name", name);
    set_user(attachment, "user", element, "user");
    return attachment;
}
