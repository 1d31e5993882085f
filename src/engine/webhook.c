#include "engine/webhook.h"

#include <string.h>
#include <time.h>

#include "lib/http/http.h"
#include "lib/secret/file_secret.h"
#include "lib/secret/sign.h"

/* Sent at once, at most. */
#define NOTICES 8
#define LOOK_MS 2000
/* Rest after a failure, so that a receiver that is away costs a worker little. */
#define REST_MS 60000
/* Less than the first pause of brigade.claim_notices. */
#define REQUEST_MS 10000
#define WAIT_MS 1000
/* What a receiver answers is not read. */
#define ANSWER_BYTES 65536
#define SECRET_FILE "webhook"

bool webhook_secret(const char *credentials, char **secret, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/" SECRET_FILE, credentials);

    return file_secret_read(path, secret, err);
}

/* Notices on their way. */
struct telling {
    struct webhook *webhook;
    struct http *http;
    char *secret;
    struct db_rows *rows; /* of brigade.claim_notices */
};

static void telling_release(struct telling *telling)
{
    http_close(&telling->http);
    free_secret(&telling->secret);
    db_rows_free(&telling->rows);
}

static bool end(const struct telling *telling, size_t row, const struct error *failure,
                struct error *err)
{
    struct webhook *webhook = telling->webhook;
    bool has_failed = failure->class != ERROR_NONE;

    if (has_failed)
        outage_meet(&webhook->outage, webhook->settings, NULL, failure);
    else
        outage_pass(&webhook->outage);
    return db_query(webhook->db,
                    DB_CALL("select brigade.end_notice(run => $1, message => $2, attempt => $3, "
                            "error => $4)",
                            db_int(db_rows_integer(telling->rows, row, "run_id")),
                            db_text(db_rows_text(telling->rows, row, "message")),
                            db_int(db_rows_integer(telling->rows, row, "attempt")),
                            db_text(has_failed ? failure->message : NULL)),
                    NULL, err);
}

static bool start(const struct telling *telling, size_t *row, struct error *err)
{
    const char *id = db_rows_text(telling->rows, *row, "message");
    const char *body = db_rows_text(telling->rows, *row, "body");
    long long now = (long long)time(NULL);
    CLEANUP(free_pointer) char *content = xasprintf("%s.%lld.%s", id, now, body);
    CLEANUP(free_pointer) char *id_header = xasprintf("webhook-id: %s", id);
    CLEANUP(free_pointer) char *time_header = xasprintf("webhook-timestamp: %lld", now);
    CLEANUP(free_pointer) char *signature_header = NULL;
    char signature[SIGN_TEXT];

    if (!sign_text(telling->secret, content, signature, err))
        return false;
    signature_header = xasprintf("webhook-signature: v1,%s", signature);
    return http_start(
        telling->http,
        &(struct http_request){
            .url = telling->webhook->settings->webhook,
            .headers = (const char *const[]){id_header, time_header, signature_header, NULL},
            .body = body,
            .accept = "*/*",
            .max_body_bytes = ANSWER_BYTES,
            .owner = row,
        },
        err);
}

static bool is_taken(const struct http_response *answer, struct error *failure)
{
    if (answer->error.class != ERROR_NONE) {
        *failure = answer->error;
        return error_prefix(failure, "the webhook was not told");
    }
    if (answer->status >= 200 && answer->status < 300)
        return true;
    return error_set(failure, ERROR_RETRY, "the webhook was not told: it answered with %d",
                     answer->status);
}

/* Each notice has its end, whatever becomes of the others. */
static bool tell(const struct telling *telling, struct error *err)
{
    size_t numbers[NOTICES];
    bool good = true;

    for (size_t i = 0; i < db_rows_count(telling->rows) && i < NOTICES; i++) {
        struct error failure = {0};
        numbers[i] = i;
        if (!start(telling, &numbers[i], &failure))
            good = good && end(telling, i, &failure, err);
    }
    while (http_pending(telling->http) > 0) {
        CLEANUP(http_response_free)
        struct http_response *answer = http_next(telling->http, WAIT_MS);
        struct error failure = {0};
        if (answer == NULL)
            continue;
        is_taken(answer, &failure);
        good = good && end(telling, *(const size_t *)answer->owner, &failure, err);
    }
    return good;
}

static bool tell_due(struct telling *telling, struct error *err)
{
    struct webhook *webhook = telling->webhook;
    struct http_settings settings = {.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                     .ca_file = webhook->settings->ca_file,
                                     .max_in_flight = NOTICES,
                                     .request_ms = REQUEST_MS};

    return http_open(&telling->http, &settings, err) &&
           db_query(webhook->db,
                    DB_CALL("select run_id, message, attempt, body from "
                            "brigade.claim_notices(most => $1)",
                            db_int(NOTICES)),
                    &telling->rows, err) &&
           tell(telling, err);
}

bool webhook_look(struct webhook *webhook, struct error *err)
{
    CLEANUP(telling_release) struct telling telling = {.webhook = webhook};
    char signature[SIGN_TEXT];
    struct error failure = {0};
    int64_t failed = webhook->outage.count;
    bool good = true;

    if (webhook->settings->webhook == NULL || clock_ms() < webhook->next_ms)
        return true;
    webhook->next_ms = clock_ms() + LOOK_MS;
    if (!webhook_secret(webhook->settings->credentials, &telling.secret, &failure) ||
        !sign_text(telling.secret, "", signature, &failure)) {
        error_prefix(&failure, "the webhook cannot be told");
        outage_meet(&webhook->outage, webhook->settings, NULL, &failure);
    } else {
        good = tell_due(&telling, err);
    }
    if (webhook->outage.count > failed)
        webhook->next_ms = clock_ms() + REST_MS;
    return good;
}
