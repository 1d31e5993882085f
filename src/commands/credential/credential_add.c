#include "commands/credential/credential_add.h"

#include <string.h>

#include "cli/credential.h"
#include "cli/secret.h"
#include "cli/session.h"
#include "lib/os/file.h"
#include "lib/secret/file_secret.h"

static bool check_key(const char *kind, const char *key)
{
    bool is_needed = strcmp(kind, "oauth") == 0;

    if (!is_needed && key != NULL)
        session_fail(EX_USAGE, "an %s credential has no --key", kind);
    else if (is_needed && key == NULL)
        session_fail(EX_USAGE, "an oauth credential needs --key, the key of the consumer; its "
                               "secret comes from standard input");
    else
        return true;
    return false;
}

static bool write_secret(const struct config *config, const char *name, const char *secret,
                         struct error *err)
{
    CLEANUP(free_pointer) char *path = credential_path(config, name);

    if (file_make_directories(config_text(config, SETTING_CREDENTIALS), 0700, err) &&
        file_secret_write(path, secret, err))
        return true;
    err->class = ERROR_IMPORT; /* this host is not set up for it */
    return false;
}

/* What OAuth tokens are sealed with: the first consumer brings the first key. */
static bool ensure_key(const struct invocation *invocation, struct db *db, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(free_pointer) char *fingerprint = NULL;

    if (!db_query(db, DB_CALL("select key_id from brigade.seal_key()"), &rows, err))
        return false;
    if (db_rows_count(rows) > 0)
        return true;
    if (!credential_make_key(&invocation->config, db, &fingerprint, err))
        return false;
    session_say(invocation, "the workers have a key now: copy workers-%.16s.key to the other hosts",
                fingerprint);
    return true;
}

/* The row first: when PostgreSQL refuses it, no secret lies about. */
static int add(const struct invocation *invocation, struct db *db, const char *secret)
{
    const char *name = commands_argument(invocation, 0);
    const char *kind = commands_option(invocation, "kind");
    struct error err = {0};
    const struct db_call *call =
        DB_CALL("select brigade.add_credential(name => $1, kind => $2, email => $3, "
                "requests_per_hour => $4, consumer_key => $5)",
                db_text(name), db_text(kind), db_text(commands_option(invocation, "email")),
                db_text(commands_option(invocation, "requests-per-hour")),
                db_text(commands_option(invocation, "key")));

    if (!db_query(db, call, NULL, &err) || !write_secret(&invocation->config, name, secret, &err) ||
        (strcmp(kind, "oauth") == 0 && !ensure_key(invocation, db, &err)))
        return session_fail_with(&err);
    session_say(invocation, "credential %s is in place on this host", name);
    return EX_OK;
}

int command_credential_add(const struct invocation *invocation)
{
    const char *name = commands_argument(invocation, 0);
    const char *kind = commands_option(invocation, "kind");
    CLEANUP(free_pointer) char *prompt = xasprintf("Secret of %s: ", name);
    CLEANUP(free_secret) char *secret = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!credential_check_name(name) || !credential_check_kind(kind) ||
        !credential_check_email(kind, commands_option(invocation, "email")) ||
        !check_key(kind, commands_option(invocation, "key")) ||
        !credential_check_budget(commands_option(invocation, "requests-per-hour")))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!secret_read(prompt, &secret, &err))
        return session_fail_with(&err);
    return add(invocation, db, secret);
}
