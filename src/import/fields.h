/* fields.h: how importers take an object of the API apart. */
#ifndef BRIGADE_IMPORT_FIELDS_H
#define BRIGADE_IMPORT_FIELDS_H

#include "engine/job_kind.h"

/* The number of the issue or pull request that the key of a job begins with: keys are <iid>,
 * <iid>/<list>/<page> and <iid>/<list>/<page>/item/<n>. */
int64_t field_iid(const struct job *job);
/* Sets `key` of a row to the text at a path of the object; null when it is absent. One of another
 * type is noted. */
void field_text(struct json_object *row, const char *key, const struct json_object *object,
                const char *path, struct outcome *outcome);
void field_integer(struct json_object *row, const char *key, const struct json_object *object,
                   const char *path, struct outcome *outcome);
/* A time, checked and normalised; null when it is absent. One that cannot be read is noted. */
void field_time(struct json_object *row, const char *key, const struct json_object *object,
                const char *path, struct outcome *outcome);
/* A commit hash: 4 to 40 lower-case hex digits; null otherwise, and noted when it is something. */
void field_hash(struct json_object *row, const char *key, const struct json_object *object,
                const char *path, struct outcome *outcome);
/* The key of an account; the account itself goes into the outcome's users. One without an
 * identifier is known by its name alone (type "name"): old issue exports say no more. One without a
 * name either is noted. */
void field_user(struct json_object *row, const char *key, struct json_object *account,
                bool sanitised, struct outcome *outcome);
/* raw, and whether anything in it was replaced; `sanitised` is whether that may be (it saves
 * looking). */
void field_raw(struct json_object *row, struct json_object *object, bool sanitised);

#endif
