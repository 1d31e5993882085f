/* git_bundle.h: a repository as one file, which `git clone` takes, made and read by `git`. */
#ifndef BRIGADE_GIT_GIT_BUNDLE_H
#define BRIGADE_GIT_GIT_BUNDLE_H

#include "lib/git/git_transport.h"

/* Writes all refs of the bare repository `directory`, and HEAD where its branch is there, with all
 * that they need, to the file `path`, which is not there. The same repository gives the same bytes.
 * *is_empty: it has no ref, and nothing was written, because a bundle cannot be empty. */
bool git_bundle_make(const char *directory, const char *path, const struct git_watch *watch,
                     bool *is_empty, struct error *err) MUST_CHECK;
/* Refs of ours that stand for those of a repository. */
struct git_chosen {
    const char *from; /* the bare repository, whose objects they name */
    const char *to;   /* a folder that is not there: a bare repository without objects of its own */
    struct buffer *refs; /* "<oid> <name>\n" each, in any order; is taken apart */
    const char *head;    /* the branch that HEAD is to name; NULL: as git makes it */
};
/* Makes `to`, of which a bundle then has exactly those refs. It is of use while `from` is there. */
bool git_bundle_choose(const struct git_chosen *chosen, struct error *err) MUST_CHECK;
/* Whether a bundle has the refs of the repository `directory`, each with its object, and whether
 * every object that they need is in it: read into the folder `scratch`, which is not there and is
 * removed. No file is right for a repository without
 * refs. ERROR_ITEM says what differs. */
bool git_bundle_prove(const char *path, const char *directory, const char *scratch,
                      const struct git_watch *watch, struct error *err) MUST_CHECK;

#endif
