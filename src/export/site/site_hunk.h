/* site_hunk.h: lines of a file as a table: both numbers, what was done to each, the lines that a
 * comment is about marked. */
#ifndef BRIGADE_EXPORT_SITE_SITE_HUNK_H
#define BRIGADE_EXPORT_SITE_SITE_HUNK_H

#include "lib/markup/html.h"

struct site_hunk {
    const char *text; /* "@@ ... @@" and the lines below it, as in a patch */
    const char *path;
    bool is_old; /* the lines that are meant are numbered in the old file */
    int64_t first;
    int64_t last;
};

void site_hunk_write(struct html *html, const struct site_hunk *hunk);

#endif
