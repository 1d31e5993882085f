/* github_talk.h: what was said in a pull request: comments, reviews, and threads at lines with
 * their comments. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_TALK_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_TALK_H

#include "export/github/github_place.h"
#include "export/github/github_work.h"

/* A pull request of the page. */
struct github_pull {
    int64_t iid;
    char *url;
    bool is_issue; /* it has no head or no base that is known */
    struct pull_range range;
};

/* Zeroed but for work and pulls; to be released. */
struct github_talk {
    struct github_work *work;
    const struct github_pull *pulls; /* by iid */
    size_t pull_count;
    struct github_changes changes;
    int64_t thread; /* the last one; 0: none */
    int part;       /* of the last comment in it */
    struct github_place place;
    bool is_placed; /* it is a thread; else its comments are in words */
};
void github_talk_release(struct github_talk *talk);

/* A row of forge.github_talk. */
bool github_talk_take(struct github_talk *talk, const struct db_rows *rows,
                      struct error *err) MUST_CHECK;

#endif
