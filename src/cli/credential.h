/* credential.h: what the verbs about credentials share. */
#ifndef BRIGADE_CLI_CREDENTIAL_H
#define BRIGADE_CLI_CREDENTIAL_H

#include "cli/invocation.h"
#include "lib/db/db.h"

/* What an API token must be allowed for a full import. */
#define CREDENTIAL_SCOPES                                                                          \
    "read:repository:bitbucket, read:pullrequest:bitbucket, read:workspace:bitbucket, "            \
    "read:user:bitbucket, read:permission:bitbucket"

/* Each says what is wrong with it (exit 64). */
bool credential_check_name(const char *name) MUST_CHECK;
/* The same for one that may be a requester's: with his role and a slash in front. */
bool credential_check_any_name(const char *name) MUST_CHECK;
/* The same for one that may be a requester's: with his role and a slash in front. */
bool credential_check_any_name(const char *name) MUST_CHECK;
bool credential_check_kind(const char *kind) MUST_CHECK;
bool credential_check_email(const char *kind, const char *email) MUST_CHECK;
bool credential_check_budget(const char *number) MUST_CHECK;

/* Path of a credential's secret file; the caller frees it. */
char *credential_path(const struct config *config, const char *name) MUST_CHECK;
/* What is wrong with the secret file and what to do; NULL: it is in order. The caller frees it. */
char *credential_find_trouble(const struct config *config, const char *name) MUST_CHECK;

/* Makes a key for the workers on this host and tells PostgreSQL its public half; *fingerprint is
 * the caller's. */
bool credential_make_key(const struct config *config, struct db *db, char **fingerprint,
                         struct error *err) MUST_CHECK;

#endif
