#include "cli/credential.h"

#include <ctype.h>
#include <string.h>

#include "cli/session.h"
#include "lib/secret/file_secret.h"
#include "signin/vault.h"

#define NAME_BYTES_MAX 63

/* The kinds of credential, and those that people ask for and cannot have. */
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
static bool check_name(const char *whole, const char *name)
{
    size_t size = strlen(name);

    if (size > 0 && size <= NAME_BYTES_MAX && isalnum((unsigned char)name[0]) &&
        strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == size &&
        (size < 4 || strcmp(name + size - 4, ".key") != 0))
        return true;
    session_fail(EX_USAGE,
                 "\"%.100s\" cannot be the name of a credential: use up to %d letters, digits, "
                 "dots, dashes and underscores, a letter or digit first, and no .key at the end; "
                 "those that requesters seal have their role and a slash in front",
                 whole, NAME_BYTES_MAX);
    return false;
}

bool credential_check_name(const char *name)
{
    return check_name(name, name);
}

bool credential_check_any_name(const char *name)
{
    const char *slash = strchr(name, '/');
    bool has_role = slash != NULL && (isalnum((unsigned char)name[0]) || name[0] == '_');

    return check_name(name, has_role ? slash + 1 : name);
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

char *credential_find_trouble(const struct config *config, const char *name)
{
    CLEANUP(free_pointer) char *path = credential_path(config, name);
    CLEANUP(free_secret) char *secret = NULL;
    struct error err = {0};

    return file_secret_read(path, &secret, &err) ? NULL : session_explain(&err);
}

bool credential_make_key(const struct config *config, struct db *db, char **fingerprint,
                         struct error *err)
{
    char key_id[SEAL_ID_TEXT];
    char public_key[SEAL_KEY_TEXT];
    char found[SEAL_KEY_TEXT];

    /* The private half first: what is sealed must be possible to open. */
    if (!vault_make_key(config_text(config, SETTING_CREDENTIALS), key_id, public_key, err) ||
        !seal_find_fingerprint(public_key, found, err)) {
        err->class = ERROR_IMPORT; /* this host is not set up for it */
        return false;
    }
    if (!db_query(db,
                  DB_CALL("select brigade.add_seal_key(key_id => $1, public_key => $2)",
                          db_text(key_id), db_text(public_key)),
                  NULL, err))
        return false;
    *fingerprint = xstrdup(found);
    return true;
}
