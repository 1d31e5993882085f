/* gitlab_check.h: what GitLab asks of single elements of the archive. Each has to be right: of a
 * merge request that it saves in one piece, one wrong note loses all. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_CHECK_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_CHECK_H

#include "lib/git/git.h"
#include "lib/json/json.h"

#define GITLAB_TITLE_CHARACTERS_MAX 255
/* Of the text about the project itself. */
#define GITLAB_ABOUT_CHARACTERS_MAX 2000

/* The merge request that is being read. */
struct gitlab_pull {
    int64_t iid;
    bool has_diff;
    char base[GIT_OID_TEXT]; /* "": it has no changes */
    char head[GIT_OID_TEXT];
    struct json_object *discussions; /* id of each -> how its first note stands */
};

/* ERROR_ITEM says what is wrong. */
bool gitlab_check_issue(const struct json_object *item, struct error *err) MUST_CHECK;
bool gitlab_check_pull(const struct json_object *item, struct error *err) MUST_CHECK;
/* refs: the repository that has the refs of the bundle; NULL: there is none. *pull gets the ends.
 */
bool gitlab_check_diff(const struct json_object *diff, struct gitdir *refs,
                       struct gitlab_pull *pull, struct error *err) MUST_CHECK;
/* pull NULL: a note of an issue. */
bool gitlab_check_note(const struct json_object *note, struct gitdir *refs,
                       struct gitlab_pull *pull, struct error *err) MUST_CHECK;
/* Whether it is a point in time as RFC 3339 has it. */
bool gitlab_check_time(const char *text);
size_t gitlab_check_characters(const char *words);

#endif
