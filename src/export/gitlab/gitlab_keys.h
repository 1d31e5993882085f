/* gitlab_keys.h: the keys that GitLab takes in each relation. It drops others without a word, so
 * that a key that is misspelt is data that is lost. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_KEYS_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_KEYS_H

#include "lib/json/json.h"

/* Whether a relation, such as "merge_requests", may have a key. */
bool gitlab_keys_have(const char *relation, const char *key);
/* Checks those of an object, or of each in a list, and of all below. */
bool gitlab_keys_check(const char *relation, const struct json_object *value,
                       struct error *err) MUST_CHECK;

#endif
