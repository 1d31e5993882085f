/* issue_rows.h: what an object of the issue tracker becomes in our tables. The mapping stands here
 * once, for the API and for archives.
 *
 * Objects come in the API's shape (an archive's are brought into it first); `raw` is the object as
 * its source gave it (for the API the same), kept beside. People are accounts as field_user has
 * them. `sanitised`: something may have been replaced. Sources: Bitbucket REST API 2.0, sections
 * issues, milestones, versions, components; recordings of issues and of issue changes.
 */
#ifndef BRIGADE_IMPORT_ISSUE_ROWS_H
#define BRIGADE_IMPORT_ISSUE_ROWS_H

#include "engine/outcome.h"
#include "forge/puts.h"

/* An issue and its label. ERROR_ITEM when it has no number, title or state. */
bool issue_rows_put_issue(struct json_object *issue, struct json_object *raw, bool sanitised,
                          struct outcome *outcome, struct error *err) MUST_CHECK;

/* A comment. False (and nothing put) when it stands for a change alone: its content is null.
 * Its id was checked (issue_rows_has_id), as with changes. */
bool issue_rows_put_comment(int64_t iid, struct json_object *comment, struct json_object *raw,
                            bool sanitised, struct outcome *outcome);

/* A change {id, user, created_on, changes: {field: {old, new}}}: one event for each field. Empty
 * values are null; n numbers changes of one field that came with the same comment. Returns how
 * many. */
int64_t issue_rows_put_change(int64_t iid, int64_t n, struct json_object *change, bool sanitised,
                              struct outcome *outcome);

struct issue_name {
    enum put put; /* PUT_MILESTONES, PUT_VERSIONS or PUT_COMPONENTS */
    int64_t n;    /* which of those of its name, from 1 on */
};

/* A milestone, version or component {name}. False (and nothing put) when it has no name, or one
 * that no index takes. */
bool issue_rows_put_name(const struct issue_name *which, struct json_object *object,
                         struct json_object *raw, bool sanitised, struct outcome *outcome);

/* A file that is in <storage>/attachments/<project> (staging_begin_files) under its hash. */
struct issue_file {
    int64_t iid;
    int64_t project_id;
    const char *name; /* for people */
    int64_t n;        /* numbers files of one name; 0: 1 */
    const char *sha256;
    int64_t size_bytes;
};
void issue_rows_put_attachment(const struct issue_file *file, struct json_object *raw,
                               bool sanitised, struct outcome *outcome);

/* Whether a comment or change has an id. */
bool issue_rows_has_id(const struct json_object *object);

#endif
