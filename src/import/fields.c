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

void field_text(struct json_object *row, const char *key, const struct json_object *object,
                const char *path)
{
    json_set_text(row, key, json_text_at(object, path));
}

void field_integer(struct json_object *row, const char *key, const struct json_object *object,
                   const char *path)
{
    int64_t number = 0;

    if (json_integer_at(object, path, &number))
        json_set_integer(row, key, number);
}

void field_time(struct json_object *row, const char *key, const struct json_object *object,
                const char *path)
{
    const char *text = json_text_at(object, path);
    char time[TIMESTAMP_BYTES];

    if (text != NULL && timestamp_normalise(text, time))
        json_set_text(row, key, time);
}

void field_hash(struct json_object *row, const char *key, const struct json_object *object,
                const char *path)
{
    const char *hash = json_text_at(object, path);
    size_t length = hash != NULL ? strlen(hash) : 0;

    if (length >= 4 && length <= 40 && strspn(hash, "0123456789abcdef") == length)
        json_set_text(row, key, hash);
}

void field_raw(struct json_object *row, struct json_object *object, bool sanitised)
{
    json_set_boolean(row, "sanitised", sanitised && json_has_replacement(object));
    json_set(row, "raw", json_share(object));
}

/* What identifies: an empty text would make one person of all who have it. */
static void set_id(struct json_object *row, const char *key, const struct json_object *account)
{
    const char *id = json_text_at(account, key);

    json_set_text(row, key, id != NULL && *id != '\0' ? id : NULL);
}

static void put_account(struct json_object *account, bool sanitised, struct outcome *outcome)
{
    struct json_object *row = json_new_object();

    set_id(row, "uuid", account);
    set_id(row, "account_id", account);
    field_text(row, "type", account, "type");
    field_text(row, "nickname", account, "nickname");
    field_text(row, "display_name", account, "display_name");
    field_raw(row, account, sanitised);
    outcome_put(outcome, PUT_USERS, row);
}

/* As forge.users.key has it. */
static char *person_key(const struct json_object *account)
{
    const char *key = account_key(account);
    const char *type = json_text_at(account, "type");
    const char *name = json_text_at(account, "nickname");

    if (key != NULL)
        return xstrdup(key);
    if (type == NULL || strcmp(type, "name") != 0 || name == NULL || *name == '\0')
        return NULL;
    return xasprintf("name:%s", name);
}

void field_user(struct json_object *row, const char *key, struct json_object *account,
                bool sanitised, struct outcome *outcome)
{
    CLEANUP(free_pointer) char *user = person_key(account);

    json_set_text(row, key, user);
    if (user != NULL)
        put_account(account, sanitised, outcome);
}
