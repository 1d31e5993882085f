/* site_work.h: what the jobs of an export as a site share, with the comments that texts link to. */
#ifndef BRIGADE_EXPORT_SITE_SITE_WORK_H
#define BRIGADE_EXPORT_SITE_SITE_WORK_H

#include "export/shared/work.h"
#include "export/site/site_sheets.h"

/* A comment that a text of the page links to. */
struct site_anchor {
    int64_t source_id;
    int64_t iid;
    bool is_issue;
};

struct site_work {
    struct export_work shared;
    struct site_anchor *anchors;
    size_t anchor_count;
    struct sheets sheets;
};

/* Opens it, with the pages of the wiki that texts may name. */
bool site_work_open(struct site_work *work, struct task *task, struct error *err) MUST_CHECK;
void site_work_close(struct site_work *work);
/* Looks up the comments that texts of the job's page link to. */
bool site_work_find_anchors(struct site_work *work, struct error *err) MUST_CHECK;
/* Those that one text links to which stands elsewhere; NULL: none. */
bool site_work_find_anchors_of(struct site_work *work, const char *text,
                               struct error *err) MUST_CHECK;

#endif
