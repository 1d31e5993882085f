/* web_page.h: how each page of a site begins: what it may load is its own style and pictures. */
#ifndef BRIGADE_EXPORT_SHARED_WEB_PAGE_H
#define BRIGADE_EXPORT_SHARED_WEB_PAGE_H

#include "lib/markup/html.h"

/* Up to the end of its head; the element html is open. style: the address of the style; NULL: it
 * has none. */
void web_page_begin(struct html *html, const char *title, const char *style);

#endif
