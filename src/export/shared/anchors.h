/* anchors.h: where the lines are that comments are about, asked of git. */
#ifndef BRIGADE_EXPORT_SHARED_ANCHORS_H
#define BRIGADE_EXPORT_SHARED_ANCHORS_H

#include "lib/git/git_diff.h"

/* What a pull request changes. */
struct pull_range {
    char head[GIT_OID_TEXT]; /* "": it is not in the repository */
    char base[GIT_OID_TEXT]; /* the common ancestor; "": there is none that is known */
};

/* Commits as the store has them; each may be NULL, or have fewer than 40 digits. */
struct pull_commits {
    const char *head;
    const char *target;
    const char *merge;
    const char *target_branch;
};

/* The base is the common ancestor of the head with what the target was: the first parent of the
 * merge, unless that was a fast-forward; else the target's commit; else its branch. Of a head that
 * the target already has, it is the target's commit where that comes before it. */
void anchors_find_range(struct gitdir *gitdir, const struct pull_commits *commits,
                        struct pull_range *range);

struct anchor_wanted {
    const char *path;
    int64_t old_line; /* 0: none */
    int64_t new_line; /* 0: none; it goes before old_line */
    const char *base; /* of the comment's own; NULL: as the pull request's */
    const char *head;
};

/* The revisions that a comment is about: its own where both are there, else the pull request's.
 * False: they are not known. The texts are those of *range or *wanted. */
bool anchors_find_own(struct gitdir *gitdir, const struct pull_range *range,
                      const struct anchor_wanted *wanted, struct gitdir_range *own);

/* The number that the line `number`, on the side of *wanted, has in the pull request's own
 * revision; 0: it is not there any more. */
int64_t anchors_follow(struct gitdir *gitdir, const struct pull_range *range,
                       const struct gitdir_range *own, const struct anchor_wanted *wanted,
                       int64_t number);

/* "`path`, line 5:" and an empty line, for a comment that has no place among the changes.
 * first_line 0: one line; last_line 0: the file. The caller frees it. */
char *anchor_words(const char *path, int64_t first_line, int64_t last_line) MUST_CHECK;

struct anchor {
    enum {
        ANCHOR_FINAL,    /* the line stands in the pull request's changes as they are */
        ANCHOR_OUTDATED, /* it stood in those that the comment was written about */
        ANCHOR_LOST,     /* it cannot be found */
    } state;
    int64_t line; /* ANCHOR_FINAL: its number; below 0: on the old side */
    struct gitdir_hunk hunk;
};

/* Zeroed `anchor`; to be released. gitdir NULL: there is no repository. */
void anchors_find(struct gitdir *gitdir, const struct pull_range *range,
                  const struct anchor_wanted *wanted, struct anchor *anchor);
void anchor_release(struct anchor *anchor);

#endif
