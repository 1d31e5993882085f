/* asked.h: what a verb says that has asked for a run: its number, or its row, and how it ended. */
#ifndef BRIGADE_CLI_ASKED_H
#define BRIGADE_CLI_ASKED_H

#include "cli/invocation.h"
#include "lib/db/db.h"

/* Whether a priority is a whole number; says so when not. NULL is taken. */
bool asked_check_priority(const char *text) MUST_CHECK;
/* Prints the number of the run; with --wait waits until it has ended, with --json prints the row
 * that `row` asks for instead. The exit code. */
int asked_report(const struct invocation *invocation, struct db *db, const char *run,
                 const struct db_call *row);
/* Waits until the run has ended, and draws it meanwhile. The exit code: 0 only when it finished. */
int asked_wait(const struct invocation *invocation, struct db *db, const char *run);

#endif
