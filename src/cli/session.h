/* session.h: what the verbs share: how they fail, and how they reach PostgreSQL. An error is said
 * once, on standard error, as "brigade: sentence".
 *
 * Exit codes: sysexits. 64 the command line; 65 what was asked for is refused (no such import, a
 * source that is no repository); 69 PostgreSQL or Bitbucket does not answer or refuses; 70 our bug;
 * 74 output cannot be written; 75 stopped with work left; 78 settings, or the schema's version.
 */
#ifndef BRIGADE_CLI_SESSION_H
#define BRIGADE_CLI_SESSION_H

#include <sysexits.h>

#include "cli/invocation.h"
#include "lib/db/db.h"

/* Prints "brigade: sentence" and returns exit_code. */
int session_fail(int exit_code, const char *format, ...) PRINTF_LIKE(2, 3);
/* The message, and what to do about its cause. The caller frees it. */
char *session_explain(const struct error *err) MUST_CHECK;
/* session_fail for an error; its class decides the exit code. */
int session_fail_with(const struct error *err);
int session_exit_code(const struct error *err);

/* NULL after saying why; *exit_code is then set. */
struct db *session_open_database(const struct invocation *invocation, int *exit_code) MUST_CHECK;

/* Whether `text` is the number of a run; says so when it is not. NULL is taken. */
bool session_check_import(const char *text) MUST_CHECK;
/* Says that there is no import with this number; returns the exit code. */
int session_fail_no_import(const char *import);
/* Whether there is such an import; says so when not, and sets *exit_code. */
bool session_find_import(struct db *db, const char *import, int *exit_code) MUST_CHECK;
/* The same of an import or export. */
bool session_find_run(struct db *db, const char *run, int *exit_code) MUST_CHECK;

/* Opens the database and asks it once. Returns the exit code; unless it is EX_OK, it was said why.
 * The caller frees *rows. */
int session_ask(const struct invocation *invocation, const struct db_call *call,
                struct db_rows **rows) MUST_CHECK;

/* How many imports and exports this role cannot see, in a sentence that the caller frees; NULL: it
 * sees all. False after saying why; *exit_code is then set. */
bool session_read_hidden(struct db *db, char **note, int *exit_code) MUST_CHECK;
/* Says it on standard error. Verbs that speak of all runs end with it. Returns the exit code. */
int session_tell_hidden(struct db *db) MUST_CHECK;

/* A verb that is one call about the import that its argument names and that returns its state. */
int session_order(const struct invocation *invocation, const char *sql);

/* A verb that prints what a query gives: a table, or JSON where --json asks for it. */
int session_look(const struct invocation *invocation, const struct db_call *table,
                 const struct db_call *json);

/* For -v: prints to standard error "brigade: sentence" when the verbosity is at least 1. */
void session_say(const struct invocation *invocation, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
