/* git_private.h: what git.c and git_diff.c share. */
#ifndef BRIGADE_GIT_GIT_PRIVATE_H
#define BRIGADE_GIT_GIT_PRIVATE_H

#include <git2.h>

#include "lib/git/git.h"

struct gitdir {
    git_repository *repository;
    git_odb *odb;
};

#endif
