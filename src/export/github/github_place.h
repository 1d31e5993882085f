/* github_place.h: where the lines of a thread stand, as GitHub counts them. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_PLACE_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_PLACE_H

#include "export/shared/anchors.h"
#include "lib/git/git_changes.h"
#include "lib/json/json.h"

/* Changes that were asked last. Zeroed; to be released. */
struct github_changes {
    struct gitdir_changes *own;  /* of the comment's revisions */
    struct gitdir_changes *pull; /* of the pull request */
};
void github_changes_release(struct github_changes *changes);

/* Zeroed; to be released. */
struct github_place {
    struct json_object *thread;  /* the keys of a thread that say where it is */
    struct json_object *comment; /* those of its comments */
    char *commit;                /* that the thread was begun about */
    bool has_lost_start;         /* the first of several lines is not among the changes */
};
void github_place_release(struct github_place *place);

struct github_wanted {
    struct anchor_wanted line;
    int64_t start_line; /* 0: one line */
};
/* False: it is nowhere among the changes, or they are not known. */
bool github_place_find(struct github_changes *changes, struct gitdir *gitdir,
                       const struct pull_range *range, const struct github_wanted *wanted,
                       struct github_place *place);

#endif
