/* forgejo_check.h: the rules of single elements: what a receiver would drop, refuse or stop at. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_CHECK_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_CHECK_H

#include "lib/json/json.h"

/* Each says in *err what is wrong (ERROR_ITEM); `number` is that of the file that it is in. */
bool forgejo_check_pull(const struct json_object *item, struct error *err) MUST_CHECK;
bool forgejo_check_issue(const struct json_object *item, struct error *err) MUST_CHECK;
bool forgejo_check_comment(const struct json_object *item, int64_t number,
                           struct error *err) MUST_CHECK;
bool forgejo_check_review(const struct json_object *item, int64_t number,
                          struct error *err) MUST_CHECK;

#endif
