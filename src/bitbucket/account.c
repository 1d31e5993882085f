#include "bitbucket/account.h"

const char *account_key(const struct json_object *account)
{
    const char *key = json_text_at(account, "uuid");

    if (key == NULL || *key == '\0')
        key = json_text_at(account, "account_id");
    return key != NULL && *key != '\0' ? key : NULL;
}
