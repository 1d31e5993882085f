/* site_text.h: texts of people as markup: what they refer to becomes links within the site. */
#ifndef BRIGADE_EXPORT_SITE_SITE_TEXT_H
#define BRIGADE_EXPORT_SITE_SITE_TEXT_H

#include "export/site/site_page.h"

struct site_text {
    const char *body;
    const char *markup; /* as Bitbucket names it; NULL: Markdown */
    struct export_subject subject;
    bool is_wiki; /* the files that it may name are those of the wiki */
};

void site_text_write(struct site_page *page, const struct site_text *text);

#endif
