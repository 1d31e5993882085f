#include "bitbucket/account.h"

const char *account_key(const struct json_object *account)
{
    const char *key = json_text_at(account, "uuid");

    if (key == NULL || *key == '\0')
        key = json_text_at(account, "account_id");
    return key != NULL && *key != '\0' ? key : NULL;
}

const char *account_name(const struct json_object *account)
{
    static const char *const keys[] = {"nickname", "display_name", "username"};

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        const char *name = json_text_at(account, keys[i]);
        if (name != NULL && *name != '\0')
            return name;
    }
    return NULL;
}

char *account_person(const struct json_object *account)
{
    const char *key = account_key(account);
    const char *name = account_name(account);

    if (key != NULL)
        return xstrdup(key);
    return name != NULL ? xasprintf("name:%s", name) : NULL;
}
