/* outcome.h: what one job leads to: rows to write, jobs that follow, things that are not there.
 *
 * Rows are kept as JSON text, one array per SQL function, so that a transaction hands each function
 * the rows of all its jobs in one parameter, and memory stays at the size of the text. The order of
 * `enum put` is the order of writing: people before what refers to them, and the same in every
 * transaction.
 */
#ifndef BRIGADE_ENGINE_OUTCOME_H
#define BRIGADE_ENGINE_OUTCOME_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/json/json.h"

enum put {
    PUT_PROJECT = 0,
    PUT_LABELS,
    PUT_REPOSITORIES,
    PUT_REFS,
    PUT_USERS,
    PUT_MEMBERS,
    PUT_MERGE_REQUESTS,
    PUT_REVIEWERS,
    PUT_EVENTS,
    PUT_MILESTONES,
    PUT_VERSIONS,
    PUT_COMPONENTS,
    PUT_ISSUES,
    PUT_ISSUE_LABELS,
    PUT_ISSUE_EVENTS,
    PUT_NOTES,
    PUT_TASKS,
    PUT_ATTACHMENTS,
    PUT_LFS_OBJECTS,
    PUT_SETTLED,
    PUT_HASHES,
    PUT_CHILDREN,
    PUT_HEADS,
    PUT_OMISSIONS,
    PUT_TALLIES,
    PUT_PAGES,
    PUT_COUNT,
};

/* "select forge.put_users(import => $1, rows => $2)" */
const char *put_sql(enum put put);

struct outcome {
    struct buffer rows[PUT_COUNT]; /* objects joined by commas, without the brackets */
    struct buffer follow_ups;      /* likewise, for brigade.finish */
};

/* Takes the row. */
void outcome_put(struct outcome *outcome, enum put put, struct json_object *row);
/* The same for text that is JSON already. */
void outcome_put_text(struct outcome *outcome, enum put put, const char *json);

/* A job that follows. Strings are copied, payload is taken; stage NULL: this one. */
struct follow_up {
    const char *stage;
    const char *kind;
    const char *key;
    const char *url;  /* an opaque link to read, already checked; NULL: the importer makes its own
                         addresses */
    const char *link; /* web page, for people */
    int requests;
    long page;     /* of a list: which of its pages; 0: the first, or no list */
    int64_t pages; /* how many it has; 0 and below: not said */
    struct json_object *payload;
};
void outcome_enqueue(struct outcome *outcome, const struct follow_up *follow_up);

/* Adds to brigade.tallies: for what is counted and not named. announced below 0: not said. */
void outcome_tally(struct outcome *outcome, const char *kind, int64_t announced, int64_t listed);
/* What a page of a list showed: a row of brigade.pages. Strings are copied, keys is taken. */
struct seen_page {
    const char *kind;         /* as in brigade.kinds */
    const char *list;         /* which of the lists of that kind */
    long page;                /* from 1 on */
    const char *job;          /* key of the job that read it */
    int64_t announced;        /* size of the whole list; below 0: not said */
    struct json_object *keys; /* array of text: what it named, as brigade.holdings has it */
    bool is_last;
    const char *link; /* web address of one of them, with {key} for its key; NULL: none */
};
void outcome_see(struct outcome *outcome, const struct seen_page *page);
/* What is not there: a note in brigade.omissions. */
struct omission {
    const char *stage;
    const char *key;
    const char *why; /* off, forbidden, withdrawn, unreachable, unsupported */
    const char *message;
    const char *url; /* NULL: none */
};
void outcome_omit(struct outcome *outcome, const struct omission *omission);

size_t outcome_size_bytes(const struct outcome *outcome);
void outcome_release(struct outcome *outcome);

#endif
