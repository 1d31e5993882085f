/* html.h: the only place where markup is written, HTML and the SVG in it. Names of elements and
 * attributes are constants of ours; every other byte goes through html_text or html_attribute,
 * which leave nothing that a browser would take for markup. Bytes that are not UTF-8 become U+FFFD.
 * Controls that change the direction of a text, and those that HTML forbids, are shown by their
 * number, such as U+202E.
 */
#ifndef BRIGADE_MARKUP_HTML_H
#define BRIGADE_MARKUP_HTML_H

#include "lib/base/buffer.h"
#include "lib/os/sink.h"

/* Elements in elements; what lies deeper keeps its text and loses its elements. */
#define HTML_DEPTH_MAX 64

/* Zeroed; to be released. */
struct html {
    struct buffer out; /* written, and not handed on yet */
    const char *open[HTML_DEPTH_MAX];
    size_t depth;
    size_t skipped; /* open elements that were too deep */
    bool in_tag;    /* attributes may follow */
};
void html_release(struct html *html);

/* "<!DOCTYPE html>" */
void html_doctype(struct html *html);
void html_begin(struct html *html, const char *element);
/* Of the element that was begun last, before anything stands in it. */
void html_attribute(struct html *html, const char *name, const char *value);
/* One whose value is a number. */
void html_number(struct html *html, const char *name, int64_t value);
/* Ends the element that is open. */
void html_end(struct html *html);
/* Begins an element; class NULL: none. */
void html_begin_class(struct html *html, const char *element, const char *class);
/* Begins one that may be wider than the page, so that it scrolls by itself: the keyboard reaches it
 * by `name`. */
void html_begin_wide(struct html *html, const char *element, const char *class, const char *name);
/* An element with nothing but a text. */
void html_element(struct html *html, const char *element, const char *class, const char *text);
void html_text(struct html *html, const char *text);
void html_text_bytes(struct html *html, const char *bytes, size_t size);
/* A named character as it stands in a text, such as "&nbsp;"; anything else is text. */
void html_entity(struct html *html, const char *bytes, size_t size);

/* Hands what was written on to a file. Call it between elements of a long page. */
bool html_flush(struct html *html, struct sink *sink, struct error *err) MUST_CHECK;

#endif
