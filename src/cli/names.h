/* names.h: names that the command line joins by commas, such as --credential one,two. */
#ifndef BRIGADE_CLI_NAMES_H
#define BRIGADE_CLI_NAMES_H

#include "lib/db/db.h"

struct names {
    char *text; /* owned; NULL: none were given */
    const char **list;
    size_t count;
};

/* NULL gives none. */
struct names names_split(const char *text) MUST_CHECK;
void names_release(struct names *names);
/* An array as a parameter; SQL null when none were given. */
struct db_value names_value(const struct names *names);

#endif
