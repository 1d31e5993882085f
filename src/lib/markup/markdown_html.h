/* markdown_html.h: a text of Markdown as markup, by libmd4c's callbacks and html.h. HTML in it is
 * text. Depth, size and time are bounded: a text that is too large, or that cannot be parsed, is
 * shown as it is. */
#ifndef BRIGADE_MARKUP_MARKDOWN_HTML_H
#define BRIGADE_MARKUP_MARKDOWN_HTML_H

#include "lib/markup/html.h"

/* A longer text is shown as it is. */
#define MARKDOWN_HTML_BYTES_MAX ((size_t)256 * 1024)

/* What becomes of places and words. Each gets `payload`. */
struct markdown_reader {
    /* The level of the heading that the text stands below. */
    unsigned heading;
    /* Where a link leads in the output: an address that may stand there, which the caller frees;
     * NULL: nowhere, and its text stays, with what it was to lead to as a text. */
    char *(*link)(const char *destination, void *payload);
    /* The file that a picture is; NULL: it is not there, and becomes a link. */
    char *(*picture)(const char *destination, void *payload);
    /* A run of plain text, which is in no link. */
    void (*text)(struct html *html, const char *text, size_t size, void *payload);
    void *payload;
};

/* Writes an address as a link; text NULL: the address itself. An address that is not of ours says
 * nothing about where the reader came from. */
void markdown_html_link(struct html *html, const char *address, const char *text);
/* False: it is shown as it is. */
bool markdown_html(struct html *html, const char *text, const struct markdown_reader *reader);
/* A text that is not Markdown. */
void markdown_html_plain(struct html *html, const char *text);

#endif
