/* site_page.h: a page of the site, with what all pages have: head, a way to the others, foot. */
#ifndef BRIGADE_EXPORT_SITE_SITE_PAGE_H
#define BRIGADE_EXPORT_SITE_SITE_PAGE_H

#include "export/site/site_work.h"
#include "lib/markup/html.h"

struct site_page {
    struct site_work *work;
    char *path;     /* in the output */
    const char *up; /* from its folder to the first page: "" or "../" */
    struct sink *sink;
    struct html html;
};
void site_page_release(struct site_page *page);

/* Zeroed; to be released. `title` is its heading. */
bool site_page_open(struct site_page *page, struct site_work *work, const char *path,
                    const char *title, struct error *err) MUST_CHECK;
/* Hands on what was written, between elements of a long page. */
bool site_page_flush(struct site_page *page, struct error *err) MUST_CHECK;
/* Ends and notes it; the page may be opened again. */
bool site_page_close(struct site_page *page, struct error *err) MUST_CHECK;

/* Another page or file of the site, from this one: its address, which the caller frees. */
char *site_page_address(const struct site_page *page, const char *path) MUST_CHECK;
void site_page_link(struct site_page *page, const char *path, const char *text);
/* A point in time as forge.export_time writes it. */
void site_page_time(struct site_page *page, const char *at);
/* What SQL has prepared: a text; {"t": text, "h": path of the site, "u": foreign address, "at":
 * time, "row": things that it stands for}; a list of these. NULL: nothing. */
void site_page_cell(struct site_page *page, const struct json_object *cell);
/* [[name, cell], ...] */
void site_page_facts(struct site_page *page, const struct json_object *facts);
/* Notes that the element that was begun stands for a row of each of these things. */
void site_page_mark_row(struct site_page *page, const char *things);

#endif
