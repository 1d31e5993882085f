#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/credential/credential.h"
#include "cli/output.h"
#include "cli/secret.h"
#include "cli/session.h"
#include "commands/verbs.h"
#include "lib/os/file.h"
#include "lib/json/json.h"
#include "lib/secret/file_secret.h"
#include "signin/vault.h"

#define NAME_BYTES_MAX 63

/* What there is, and what is asked for in vain. */
static const struct {
    const char *kind;
    const char *refusal; /* NULL: there is such a kind */
} kinds[] = {
    {"api_token", NULL},
    {"access_token", NULL},
    {"oauth", NULL},
    {"app_password",
     "app passwords no longer exist at Bitbucket since 2026-07-28: make an API token "
     "with the scopes " CREDENTIAL_SCOPES ", and add it with --kind api_token --email E"},
};

/* The pattern of brigade.credentials.name: the name becomes the name of a file, and those in .key
 * are the workers' keys. */
bool credential_check_name(const char *name)
{
    size_t size = strlen(name);

    if (size > 0 && size <= NAME_BYTES_MAX && isalnum((unsigned char)name[0]) &&
        strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == size &&
        (size < 4 || strcmp(name + size - 4, ".key") != 0))
        return true;
    session_fail(EX_USAGE,
                 "\"%.100s\" cannot be the name of a credential: use up to %d letters, digits, "
                 "dots, dashes and underscores, a letter or digit first, and no .key at the end",
                 name, NAME_BYTES_MAX);
    return false;
}

bool credential_check_kind(const char *kind)
{
    for (size_t i = 0; kind != NULL && i < ARRAY_LENGTH(kinds); i++) {
        if (strcmp(kinds[i].kind, kind) != 0)
            continue;
        if (kinds[i].refusal != NULL)
            session_fail(EX_USAGE, "%s", kinds[i].refusal);
        return kinds[i].refusal == NULL;
    }
    session_fail(EX_USAGE, "--kind must be api_token (of an account, with --email), access_token "
                           "(of a repository, project or workspace) or oauth (a consumer, with "
                           "--key)");
    return false;
}

bool credential_check_email(const char *kind, const char *email)
{
    bool is_needed = strcmp(kind, "api_token") == 0;

    if (!is_needed && email != NULL)
        session_fail(EX_USAGE, "an %s credential has no --email", kind);
    else if (is_needed && email == NULL)
        session_fail(EX_USAGE, "an api_token needs --email, the e-mail of its account");
    else if (is_needed && (strchr(email, '@') == NULL || strpbrk(email, ": \t\r\n") != NULL))
        session_fail(EX_USAGE, "--email must be an e-mail, such as ada@example.org");
    else
        return true;
    return false;
}

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

bool credential_check_budget(const char *number)
{
    if (number == NULL ||
        (strlen(number) > 0 && strlen(number) < 8 && *number != '0' && strcmp(number, "1") != 0 &&
         strspn(number, "0123456789") == strlen(number)))
        return true;
    session_fail(EX_USAGE, "--requests-per-hour must be a whole number from 2 to 9999999");
    return false;
}

char *credential_path(const struct config *config, const char *name)
{
    return xasprintf("%s/%s", config_text(config, SETTING_CREDENTIALS), name);
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

/* Tokens that a renewal left here belong to what was there before. */
static void forget_renewed(const struct config *config, const char *name)
{
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/.renewed-%s", config_text(config, SETTING_CREDENTIALS), name);

    unlink(path);
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

int command_credential_remove(const struct invocation *invocation)
{
    const char *name = commands_argument(invocation, 0);
    CLEANUP(free_pointer) char *path = credential_path(&invocation->config, name);
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!credential_check_name(name))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db, DB_CALL("select brigade.remove_credential(name => $1)", db_text(name)), NULL,
                  &err))
        return session_fail_with(&err);
    forget_renewed(&invocation->config, name);
    if (unlink(path) != 0 && errno != ENOENT)
        return session_fail(EX_CONFIG, "the secret file %s cannot be removed: %s", path,
                            strerror(errno));
    session_say(invocation, "remove %s on the other worker hosts, too", path);
    return EX_OK;
}

char *credential_find_trouble(const struct config *config, const char *name)
{
    CLEANUP(free_pointer) char *path = credential_path(config, name);
    CLEANUP(free_secret) char *secret = NULL;
    struct error err = {0};

    return file_secret_read(path, &secret, &err) ? NULL : xstrdup(err.message);
}

/* requests_per_hour: its own, else the setting. */
static int budget(const struct config *config, const struct db_rows *rows, size_t row)
{
    int64_t own = db_rows_integer(rows, row, "requests_per_hour");

    return own > 0 ? (int)own : config_integer(config, SETTING_REQUESTS_PER_HOUR);
}

/* Of the secret file; what a requester sealed has none, but its key must be here. */
static char *find_trouble(const struct config *config, const struct db_rows *rows, size_t row)
{
    const char *key_id = db_rows_text(rows, row, "key_id");
    CLEANUP(free_pointer) char *path = NULL;

    if (db_rows_boolean(rows, row, "is_purged"))
        return xstrdup("deleted: it had expired, or its imports had ended");
    if (!db_rows_boolean(rows, row, "is_sealed"))
        return credential_find_trouble(config, db_rows_text(rows, row, "name"));
    path = vault_key_path(config_text(config, SETTING_CREDENTIALS), key_id);
    return file_exists(path)
               ? NULL
               : xasprintf("sealed for the workers' key %s, which is not on this host", key_id);
}

static void print_table(const struct config *config, const struct db_rows *rows)
{
    CLEANUP(grid_release) struct grid grid = {.columns = 5};

    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *name = db_rows_text(rows, i, "name");
        CLEANUP(free_pointer) char *trouble = find_trouble(config, rows, i);
        CLEANUP(free_pointer) char *requests = xasprintf("%d", budget(config, rows, i));
        if (i == 0)
            grid_add_row(&grid, (const char *[]){"NAME", "KIND", "E-MAIL", "REQUESTS PER HOUR",
                                                 "SECRET ON THIS HOST"});
        grid_add_row(&grid, (const char *[]){name, db_rows_text(rows, i, "kind"),
                                             db_rows_text(rows, i, "email"), requests,
                                             trouble != NULL ? trouble : "in order"});
    }
    grid_print(&grid, "");
}

static void print_json(const struct config *config, const struct db_rows *rows)
{
    CLEANUP(json_free) struct json_object *all = json_new_array();

    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *name = db_rows_text(rows, i, "name");
        CLEANUP(free_pointer) char *trouble = find_trouble(config, rows, i);
        struct json_object *one = json_new_object();
        json_set_text(one, "name", name);
        json_set_text(one, "kind", db_rows_text(rows, i, "kind"));
        json_set_text(one, "email", db_rows_text(rows, i, "email"));
        json_set_integer(one, "requests_per_hour", budget(config, rows, i));
        json_set_boolean(one, "secret_in_order", trouble == NULL);
        json_set_text(one, "secret_trouble", trouble);
        json_append(all, one);
    }
    output_json(json_print(all, NULL));
}

int command_credential_list(const struct invocation *invocation)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db,
                  DB_CALL("select name, kind, email, requests_per_hour, key_id, is_sealed, "
                          "is_purged from brigade.credential_states()"),
                  &rows, &err))
        return session_fail_with(&err);
    if (commands_has_option(invocation, "json"))
        print_json(&invocation->config, rows);
    else
        print_table(&invocation->config, rows);
    return EX_OK;
}
