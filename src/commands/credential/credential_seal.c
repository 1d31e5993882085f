#include "commands/credential/credential_seal.h"

#include <string.h>
#include <time.h>

#include "cli/credential.h"
#include "cli/secret.h"
#include "cli/session.h"
#include "lib/base/text.h"
#include "lib/base/timestamp.h"
#include "signin/vault.h"

/* Long enough for an import that waits for its requests, short enough to be forgotten. */
#define EXPIRES "30d"

/* The key to seal with, if it is the one that the requester knows. */
static bool find_key(const struct invocation *invocation, const struct db_rows *rows,
                     struct error *err)
{
    const char *pinned = config_text(&invocation->config, SETTING_WORKERS_KEY);
    char fingerprint[SEAL_KEY_TEXT];

    if (db_rows_count(rows) == 0)
        return error_set(err, ERROR_IMPORT,
                         "the workers have no key to seal with: ask their operator to run "
                         "\"brigade credential keygen\"");
    if (!seal_find_fingerprint(db_rows_text(rows, 0, "public_key"), fingerprint, err))
        return false;
    if (*pinned != '\0' && strcmp(pinned, fingerprint) != 0)
        return error_set(err, ERROR_IMPORT,
                         "the key in the database has the fingerprint %s, not that of the setting "
                         "workers_key: ask the operator of the workers which one is right",
                         fingerprint);
    if (strncmp(db_rows_text(rows, 0, "key_id"), fingerprint, SEAL_ID_TEXT - 1) != 0)
        return error_set(err, ERROR_IMPORT,
                         "the key in the database has not the name that it says");
    return true;
}

static bool ask_key(struct db *db, struct db_rows **rows, struct error *err)
{
    return db_query(db,
                    DB_CALL("select key_id, public_key, requester, space from brigade.seal_key()"),
                    rows, err);
}

static bool find_expiry(const struct invocation *invocation, int64_t *expires_s)
{
    const char *text = commands_option(invocation, "expires");
    int64_t lifetime_ms = 0;

    if (text_parse_duration(text != NULL ? text : EXPIRES, &lifetime_ms) && lifetime_ms >= 1000 &&
        lifetime_ms / 1000 < (int64_t)400 * 24 * 3600) {
        *expires_s = (int64_t)time(NULL) + lifetime_ms / 1000;
        return true;
    }
    session_fail(EX_USAGE, "--expires needs a duration such as 12h or 30d, at most 400d");
    return false;
}

static bool check_workspace(const char *workspace)
{
    size_t size = workspace != NULL ? strlen(workspace) : 0;

    if (size > 0 && size <= 62 &&
        strspn(workspace, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
            size)
        return true;
    session_fail(EX_USAGE, "--workspace must name the workspace whose repositories the credential "
                           "is for, such as acme");
    return false;
}

static bool put(const struct invocation *invocation, struct db *db, const struct db_rows *rows,
                const struct vault_record *record, struct error *err)
{
    CLEANUP(free_pointer) char *sealed = NULL;
    char expires_at[TIMESTAMP_BYTES];

    if (!timestamp_from_epoch(record->expires_s, expires_at))
        return error_set(err, ERROR_ITEM, "the clock of this host is wrong");
    if (!vault_seal(db_rows_text(rows, 0, "public_key"), record, &sealed, err))
        return false;
    return db_query(
        db,
        DB_CALL("select brigade.seal_credential(name => $1, kind => $2, email => $3, key_id => $4, "
                "sealed => $5, expires_at => $6, requests_per_hour => $7)",
                db_text(record->credential), db_text(record->kind),
                db_text(commands_option(invocation, "email")),
                db_text(db_rows_text(rows, 0, "key_id")), db_text(sealed), db_text(expires_at),
                db_text(commands_option(invocation, "requests-per-hour"))),
        NULL, err);
}

static int seal(const struct invocation *invocation, struct db *db, int64_t expires_s)
{
    const char *name = commands_argument(invocation, 0);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(free_pointer) char *prompt = xasprintf("Secret of %s: ", name);
    CLEANUP(vault_record_release)
    struct vault_record record = {.kind = xstrdup(commands_option(invocation, "kind")),
                                  .workspace = xstrdup(commands_option(invocation, "workspace")),
                                  .expires_s = expires_s};
    struct error err = {0};

    if (!ask_key(db, &rows, &err) || !find_key(invocation, rows, &err) ||
        !secret_read(prompt, &record.secret, &err))
        return session_fail_with(&err);
    record.requester = xstrdup(db_rows_text(rows, 0, "requester"));
    record.credential = strchr(name, '/') != NULL
                            ? xstrdup(name)
                            : xasprintf("%s%s", db_rows_text(rows, 0, "space"), name);
    if (!put(invocation, db, rows, &record, &err))
        return session_fail_with(&err);
    session_say(invocation, "credential %s is sealed for imports of %s by %s", record.credential,
                record.workspace, record.requester);
    return EX_OK;
}

int command_credential_seal(const struct invocation *invocation)
{
    const char *kind = commands_option(invocation, "kind");
    CLEANUP(db_close) struct db *db = NULL;
    int64_t expires_s = 0;
    int exit_code = EX_OK;

    if (!credential_check_any_name(commands_argument(invocation, 0)) ||
        !credential_check_kind(kind))
        return EX_USAGE;
    if (strcmp(kind, "oauth") == 0)
        return session_fail(EX_USAGE,
                            "the secret of a consumer is the operator's: \"brigade credential add "
                            "%s --kind oauth --key K\" on a worker host",
                            commands_argument(invocation, 0));
    if (!credential_check_email(kind, commands_option(invocation, "email")) ||
        !check_workspace(commands_option(invocation, "workspace")) ||
        !credential_check_budget(commands_option(invocation, "requests-per-hour")) ||
        !find_expiry(invocation, &expires_s))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    return db == NULL ? exit_code : seal(invocation, db, expires_s);
}
