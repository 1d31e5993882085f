/* addresses.h: addresses of a project's pages at Bitbucket, taken apart. */
#ifndef BRIGADE_EXPORT_SHARED_ADDRESSES_H
#define BRIGADE_EXPORT_SHARED_ADDRESSES_H

#include "lib/base/base.h"

struct address {
    enum {
        ADDRESS_FOREIGN, /* somewhere else */
        ADDRESS_PICTURE, /* a picture that Bitbucket keeps apart from all projects */
        ADDRESS_PAGE,    /* another page of the project */
        ADDRESS_PULL,    /* number */
        ADDRESS_ISSUE,   /* number */
        ADDRESS_FILE,    /* one attached to an issue: number; ref: its name, percent-encoded */
        ADDRESS_COMMIT,  /* ref: its hash */
        ADDRESS_SOURCE,  /* ref, path; first and last line, 0: none */
        ADDRESS_BRANCH,  /* ref */
        ADDRESS_WIKI,    /* a page or file of the wiki; ref: its path, percent-encoded */
    } kind;
    int64_t number;
    const char *ref;
    size_t ref_size;
    const char *path;
    size_t path_size;
    int64_t first_line;
    int64_t last_line;
};

/* site: Bitbucket's own address, such as https://bitbucket.org; any letter case of host and name
 * will do, and www. Those of the API are taken for files alone, which have that address there. */
struct address address_parse(const char *text, size_t size, const char *site,
                             const char *full_name);
/* Digits of a number that is above 0; 0: there is none. *end is behind them. */
int64_t address_number(const char *text, const char *limit, const char **end);
/* Takes percent-encoding away, but for that of NUL; in place. */
void address_decode(char *text);

#endif
