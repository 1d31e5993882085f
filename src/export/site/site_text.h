/* site_text.h: texts of people as markup: what they refer to becomes links within the site. */
#ifndef BRIGADE_EXPORT_SITE_SITE_TEXT_H
#define BRIGADE_EXPORT_SITE_SITE_TEXT_H

#include "export/site/site_page.h"

struct site_text {
    const char *body;
    const char *markup; /* as Bitbucket names it; NULL: Markdown */
    struct export_subject subject;
    bool is_wiki;  /* it may name files of the wiki by their paths */
    bool is_first; /* it stands right below the heading of the page */
};

void site_text_write(struct site_page *page, const struct site_text *text);

#endif
