/* pipeline_fixture.h: what the tests of the pipeline share: a database of their own for each test,
 * with the schemas installed, and one import whose open stage has jobs. They need a PostgreSQL that
 * PGHOST names, and install.sql in the build directory (BUILD). */
#ifndef BRIGADE_PIPELINE_FIXTURE_H
#define BRIGADE_PIPELINE_FIXTURE_H

#include "db_fixture.h"
#include "engine/batch.h"
#include "test_server.h"

#define WORKER "w1"

extern const struct side *const sides[]; /* those of the program */
extern struct settings settings;
extern char scratch[64]; /* a directory, made by begin_world */

/* Unchecked: the database that those of the tests are copied from. */
void make_template(void);
void drop_template(void);
/* Checked: `db` is the worker's connection, `other` looks on. */
void begin_world(void);
void end_world(void);

void run_sql(const char *format, ...) PRINTF_LIKE(1, 2); /* of `other`; must succeed */
/* That function is not there any more. */
void lose_function(const char *name);
/* The first `times` statements that change the table fail with this SQLSTATE. */
void fail_writes(const char *table, const char *sqlstate, int times);
/* The worker's session ends, as when PostgreSQL is stopped. */
void end_session(void);
/* The same in the first statement that changes the table, before it is committed. */
void end_session_at_write(const char *table);

/* An import 1 that stands in pull_requests_notes with `count` jobs of this kind, 1 request each. */
void make_jobs(const char *kind, int count);
/* Claims them all. */
void claim_jobs(struct batch *batch, const char *kind);
/* Somebody else has the job now. */
void take_away(int64_t job);
int64_t count_jobs(const char *state);

/* A Bitbucket of one answer; settings.api_url and web_url name it. */
void answer_with(test_answer *answer);

#endif
