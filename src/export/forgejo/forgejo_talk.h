/* forgejo_talk.h: what was said and done in a pull request or issue, element by element, as its
 * files comments/<number>.yml and reviews/<number>.yml. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_TALK_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_TALK_H

#include "export/forgejo/forgejo_work.h"
#include "export/shared/anchors.h"

struct forgejo_pull {
    int64_t iid;
    int64_t number;
    struct pull_range range;
};

/* Zeroed, with `work` and, for pull requests, `pulls` set; to be released. */
struct forgejo_talk {
    struct export_work *work;
    const struct forgejo_pull *pulls; /* of the page, by iid */
    size_t pull_count;
    int64_t number;        /* of the pull request or issue whose files are open; 0: none */
    struct sink *comments; /* NULL: it has none so far */
    struct sink *reviews;
};
void forgejo_talk_release(struct forgejo_talk *talk);

/* Takes a row of forge.forgejo_talk or forge.forgejo_issue_talk. */
bool forgejo_talk_take(struct forgejo_talk *talk, const struct db_rows *rows,
                       struct error *err) MUST_CHECK;
/* Closes what is open. */
bool forgejo_talk_end(struct forgejo_talk *talk, struct error *err) MUST_CHECK;

#endif
