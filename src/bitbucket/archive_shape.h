/* archive_shape.h: elements of an issue archive as the objects that the API gives for the same
 * thing, so that one mapping to rows serves both.
 *
 * Seen on real archives (db-1.0.json of 2012 to 2019) and in what converters read (db-2.0.json):
 * people are a bare user name or {display_name, account_id}; component, milestone and version a
 * name or {name}; content a text or {raw}; what is absent is null, "" or the text "None". Issues
 * say status and responsible where the API says state and assignee.
 *
 * All return new objects, the caller's (json_free); NULL when the element is not the thing: no
 * object, or without the numbers and names that identify it.
 */
#ifndef BRIGADE_BITBUCKET_ARCHIVE_SHAPE_H
#define BRIGADE_BITBUCKET_ARCHIVE_SHAPE_H

#include "lib/json/json.h"

/* A milestone, version or component: {name}. */
struct json_object *archive_shape_name(struct json_object *element) MUST_CHECK;
struct json_object *archive_shape_issue(struct json_object *element) MUST_CHECK;
/* *iid: of its issue. content.raw is null where the comment stands for changes alone. */
struct json_object *archive_shape_comment(struct json_object *element, int64_t *iid) MUST_CHECK;
/* One changed field as an issue_change; its id is that of the comment that it came with. */
struct json_object *archive_shape_change(struct json_object *element, int64_t *iid) MUST_CHECK;
/* {name, user}; its member of the zip is at "path" of the element. */
struct json_object *archive_shape_attachment(struct json_object *element, int64_t *iid) MUST_CHECK;
/* Whether a comment is one: content null is not. */
bool archive_shape_is_remark(const struct json_object *element);

#endif
