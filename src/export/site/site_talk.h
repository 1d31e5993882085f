/* site_talk.h: what was said and done in a pull request or issue, item by item, section by section.
 */
#ifndef BRIGADE_EXPORT_SITE_SITE_TALK_H
#define BRIGADE_EXPORT_SITE_SITE_TALK_H

#include "export/shared/anchors.h"
#include "export/site/site_text.h"

/* Zeroed, with page and range of what is told about; to be released. */
struct site_talk {
    struct site_page *page;
    const struct pull_range *range; /* NULL: an issue */
    char *section;                  /* that is open; NULL: none */
};
void site_talk_release(struct site_talk *talk);

/* Takes a row of forge.site_talk or forge.site_issue_talk. */
bool site_talk_take(struct site_talk *talk, const struct db_rows *rows,
                    struct error *err) MUST_CHECK;
/* Ends the section that is open. */
void site_talk_end(struct site_talk *talk);

#endif
