/* git_check.h: a bare repository looked over by `git` itself: its refs, and whether everything that
 * the refs need is there. Nothing is changed. */
#ifndef BRIGADE_GIT_GIT_CHECK_H
#define BRIGADE_GIT_GIT_CHECK_H

#include "lib/base/buffer.h"
#include "lib/git/git.h"
#include "lib/git/git_transport.h"

/* What a file of packed refs begins with: git believes that it is in order of the names, and looks
 * itself at what tags lead to. */
#define GIT_PACKED_REFS "# pack-refs with: sorted \n"

struct git_named {
    const char *name; /* any bytes but NUL and line feed */
    char oid[GIT_OID_TEXT];
};

/* Refs by name (byte order). Zeroed: empty. */
struct git_names {
    struct buffer text; /* git's output: the names stand in it */
    struct git_named *refs;
    size_t count;
};

void git_names_release(struct git_names *names);
/* Takes names->text, lines of `<oid> <name>` as git prints them, apart. */
bool git_names_parse(struct git_names *names, struct error *err) MUST_CHECK;
/* The ref of that name; NULL when there is none. */
const struct git_named *git_names_find(const struct git_names *names, const char *name);

/* All refs that the repository has, wherever they stand. ERROR_RETRY when git cannot read it. */
bool git_check_refs(const char *directory, struct git_names *names, struct error *err) MUST_CHECK;
/* Whether every object is there that the refs need (blobs are looked for, their bytes not read).
 * The error says what git found. Takes about as long as git's own "Checking connectivity". */
bool git_check_objects(const char *directory, struct error *err) MUST_CHECK;

#endif
