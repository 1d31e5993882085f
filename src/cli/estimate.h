/* estimate.h: what an import would take, before it is asked for. */
#ifndef BRIGADE_CLI_ESTIMATE_H
#define BRIGADE_CLI_ESTIMATE_H

#include "cli/config.h"
#include "lib/db/db.h"

/* Asks the API for sizes (4 requests for a repository, up to 21 for a workspace) and prints
 * requests and hours per stage, and of all. credentials: names joined by commas; NULL: anonymous.
 */
bool estimate_print(const struct config *config, struct db *db, const char *source,
                    const char *credentials, bool json, struct error *err) MUST_CHECK;

#endif
