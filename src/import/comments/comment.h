/* comment.h: a comment of a pull request as a row of forge.put_notes, whether its list shows it or
 * the activity stream. */
#ifndef BRIGADE_IMPORT_COMMENTS_COMMENT_H
#define BRIGADE_IMPORT_COMMENTS_COMMENT_H

#include "engine/job_kind.h"

/* A draft is private to the person whom the credential belongs to: nothing of it is stored. */
bool comment_is_draft(const struct json_object *comment);
/* The row; people that it names go into the outcome. The caller owns it. */
struct json_object *comment_row(int64_t iid, struct json_object *comment, bool sanitised,
                                struct outcome *outcome) MUST_CHECK;

#endif
