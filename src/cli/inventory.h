/* inventory.h: the repositories of a workspace, as comma-separated values for a spreadsheet. */
#ifndef BRIGADE_CLI_INVENTORY_H
#define BRIGADE_CLI_INVENTORY_H

#include "cli/config.h"
#include "lib/db/db.h"

/* What is asked for, and by whom. */
struct inventory_request {
    const char *workspace;
    const char *credential; /* NULL: anonymous */
    bool lfs;               /* ask each repository for its .gitattributes */
    bool estimate;          /* say how many requests that takes, from one */
};

/* Prints a line for each repository that the credential can read: from one request for each 100,
 * and with lfs one more for each. These are checked against what is left of the budget before they
 * are sent (ERROR_RETRY, `throttled`). Cells that a spreadsheet would take for a formula are
 * guarded. */
bool inventory_print(const struct config *config, struct db *db,
                     const struct inventory_request *request, struct error *err) MUST_CHECK;

#endif
