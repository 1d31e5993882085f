#include "signin/tokens.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/os/detach.h"
#include "lib/os/file.h"
#include "lib/json/json.h"
#include "lib/base/limits.h"
#include "lib/base/locked.h"
#include "lib/secret/file_secret.h"
#include "signin/vault.h"

/* After a failure that may pass, nobody asks again for so long. */
#define RETRY_MS 15000
/* Waiting workers look more often than this, so that each of them sees a refusal. */
#define REFUSED_MS 5000
/* PostgreSQL may be away when the answer has come; the answer is on the disk by then. */
#define STORE_S 600
#define STORE_PAUSE_MS 200

struct renewal {
    const struct sign_in *request; /* of the worker that began it */
    const char *credential;
    const char *name; /* of the process that does it */
    int64_t generation;
};

/* Sealed tokens on their way into the row of their credential. */
struct sealed_tokens {
    const char *credential;
    char *key_id;
    char *box;
    char *scopes;
    int64_t expires_ms;
};

static void sealed_tokens_release(struct sealed_tokens *sealed)
{
    free_pointer(&sealed->key_id);
    free_pointer(&sealed->box);
    free_pointer(&sealed->scopes);
}

static bool read_row(struct db *db, const char *credential, struct db_rows **row, struct error *err)
{
    return db_query(
        db, DB_CALL("select * from brigade.secret_of(credential => $1)", db_text(credential)), row,
        err);
}

static bool check_key(const char *public_key, const char *credential, struct error *err)
{
    return public_key != NULL || error_set_about(err, CAUSE_NO_SEALING_KEY, credential,
                                                 "the workers have no key to seal the tokens of "
                                                 "credential %s with",
                                                 credential);
}

static bool pack(const struct db_rows *row, const char *credential,
                 const struct oauth_tokens *tokens, struct sealed_tokens *out, struct error *err)
{
    CLEANUP(vault_record_release)
    struct vault_record record = {.credential = xstrdup(credential),
                                  .kind = xstrdup("oauth"),
                                  .secret = locked_copy(tokens->access),
                                  .refresh = locked_copy(tokens->refresh)};
    const char *public_key = db_rows_text(row, 0, "new_public_key");

    if (!check_key(public_key, credential, err) || !vault_seal(public_key, &record, &out->box, err))
        return false;
    out->credential = credential;
    out->key_id = xstrdup(db_rows_text(row, 0, "new_key_id"));
    out->scopes = xstrdup(tokens->scopes);
    out->expires_ms = tokens->expires_ms;
    return true;
}

/* How long the tokens are good for; 1 when they are not any more. */
static int64_t lifetime_ms(const struct sealed_tokens *sealed)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    int64_t left_ms = sealed->expires_ms - (int64_t)now.tv_sec * 1000 - now.tv_nsec / 1000000;
    return left_ms > 0 ? left_ms : 1;
}

/* generation: db_text(NULL) replaces whatever stands there. *stored is false when somebody was
 * faster. */
static bool store(struct db *db, struct db_value generation, const struct sealed_tokens *sealed,
                  bool *stored, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const struct db_call *call =
        DB_CALL("select brigade.renew_secret(credential => $1, generation => $2, key_id => $3, "
                "sealed => $4, lifetime_ms => $5, scopes => $6) as stored",
                db_text(sealed->credential), generation, db_text(sealed->key_id),
                db_text(sealed->box), db_int(lifetime_ms(sealed)), db_text(sealed->scopes));

    if (!db_query(db, call, &rows, err))
        return false;
    *stored = db_rows_boolean(rows, 0, "stored");
    return true;
}

bool tokens_store(struct db *db, const char *credential, const struct db_rows *row,
                  const struct oauth_tokens *tokens, struct error *err)
{
    CLEANUP(sealed_tokens_release) struct sealed_tokens sealed = {0};
    bool stored = false;

    if (!pack(row, credential, tokens, &sealed, err) ||
        !store(db, db_text(NULL), &sealed, &stored, err))
        return false;
    return stored || error_set(err, ERROR_ITEM, "credential %s is not there any more", credential);
}

/* The answer on the disk: sealed, and only good for the generation that it follows. */

static char *kept_path(const struct renewal *renewal)
{
    return xasprintf("%s/.renewed-%s", renewal->request->settings->credentials,
                     renewal->credential);
}

static bool keep(const struct renewal *renewal, const struct sealed_tokens *sealed,
                 struct error *err)
{
    CLEANUP(free_pointer) char *path = kept_path(renewal);
    CLEANUP(json_free) struct json_object *kept = json_new_object();

    json_set_integer(kept, "generation", renewal->generation);
    json_set_integer(kept, "expires", sealed->expires_ms);
    json_set_text(kept, "key_id", sealed->key_id);
    json_set_text(kept, "scopes", sealed->scopes);
    json_set_text(kept, "sealed", sealed->box);
    return file_secret_write(path, json_print(kept, NULL), err);
}

/* False: there is nothing of use. */
static bool find_kept(const struct renewal *renewal, struct sealed_tokens *out)
{
    CLEANUP(free_pointer) char *path = kept_path(renewal);
    CLEANUP(free_secret) char *text = NULL;
    CLEANUP(json_free) struct json_object *kept = NULL;
    struct error ignored;
    int64_t generation = 0;

    if (!file_exists(path) || !file_secret_read(path, &text, &ignored) ||
        !json_parse(text, strlen(text), &kept, NULL, &ignored) ||
        !json_integer_at(kept, "generation", &generation) || generation != renewal->generation ||
        !json_integer_at(kept, "expires", &out->expires_ms))
        return false;
    out->credential = renewal->credential;
    out->key_id = xstrdup(json_text_at(kept, "key_id"));
    out->scopes = xstrdup(json_text_at(kept, "scopes"));
    out->box = xstrdup(json_text_at(kept, "sealed"));
    return out->key_id != NULL && out->box != NULL;
}

static void forget_kept(const struct renewal *renewal)
{
    CLEANUP(free_pointer) char *path = kept_path(renewal);

    unlink(path);
}

/* Tries until PostgreSQL has said whether the row took them. */
static void deliver(const struct renewal *renewal, const struct sealed_tokens *sealed)
{
    int64_t until_ms = clock_ms() + (int64_t)STORE_S * 1000;
    struct error err = {0};
    bool stored = false;

    while (!db_wait(renewal->request->db, until_ms - clock_ms(), NULL, &err) ||
           !store(renewal->request->db, db_int(renewal->generation), sealed, &stored, &err)) {
        if (err.class != ERROR_RETRY || clock_ms() > until_ms)
            return; /* the next process that renews takes the file */
        usleep(STORE_PAUSE_MS * 1000);
    }
    forget_kept(renewal);
}

/* The answer says which of the two is at fault: a refresh token that was used up or revoked, or the
 * consumer. */
static void explain(const struct renewal *renewal, const struct db_rows *row, bool has_refresh,
                    struct error *err)
{
    const char *credential = renewal->credential;

    if (err->class == ERROR_IMPORT && err->http_status == 400 && has_refresh)
        error_set_about(err, CAUSE_SIGNED_OUT, credential, "credential %s is signed out: %s",
                        credential, err->message);
    else if (err->class == ERROR_IMPORT && err->http_status != 0)
        error_set_about(err, CAUSE_CONSUMER_REFUSED, credential,
                        "the consumer %s of credential %s was refused: %s",
                        db_rows_text(row, 0, "consumer_key"), credential, err->message);
    else
        error_prefix(err, "the tokens of credential %s could not be renewed", credential);
}

/* The row is read by people, so it gets the advice, too. */
static void report(const struct renewal *renewal, struct error *failure)
{
    bool is_final = failure->class == ERROR_IMPORT;
    int64_t wait_ms = is_final                             ? REFUSED_MS
                      : failure->retry_after_ms > RETRY_MS ? failure->retry_after_ms
                                                           : RETRY_MS;
    const struct db_call *call =
        DB_CALL("select brigade.fail_renewal(credential => $1, generation => $2, "
                "worker => $3, refusal => $4, is_final => $5, wait_ms => $6)",
                db_text(renewal->credential), db_int(renewal->generation), db_text(renewal->name),
                db_text(failure->message), db_bool(is_final), db_int(wait_ms));
    struct error ignored;

    settings_advise(renewal->request->settings, failure);
    (void)!db_query(renewal->request->db, call, NULL, &ignored); /* else the lease runs out */
}

/* The old tokens; none where nobody has signed in yet. */
static bool open_old(const struct renewal *renewal, const struct db_rows *row,
                     struct vault_record *out, struct error *err)
{
    struct vault_sealed sealed = {.credential = renewal->credential,
                                  .key_id = db_rows_text(row, 0, "key_id"),
                                  .text = db_rows_text(row, 0, "sealed")};

    return sealed.text == NULL ||
           vault_open(renewal->request->settings->credentials, &sealed, out, err);
}

/* An answer that got lost may have used the refresh token up: asking once more costs nothing, and
 * some servers repeat the answer. */
static bool ask(const struct oauth_consumer *consumer, const char *refresh,
                struct oauth_tokens *tokens, struct error *err)
{
    for (int tries = 1;; tries++) {
        if (refresh != NULL ? oauth_refresh(consumer, refresh, tokens, err)
                            : oauth_ask_as_consumer(consumer, tokens, err))
            return true;
        if (err->class != ERROR_RETRY || err->http_status != 0 || tries == 2)
            return false;
    }
}

static bool exchange(const struct renewal *renewal, const struct db_rows *row,
                     struct sealed_tokens *sealed, struct error *err)
{
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/%s", renewal->request->settings->credentials, renewal->credential);
    CLEANUP(free_secret) char *secret = NULL;
    CLEANUP(vault_record_release) struct vault_record old = {0};
    CLEANUP(oauth_tokens_release) struct oauth_tokens tokens = {0};
    struct oauth_consumer consumer = {.web_url = renewal->request->settings->web_url,
                                      .key = db_rows_text(row, 0, "consumer_key"),
                                      .ca_file = renewal->request->settings->ca_file};

    if (!check_key(db_rows_text(row, 0, "new_public_key"), renewal->credential, err) ||
        !file_secret_read(path, &secret, err) || !open_old(renewal, row, &old, err))
        return false;
    consumer.secret = secret;
    if (!ask(&consumer, old.refresh, &tokens, err)) {
        explain(renewal, row, old.refresh != NULL, err);
        return false;
    }
    return pack(row, renewal->credential, &tokens, sealed, err);
}

/* Takes the lease when `from` is NULL; else the lease passes from that worker to this one. */
static bool lease(const struct renewal *renewal, const char *name, const char *from, bool *granted,
                  struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const struct db_call *call = DB_CALL(
        "select brigade.lease_renewal(credential => $1, generation => $2, "
        "worker => $3, handed_by => $4) as granted",
        db_text(renewal->credential), db_int(renewal->generation), db_text(name), db_text(from));

    if (!db_query(renewal->request->db, call, &rows, err))
        return false;
    *granted = db_rows_boolean(rows, 0, "granted");
    return true;
}

/* The process of its own. The lease says that the row's generation is still ours. */
static void renew(void *context)
{
    const struct renewal *renewal = context;
    CLEANUP(db_rows_free) struct db_rows *row = NULL;
    CLEANUP(sealed_tokens_release) struct sealed_tokens sealed = {0};
    struct error err = {0};
    bool granted = false;

    if (!db_reconnect(renewal->request->db, &err) ||
        !lease(renewal, renewal->name, renewal->request->worker, &granted, &err) || !granted ||
        !read_row(renewal->request->db, renewal->credential, &row, &err) || db_rows_count(row) == 0)
        return;
    if (!find_kept(renewal, &sealed)) {
        if (!exchange(renewal, row, &sealed, &err)) {
            report(renewal, &err);
            return;
        }
        (void)!keep(renewal, &sealed, &err); /* where the directory is read-only, the row alone */
    }
    deliver(renewal, &sealed);
}

bool tokens_begin_renewal(const struct sign_in *request, const char *credential, int64_t generation,
                          struct error *err)
{
    CLEANUP(free_pointer) char *name = xasprintf("%s/renewal", request->worker);
    struct renewal renewal = {request, credential, name, generation};
    bool granted = false;

    return lease(&renewal, request->worker, NULL, &granted, err) &&
           (!granted || detach(renew, &renewal, STORE_S + 2 * LIMIT_TOKEN_MS / 1000, err));
}
