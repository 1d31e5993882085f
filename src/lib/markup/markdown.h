/* markdown.h: the only door to libmd4c: where in a text of Markdown people may refer to something.
 *
 * The parser points into the text, so that what is found can be replaced there and every other byte
 * stays. What it does not point to is not told: addresses with escapes in them, for one. Code is
 * never told of, and HTML is text.
 */
#ifndef BRIGADE_MARKUP_MARKDOWN_H
#define BRIGADE_MARKUP_MARKDOWN_H

#include "lib/base/base.h"

/* A longer text is not looked at. */
#define MARKDOWN_BYTES_MAX ((size_t)1024 * 1024)

struct markdown_piece {
    enum {
        MARKDOWN_TEXT,    /* a run of plain text; neither in a link nor of a picture */
        MARKDOWN_LINK,    /* where a link leads */
        MARKDOWN_PICTURE, /* where a picture is */
        MARKDOWN_BARE, /* an address that stands in the text as it is; with its < and >, if any */
    } form;
    size_t at;
    size_t size;
};

typedef void markdown_take(const struct markdown_piece *piece, void *payload);

/* Calls `take` for every piece. Links that share a definition are told of with the same place.
 * False when the text is too long, or cannot be parsed: nothing more is known of it. */
bool markdown_each(const char *text, size_t size, markdown_take *take, void *payload);

#endif
