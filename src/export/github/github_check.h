/* github_check.h: what GitHub asks of single records of the archive, as far as it is known: from
 * real archives, and from a writer whose archives it takes. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_CHECK_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_CHECK_H

#include "lib/json/json.h"

/* types: of the file, such as "issues". ERROR_ITEM names the record and says what is wrong. */
bool github_check(const char *types, const struct json_object *record,
                  struct error *err) MUST_CHECK;
/* A commit, by 40 digits. */
bool github_check_hash(const char *oid);

#endif
