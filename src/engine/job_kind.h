/* job_kind.h: kinds of job. A kind is a row of a table in C: it knows the requests that an item
 * needs, and how their answers become rows.
 *
 * Life of a job: `plan` names the requests (none is allowed); the worker sends them, several jobs'
 * at once; when all answers of a job are there and good, `digest` turns them into an outcome. Kinds
 * know neither jobs' states nor transactions, never log, and know no other kind.
 */
#ifndef BRIGADE_ENGINE_JOB_KIND_H
#define BRIGADE_ENGINE_JOB_KIND_H

#include "bitbucket/client.h"
#include "lib/db/db.h"
#include "lib/http/http.h"
#include "engine/outcome.h"
#include "lib/base/settings.h"

#define REQUESTS_PER_JOB_MAX 2

/* The meaning, for a kind of job, of an API that answers 403, 404 or 410 (or 401 to an anonymous
 * worker). */
enum absence {
    ABSENCE_FAILS_ITEM = 0, /* the item is a failure */
    ABSENCE_FAILS_IMPORT,   /* nothing can be imported */
    ABSENCE_IS_NOTED, /* a note in brigade.omissions under the kind's name; the rest goes on */
    ABSENCE_OF_ONE_IS_NOTED, /* the same, under the job's key */
    ABSENCE_IS_GONE,    /* where the server says that it has no such object (CAUSE_GONE): a note
                           under the job's key, so that brigade.retry looks again; else a failure */
    ABSENCE_IS_NOTHING, /* the job is done, also when the address is refused by another 4xx */
};

/* The import that a job belongs to, and the means to work. */
struct workplace {
    const struct settings *settings;
    int64_t run_id;
    int64_t project_id;      /* 0: not known yet */
    const char *token;       /* of the claim */
    const char *storage_key; /* whose folders of storage are (owner.h); NULL: no project yet */
    bool adopts_storage;
    const char *stage;
    const char *about;     /* the source, in words for people, such as "acme/widgets" */
    void *subject;         /* the side's own knowledge of it: side.open */
    const char *workspace; /* the workspace that a sealed credential must be for; NULL: any */
    const struct identity *identity;
    struct db *db;         /* for reading alone: rows are written through the outcome */
    int64_t requests_sent; /* counted up by jobs that send requests to the API themselves */
    /* To be called at least every second during long local work, with words for people (NULL:
     * nothing new). False: stop now (the worker ends, or the lease is lost). */
    bool (*tick)(struct workplace *workplace, const char *doing);
    void *worker;
};

struct job {
    int64_t id;
    int64_t attempt;
    const char *kind;
    const char *key;
    const char *url; /* NULL: the kind makes its own addresses */
    const char *link;
    struct json_object *payload; /* NULL: none */
};

/* Addresses to GET; owned by the plan. */
struct plan {
    char *urls[REQUESTS_PER_JOB_MAX];
    /* Where a page was more than we take: how many things it was to have (0: as planned), and,
     * where even one is too large, the address that it has alone while its name is asked for. */
    long lengths[REQUESTS_PER_JOB_MAX];
    char *alone[REQUESTS_PER_JOB_MAX];
    size_t count;
};

/* All that the code of a kind works with. */
struct task {
    struct workplace *workplace;
    const struct job *job;
    const struct plan *plan;
    struct http_response *const *answers; /* one per planned request, all 2xx, in order */
    struct outcome *outcome;
};

struct job_kind {
    const char *name;
    enum absence absence;  /* of what the first page, or the item, was asked for */
    bool may_be_withdrawn; /* from everybody (CAUSE_WITHDRAWN): no note of the run */
    bool is_question; /* whether the API can be asked so: whatever is no answer goes to stand_in */
    /* NULL: no request. The outcome is not to be touched. */
    bool (*plan)(struct task *task, struct plan *plan, struct error *err);
    bool (*digest)(struct task *task, struct error *err); /* fails: the outcome is dropped whole */
    /* Lets the import go on by other means when Bitbucket cannot be asked: `why` is off, forbidden,
     * withdrawn or unreachable, and `sentence` says more. False, or NULL: there are none. */
    bool (*stand_in)(struct task *task, const char *why, const char *sentence);
};

/* One side of the store: its kinds of job, and what they have in common. */
struct side {
    const struct job_kind *kinds; /* ends with one that has no name */
    const char *files;            /* " a b ": kinds done at the project's place alone; NULL: all */
    /* The statements that write the rows of outcomes, in the order in which a transaction calls
     * them. Each has two parameters, the run and a JSON array of rows. */
    const char *const *puts;
    size_t put_count;
    const char *begin; /* begins each transaction, with one parameter, the run; NULL: none */
    /* Asks the database what jobs must know of their run: workplace.about and workplace.subject, to
     * be released by close (which may be told of NULL), and whose folders are. */
    bool (*open)(struct workplace *workplace, struct error *err) MUST_CHECK;
    void (*close)(struct workplace *workplace);
};

#endif
