/* git_listing.h: the branches and tags that a server advertises, and which of their names cannot be
 * stored. The objects of those are kept under git_listing_kept_name. Everything in a listing is the
 * server's word; a name may have any bytes. */
#ifndef BRIGADE_GIT_GIT_LISTING_H
#define BRIGADE_GIT_GIT_LISTING_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/git/git.h"

struct git_advertised {
    const char *name;    /* any bytes but NUL; owned by the listing */
    const char *refusal; /* why its name is not stored, as a half-sentence; NULL: it is */
    size_t number;       /* of those that are refused, from 1 on; 0: it is not */
    char oid[GIT_OID_TEXT];
};

/* Refs by name (byte order), each once. Zeroed: empty. */
struct git_listing {
    struct buffer text; /* git's output */
    struct git_advertised *refs;
    size_t count;
    size_t refused;
};

void git_listing_release(struct git_listing *listing);

/* Makes the refs of listing->text, the output of `git ls-remote` ("<oid>\t<name>\n" each; peeled
 * tags are left out). A name with a line feed in it is put together again. ERROR_ITEM for more than
 * LIMIT_REFS. */
bool git_listing_parse(struct git_listing *listing, struct error *err) MUST_CHECK;

/* The ref of that name that is to be stored under it, or NULL. */
const struct git_advertised *git_listing_find(const struct git_listing *listing, const char *name);
/* The ref of that name, refused or not, or NULL. */
const struct git_advertised *git_listing_find_any(const struct git_listing *listing,
                                                  const char *name);
/* Under which name a repository of ours has it: its own, or refs/refused/<number>. The caller frees
 * it. */
char *git_listing_kept_name(const struct git_advertised *ref) MUST_CHECK;
/* Under which name the database has it: its own, or "\\x" and its bytes as hexadecimal digits when
 * it is refused, because PostgreSQL's text may not hold those. The caller frees it. */
char *git_listing_recorded_name(const struct git_advertised *ref) MUST_CHECK;
/* The ref that the database has under this name, or NULL. */
const struct git_advertised *git_listing_find_recorded(const struct git_listing *listing,
                                                       const char *recorded) MUST_CHECK;

/* Whether a repository has just those refs, each at its object and under its kept name. */
bool git_listing_is_in(const struct git_listing *listing, struct gitdir *gitdir, bool *is_in,
                       struct error *err) MUST_CHECK;

#endif
