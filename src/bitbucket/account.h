/* account.h: the account objects that occur everywhere: user, team, app_user (no nickname), "Former
 * user", or null. */
#ifndef BRIGADE_BITBUCKET_ACCOUNT_H
#define BRIGADE_BITBUCKET_ACCOUNT_H

#include "lib/json/json.h"

/* The identifier of an account: uuid (in braces), else account_id; NULL when the object is absent
 * or has neither. Names are free text and never identify. Owned by the object. */
const char *account_key(const struct json_object *account);

#endif
