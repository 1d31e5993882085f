/* activity.h: entries of the activity stream: {pull_request:{id}, <kind>:{...}}, without an id of
 * their own. Kinds seen: comment, update, approval, changes_requested; entries of other kinds and
 * with no kind occur (seen on bitbucket-cli's recordings). */
#ifndef BRIGADE_BITBUCKET_ACTIVITY_H
#define BRIGADE_BITBUCKET_ACTIVITY_H

#include "lib/json/json.h"

enum activity_kind {
    ACTIVITY_OTHER = 0,
    ACTIVITY_COMMENT,
    ACTIVITY_UPDATED,
    ACTIVITY_MERGED,
    ACTIVITY_CLOSED,
    ACTIVITY_REOPENED,
    ACTIVITY_APPROVED,
    ACTIVITY_CHANGES_REQUESTED,
};

struct activity {
    enum activity_kind kind;
    int64_t iid;                     /* of the pull request */
    struct json_object *detail;      /* the <kind> object; owned by the entry */
    const struct json_object *actor; /* account; NULL: not said */
    const char *at;                  /* as written; NULL for comments */
};

/* An update is a merge or a close when its `changes` say that the status became so; without
 * `changes`, when its `state` says so. */
struct activity activity_decode(const struct json_object *entry);
/* What an entry of ACTIVITY_OTHER calls its kind, at most 40 characters; "none" where it has none.
 * The caller frees it. */
char *activity_unknown_kind(const struct json_object *entry) MUST_CHECK;
/* The value of forge.merge_request_events.kind; NULL for entries that are not events. */
const char *activity_kind_name(enum activity_kind kind);

#endif
