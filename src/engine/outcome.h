/* outcome.h: the outcome of one job: rows to write, jobs that follow, notes about things that are
 * not there.
 *
 * Rows are kept as JSON text, one array per SQL function, so that a transaction hands each function
 * the rows of all its jobs in one parameter, and memory stays at the size of the text. The
 * functions of the rows are the side's (side.puts); those of the records are the engine's own, and
 * are called behind them.
 */
#ifndef BRIGADE_ENGINE_OUTCOME_H
#define BRIGADE_ENGINE_OUTCOME_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/json/json.h"

enum record {
    RECORD_CHILDREN = 0,
    RECORD_OMISSIONS,
    RECORD_WITHDRAWALS,
    RECORD_TALLIES,
    RECORD_PAGES,
    RECORD_COUNT,
};

/* A statement with two parameters: the run, and a JSON array of rows. */
const char *record_sql(enum record record);

/* Zeroed: nothing yet. Rows are objects joined by commas, without the brackets. */
struct outcome {
    struct buffer *rows; /* by the number of the put */
    size_t put_count;    /* puts that there is room for */
    struct buffer records[RECORD_COUNT];
    struct buffer follow_ups; /* for brigade.finish */
    /* Whose it is, for outcome_note; borrowed. */
    const char *stage;
    const char *key;
    const char *link;
};

/* A row (taken) for a put of the side. */
void outcome_put(struct outcome *outcome, size_t put, struct json_object *row);
/* The same for text that is JSON already. */
void outcome_put_text(struct outcome *outcome, size_t put, const char *json);
/* An import that this one brings about: a row (taken) for brigade.put_children. */
void outcome_add_child(struct outcome *outcome, struct json_object *row);

/* A job that follows. Strings are copied, payload is taken; stage NULL: this one. */
struct follow_up {
    const char *stage;
    const char *kind;
    const char *key;
    const char *url;  /* an opaque link to read, already checked; NULL: the importer makes its own
                         addresses */
    const char *link; /* web page, for people */
    int requests;
    long page;     /* number of the page in its list; 0: the first, or no list */
    int64_t pages; /* how many it has; 0 and below: not said */
    struct json_object *payload;
};
void outcome_enqueue(struct outcome *outcome, const struct follow_up *follow_up);

/* Adds to brigade.tallies, for things that are counted and not named. announced below 0: not said.
 */
void outcome_tally(struct outcome *outcome, const char *thing, int64_t announced, int64_t listed);
/* A page of a list that was read: a row of brigade.pages. Strings are copied, keys is taken. */
struct seen_page {
    const char *thing; /* as in brigade.things */
    const char *list;  /* one of the lists of that thing */
    long page;         /* from 1 on */
    const char *job;   /* key of the job that read it */
    int64_t announced; /* size of the whole list; below 0: not said */
    struct json_object
        *keys; /* array of text: the keys that it named, as brigade.holdings has them */
    bool is_last;
    const char *link; /* web address of one of them, with {key} for its key; NULL: none */
    int64_t date_s;   /* the source's time, in seconds of the epoch; 0 and below: it does not say */
};
void outcome_see(struct outcome *outcome, const struct seen_page *page);
/* A note in brigade.omissions about something that is not there. */
struct omission {
    const char *stage;
    const char *key;
    const char *why; /* off, forbidden, withdrawn, unreachable, unsupported */
    const char *message;
    const char *url; /* NULL: none */
};
void outcome_omit(struct outcome *outcome, const struct omission *omission);
/* Remembers that a server has such things for nobody any more: no note of the run. */
void outcome_withdraw(struct outcome *outcome, const char *server, const char *thing,
                      const char *message);
/* Notes that something of this job's was seen and is not taken: `what`, such as "times", in a
 * sentence (taken), with the job's link. One of a kind stands for all that the job has. */
void outcome_note(struct outcome *outcome, const char *what, char *sentence);

size_t outcome_size_bytes(const struct outcome *outcome);
void outcome_release(struct outcome *outcome);

#endif
