/* account.h: the account objects that occur everywhere: user, team, app_user (no nickname), "Former
 * user", one with a name alone, or null. */
#ifndef BRIGADE_BITBUCKET_ACCOUNT_H
#define BRIGADE_BITBUCKET_ACCOUNT_H

#include "lib/json/json.h"

/* A text of an account that may identify it, such as uuid; NULL: there is none, or it is empty or
 * too long for an index. Owned by the object. */
const char *account_id(const struct json_object *account, const char *name);
/* The identifier of an account: uuid (in braces), else account_id; NULL when the object is absent
 * or has neither. Names are free text and never identify. Owned by the object. */
const char *account_key(const struct json_object *account);
/* What a person without an identifier is called: nickname, display name or user name; NULL:
 * nothing. Owned by the object. */
const char *account_name(const struct json_object *account);
/* As forge.users.key has it: the identifier, else "name:" and the name; NULL when the object is
 * absent or has neither. The caller frees it. */
char *account_person(const struct json_object *account) MUST_CHECK;

#endif
