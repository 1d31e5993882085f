#include "bitbucket/account.h"

#include "lib/base/text.h"

const char *account_id(const struct json_object *account, const char *name)
{
    const char *id = json_text_at(account, name);

    return text_is_key(id) ? id : NULL;
}

const char *account_key(const struct json_object *account)
{
    const char *key = account_id(account, "uuid");

    return key != NULL ? key : account_id(account, "account_id");
}

const char *account_name(const struct json_object *account)
{
    static const char *const keys[] = {"nickname", "display_name", "username"};

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        const char *name = account_id(account, keys[i]);
        if (name != NULL)
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
