#include "signin/sign_in.h"

#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "lib/base/limits.h"
#include "lib/secret/file_secret.h"
#include "signin/tokens.h"
#include "signin/vault.h"

/* An exchange takes a second; looking costs a query. */
#define LOOK_FIRST_MS 20
#define LOOK_MS 500
#define WAIT_MS (2 * LIMIT_TOKEN_MS + 15000)

static bool read_row(const struct sign_in *request, const char *credential, struct db_rows **row,
                     struct error *err)
{
    db_rows_free(row);
    if (!db_query(request->db,
                  DB_CALL("select * from brigade.secret_of(credential => $1, run => $2)",
                          db_text(credential), db_int(request->run_id)),
                  row, err))
        return false;
    return db_rows_count(*row) == 1 ||
           error_set(err, ERROR_IMPORT, "credential %s is not there any more", credential);
}

static bool refuse_absent(const struct identity *identity, const struct db_rows *row,
                          struct error *err)
{
    const char *purged_at = db_rows_text(row, 0, "purged_at");

    return error_set_about(err, CAUSE_SEALED_SECRET_GONE, identity->name,
                           "the secret of credential %s was deleted, because it had expired or its "
                           "imports had ended (%s)",
                           identity->name, purged_at != NULL ? purged_at : "before it was used");
}

/* A requester's sealed secret is good for that role's own imports of one workspace, for a time. */
static bool check_use(const struct sign_in *request, const struct vault_record *record,
                      const struct db_rows *row, struct error *err)
{
    const char *role = db_rows_text(row, 0, "requested_by");

    if (request->run_id == 0)
        return true;
    if (record->requester == NULL || record->workspace == NULL || role == NULL ||
        strcmp(record->requester, role) != 0 ||
        strcasecmp(record->workspace, request->workspace) != 0)
        return error_set(err, ERROR_IMPORT,
                         "credential %s was sealed by %s for workspace %s: %s cannot use it for "
                         "%s; use another credential",
                         record->credential,
                         record->requester != NULL ? record->requester : "nobody",
                         record->workspace != NULL ? record->workspace : "none",
                         role != NULL ? role : "nobody", request->workspace);
    return true;
}

static bool check_expiry(const struct vault_record *record, struct error *err)
{
    if (record->expires_s == 0 || record->expires_s > (int64_t)time(NULL))
        return true;
    return error_set_about(err, CAUSE_SEALED_SECRET_GONE, record->credential,
                           "what was sealed as credential %s has expired", record->credential);
}

static bool open_sealed(const struct sign_in *request, struct identity *identity,
                        const struct db_rows *row, struct error *err)
{
    CLEANUP(vault_record_release) struct vault_record record = {0};
    struct vault_sealed sealed = {.credential = identity->name,
                                  .key_id = db_rows_text(row, 0, "key_id"),
                                  .text = db_rows_text(row, 0, "sealed")};

    if (sealed.text == NULL)
        return refuse_absent(identity, row, err);
    if (!vault_open(request->settings->credentials, &sealed, &record, err))
        return false;
    if (strcmp(record.kind, identity->kind) != 0)
        return error_set(err, ERROR_IMPORT,
                         "what is sealed for credential %s is an %s, not an %s: seal it again",
                         identity->name, record.kind, identity->kind);
    if (strcmp(record.kind, "oauth") != 0 &&
        (!check_use(request, &record, row, err) || !check_expiry(&record, err)))
        return false;
    identity->secret = TAKE(record.secret);
    return true;
}

static bool read_file(const struct sign_in *request, struct identity *identity, struct error *err)
{
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/%s", request->settings->credentials, identity->name);

    return file_secret_read(path, &identity->secret, err);
}

/* The last renewal failed a moment ago. */
static bool pass_refusal_on(const struct db_rows *row, struct error *err)
{
    return error_set(err, db_rows_boolean(row, 0, "refusal_is_final") ? ERROR_IMPORT : ERROR_RETRY,
                     "%s", db_rows_text(row, 0, "refusal"));
}

/* Waits until the tokens are good, and renews them when nobody does. The worker that renews waits
 * like all others. */
static bool await_tokens(const struct sign_in *request, const char *credential,
                         struct db_rows **row, struct error *err)
{
    int64_t until_ms = clock_ms() + WAIT_MS;
    unsigned look_ms = LOOK_FIRST_MS;

    while (db_rows_boolean(*row, 0, "must_renew")) {
        bool is_leased = db_rows_boolean(*row, 0, "is_leased");
        if (is_leased && db_rows_text(*row, 0, "refusal") != NULL)
            return pass_refusal_on(*row, err);
        if (!is_leased &&
            !tokens_begin_renewal(request, credential, db_rows_integer(*row, 0, "generation"), err))
            return false;
        if (clock_ms() > until_ms || (request->go_on != NULL && !request->go_on(request->payload)))
            return error_set(err, ERROR_RETRY, "the tokens of credential %s are being renewed",
                             credential);
        usleep(look_ms * 1000);
        look_ms = look_ms * 2 < LOOK_MS ? look_ms * 2 : LOOK_MS;
        if (!read_row(request, credential, row, err))
            return false;
    }
    return true;
}

bool sign_in(const struct sign_in *request, struct identity *identity, int64_t *generation,
             struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *row = NULL;
    bool is_oauth = false;

    if (identity->name == NULL)
        return true;
    if (!read_row(request, identity->name, &row, err))
        return false;
    if (!db_rows_boolean(row, 0, "is_sealed"))
        return read_file(request, identity, err);
    is_oauth = strcmp(identity->kind, "oauth") == 0;
    if (is_oauth && !await_tokens(request, identity->name, &row, err))
        return false;
    if (is_oauth && generation != NULL)
        *generation = db_rows_integer(row, 0, "generation");
    return open_sealed(request, identity, row, err);
}

bool sign_in_distrust(struct db *db, const char *credential, int64_t generation, bool *again,
                      struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(
            db,
            DB_CALL("select brigade.distrust_secret(credential => $1, generation => $2) as again",
                    db_text(credential), db_int(generation)),
            &rows, err))
        return false;
    *again = db_rows_boolean(rows, 0, "again");
    return true;
}
