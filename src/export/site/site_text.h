/* site_text.h: texts of people as markup: what they refer to becomes links within the site. */
#ifndef BRIGADE_EXPORT_SITE_SITE_TEXT_H
#define BRIGADE_EXPORT_SITE_SITE_TEXT_H

#include "export/site/site_page.h"

/* Files that a text may show or link to by a name. */
struct site_file {
    const char *name; /* as people gave it, or a path of the wiki */
    const char *path; /* in the output, as an address */
    bool is_picture;
};

struct site_text {
    const char *body;
    const char *markup; /* as Bitbucket names it; NULL: Markdown */
    struct export_subject subject;
    const struct site_file *files; /* by name */
    size_t file_count;
    int64_t iid; /* of the issue that they are attached to; 0: they are of the wiki */
};

/* The order that site_text.files have: by name. */
int site_text_compare_files(const void *left, const void *right);
void site_text_write(struct site_page *page, const struct site_text *text);

#endif
