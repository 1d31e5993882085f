/* git_diff.h: what changed between two commits, by libgit2: lines of one file and where they went,
 * and the whole as a patch. Commits are named by their 40 digits. A commit, file or line that is
 * not there is no error: functions say that nothing was found. Files above GIT_DIFF_FILE_BYTES, and
 * those that are no text, have no lines.
 */
#ifndef BRIGADE_GIT_GIT_DIFF_H
#define BRIGADE_GIT_GIT_DIFF_H

#include "lib/git/git.h"

#define GIT_DIFF_FILE_BYTES ((int64_t)2 * 1024 * 1024)

struct gitdir_range {
    const char *base;
    const char *head;
};

/* The newest common ancestor. */
bool gitdir_merge_base(struct gitdir *gitdir, const char *one, const char *other,
                       char oid[GIT_OID_TEXT]);

/* A line of a file, on one side of a range. */
struct gitdir_line {
    const char *path;
    bool is_old; /* in the base, else in the head */
    int64_t number;
};

/* Where it stands. Zeroed; to be released. */
struct gitdir_hunk {
    struct buffer text; /* "@@ ... @@", and lines around that line, the line itself among them */
    char *old_path;     /* of the file in the base; NULL: the same */
};
void gitdir_hunk_release(struct gitdir_hunk *hunk);

/* Whether the line is in a hunk of the range, which is then in *hunk: a few lines of it, cut around
 * the line. A file that is not in the base under its path is looked for under its former one. */
bool gitdir_find_line(struct gitdir *gitdir, const struct gitdir_range *range,
                      const struct gitdir_line *line, struct gitdir_hunk *hunk);
/* The same of a line that did not change: *hunk has the lines around it in that commit. */
bool gitdir_show_line(struct gitdir *gitdir, const char *commit, const char *path, int64_t number,
                      struct gitdir_hunk *hunk);
/* The number that the line `number` of a file in range->base has in range->head, where it did not
 * change in between; 0: it is not there any more. */
int64_t gitdir_follow_line(struct gitdir *gitdir, const struct gitdir_range *range,
                           const char *path, int64_t number);

/* The range as a patch, handed over line by line; false ends it, which is success. */
bool gitdir_patch(struct gitdir *gitdir, const struct gitdir_range *range,
                  bool (*take)(const char *bytes, size_t size, void *payload), void *payload,
                  struct error *err) MUST_CHECK;

#endif
