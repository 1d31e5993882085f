/* estimate.h: what an import would take, before it is asked for. */
#ifndef BRIGADE_CLI_ESTIMATE_H
#define BRIGADE_CLI_ESTIMATE_H

#include "cli/config.h"
#include "lib/db/db.h"

/* The question: an import of what, by whose budgets, and in which form the answer is printed. */
struct estimate_request {
    const char *source;
    const char *credentials; /* names joined by commas; NULL: anonymous */
    const char *only;        /* parts joined by commas, as in brigade.choose_parts; NULL: all */
    const char *without;     /* likewise; NULL: none */
    bool json;
};

/* Asks the API for sizes (4 requests for a repository, up to 21 for a workspace) and prints
 * requests and hours per stage, and of all. */
bool estimate_print(const struct config *config, struct db *db,
                    const struct estimate_request *request, struct error *err) MUST_CHECK;

#endif
