/* git_private.h: what git.c, git_diff.c and git_changes.c share. */
#ifndef BRIGADE_GIT_GIT_PRIVATE_H
#define BRIGADE_GIT_GIT_PRIVATE_H

#include <git2.h>

#include "lib/git/git_diff.h"

struct gitdir {
    git_repository *repository;
    git_odb *odb;
};

/* The changes of a range; path NULL: of all files, and those that were renamed are found. NULL:
 * they cannot be read. The caller frees them. */
git_diff *gitdir_diff(const struct gitdir *gitdir, const struct gitdir_range *range,
                      const char *path, uint32_t context);
/* Adds a line as a hunk shows it: UTF-8, of bounded length, with its end. */
void gitdir_add_line(struct buffer *out, char origin, const char *bytes, size_t size);
/* A line of a hunk; NULL: it is a remark of git's. */
const git_diff_line *gitdir_hunk_line(git_patch *patch, size_t hunk, size_t index);

#endif
