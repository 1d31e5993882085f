/* git_changes.h: what lies between two commits, opened once for many questions: its commits, its
 * files with what changed in them, and where a line stands among that. Names, messages and changes
 * come as UTF-8, with U+FFFD for what is none.
 */
#ifndef BRIGADE_GIT_GIT_CHANGES_H
#define BRIGADE_GIT_GIT_CHANGES_H

#include "lib/git/git_diff.h"

struct gitdir_changes;

/* Files that were renamed are found. False: one of the commits is not there, or cannot be read. */
bool gitdir_changes_open(struct gitdir_changes **out, struct gitdir *gitdir,
                         const struct gitdir_range *range);
void gitdir_changes_close(struct gitdir_changes **changes);
/* Whether it was opened for that range; false for NULL. */
bool gitdir_changes_are(const struct gitdir_changes *changes, const struct gitdir_range *range);

struct gitdir_signature {
    const char *name;
    const char *email;
    int64_t time_s;
};

struct gitdir_commit {
    const char *oid;
    const char *message;
    struct gitdir_signature author;
    struct gitdir_signature committer;
};

/* Calls `take` for the commits of the head that the base has not, newest first, parents behind
 * their children; false ends it, which is success. ERROR_ITEM: one cannot be read. */
bool gitdir_changes_each_commit(struct gitdir_changes *changes,
                                bool (*take)(const struct gitdir_commit *commit, void *payload),
                                void *payload, struct error *err) MUST_CHECK;

struct gitdir_file {
    const char *old_path;
    const char *new_path;
    unsigned old_mode; /* 0: it is not there */
    unsigned new_mode;
    bool is_new;
    bool is_renamed;
    bool is_deleted;
    bool is_binary;
    bool is_too_large; /* the hunks have more than `maximum` bytes, or the file more than we read */
    const char *hunks; /* from the first "@@" on; "": none */
};

size_t gitdir_changes_count(const struct gitdir_changes *changes); /* files */
/* The n-th file (from 0 on), handed to `take`, which lives only until that returns. maximum: of
 * bytes of its hunks. ERROR_ITEM: it cannot be read. */
struct gitdir_file_taker {
    size_t maximum;
    bool (*take)(const struct gitdir_file *file, void *payload, struct error *err);
    void *payload;
};
bool gitdir_changes_file(const struct gitdir_changes *changes, size_t n,
                         const struct gitdir_file_taker *taker, struct error *err) MUST_CHECK;

/* Where a line of a changed file stands. Zeroed; to be released. */
struct gitdir_place {
    char side; /* '+': it was added; '-': it was removed; ' ': it is on both sides */
    /* As a reader of the hunks counts: on the side that the line is not on, the number of the next
     * line there. */
    int64_t old_line;
    int64_t new_line;
    int64_t position;        /* lines below the first "@@" of the file's hunks, those that head
                                later ones counted; 0: it is in none */
    struct buffer hunk;      /* "@@ ... @@" and some lines, of which it is the last */
    struct gitdir_file file; /* without hunks; its texts are the place's */
};
void gitdir_place_release(struct gitdir_place *place);

/* False: the file did not change, is no text, or has no such line. A line that is in no hunk stands
 * on both sides. */
bool gitdir_changes_place(const struct gitdir_changes *changes, const struct gitdir_line *line,
                          struct gitdir_place *place);

#endif
