#include "import/fields.h"

#include <stdlib.h>
#include <string.h>

#include "bitbucket/account.h"
#include "forge/puts.h"
#include "lib/base/timestamp.h"

int64_t field_iid(const struct job *job)
{
    return strtoll(job->key, NULL, 10);
}

/* Whether something stands where the path leads, or in its way. Nothing and "" are nothing. */
static bool is_there(const struct json_object *object, const char *path)
{
    const struct json_object *value = json_at(object, path);
    const char *text = json_text(value);
    const char *dot = strrchr(path, '.');
    CLEANUP(free_pointer)
    char *above = dot != NULL ? xasprintf("%.*s", (int)(dot - path), path) : NULL;
    const struct json_object *parent = above != NULL ? json_at(object, above) : NULL;

    if (value != NULL)
        return text == NULL || *text != '\0';
    return parent != NULL && !json_is_object(parent);
}

/* A value that was not taken, if there was one. */
static void note_value(const struct json_object *object, const char *path, const char *what,
                       struct outcome *outcome)
{
    if (is_there(object, path))
        outcome_note(
            outcome, "values",
            xasprintf("%s is no %s: it is not in the row, and raw has what came", path, what));
}

void field_text(struct json_object *row, const char *key, const struct json_object *object,
                const char *path, struct outcome *outcome)
{
    const char *text = json_text_at(object, path);

    json_set_text(row, key, text);
    if (text == NULL)
        note_value(object, path, "text", outcome);
}

void field_integer(struct json_object *row, const char *key, const struct json_object *object,
                   const char *path, struct outcome *outcome)
{
    int64_t number = 0;

    if (json_integer_at(object, path, &number))
        json_set_integer(row, key, number);
    else
        note_value(object, path, "whole number", outcome);
}

void field_time(struct json_object *row, const char *key, const struct json_object *object,
                const char *path, struct outcome *outcome)
{
    const struct json_object *value = json_at(object, path);
    const char *text = json_text_at(object, path);
    char time[TIMESTAMP_BYTES];

    if (text != NULL && timestamp_normalise(text, time))
        json_set_text(row, key, time);
    else if (value != NULL && (text == NULL || *text != '\0'))
        outcome_note(outcome, "times",
                     xasprintf("%s is \"%.40s\", no time that can be read: %s is null, and raw has "
                               "what came",
                               path, text != NULL ? text : "no text", key));
}

void field_hash(struct json_object *row, const char *key, const struct json_object *object,
                const char *path, struct outcome *outcome)
{
    const char *hash = json_text_at(object, path);
    size_t length = hash != NULL ? strlen(hash) : 0;

    if (length >= 4 && length <= 40 && strspn(hash, "0123456789abcdef") == length)
        json_set_text(row, key, hash);
    else
        note_value(object, path, "hash of a commit", outcome);
}

void field_raw(struct json_object *row, struct json_object *object, bool sanitised)
{
    json_set_boolean(row, "sanitised", sanitised && json_has_replacement(object));
    json_set(row, "raw", json_share(object));
}

static void put_account(struct json_object *account, bool sanitised, struct outcome *outcome)
{
    struct json_object *row = json_new_object();
    bool has_id = account_key(account) != NULL;

    json_set_text(row, "uuid", account_id(account, "uuid"));
    json_set_text(row, "account_id", account_id(account, "account_id"));
    json_set_text(row, "type", has_id ? json_text_at(account, "type") : "name");
    json_set_text(row, "nickname",
                  has_id ? json_text_at(account, "nickname") : account_name(account));
    field_text(row, "display_name", account, "display_name", outcome);
    field_raw(row, account, sanitised);
    outcome_put(outcome, PUT_USERS, row);
}

void field_user(struct json_object *row, const char *key, struct json_object *account,
                bool sanitised, struct outcome *outcome)
{
    CLEANUP(free_pointer) char *user = account_person(account);

    json_set_text(row, key, user);
    if (user != NULL)
        put_account(account, sanitised, outcome);
    else if (account != NULL)
        outcome_note(outcome, "people",
                     xasprintf("%s is a person without uuid, account_id and name of at most 1,000 "
                               "bytes: nobody is named in the row, and raw has what came",
                               key));
}
