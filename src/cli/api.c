#include "cli/api.h"

#include "signin/sign_in.h"

#define WAIT_MS 1000
#define ANSWER_BYTES ((size_t)4 * 1024 * 1024)

void api_release(struct api *api)
{
    identity_release(&api->identity);
}

static bool read_credential(struct api *api, const struct db_rows *rows, struct error *err)
{
    struct settings settings = config_worker_settings(api->config);
    struct sign_in request = {.settings = &settings, .db = api->db, .worker = PACKAGE_NAME};

    api->identity.name = xstrdup(db_rows_text(rows, 0, "name"));
    api->identity.kind = xstrdup(db_rows_text(rows, 0, "kind"));
    api->identity.email = xstrdup(db_rows_text(rows, 0, "email"));
    if (db_rows_integer(rows, 0, "requests_per_hour") > 0)
        api->per_hour = (int)db_rows_integer(rows, 0, "requests_per_hour");
    return sign_in(&request, &api->identity, NULL, err);
}

bool api_open(struct api *api, const struct config *config, struct db *db, const char *credential,
              struct error *err)
{
    CLEANUP(api_release) struct api opened = {.config = config, .db = db};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const struct db_call *call =
        DB_CALL("select name, kind, email, requests_per_hour from brigade.credentials "
                "where name = $1",
                db_text(credential));

    if (credential == NULL || *credential == '\0') {
        opened.per_hour = config_integer(config, SETTING_REQUESTS_PER_HOUR_ANONYMOUS);
    } else {
        opened.per_hour = config_integer(config, SETTING_REQUESTS_PER_HOUR);
        if (!db_query(db, call, &rows, err))
            return false;
        if (db_rows_count(rows) == 0)
            return error_set(err, ERROR_ITEM,
                             "there is no credential \"%s\": \"brigade credential list\" has them",
                             credential);
        if (!read_credential(&opened, rows, err))
            return false;
    }
    *api = opened;
    opened = (struct api){0};
    return true;
}

static bool book(struct api *api, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const char *name = api->identity.name != NULL ? api->identity.name : "";

    if (api->db == NULL)
        return true;
    if (!db_query(api->db,
                  DB_CALL("select brigade.book_requests(credential => $1, per_hour => "
                          "$2, wanted => 1) as granted",
                          db_text(name), db_int(api->per_hour)),
                  &rows, err))
        return false;
    if (db_rows_integer(rows, 0, "granted") == 1)
        return true;
    error_set(err, ERROR_RETRY,
              "no request may be sent now, of its %d in an hour: brigade.rate_limits says why, and "
              "when it goes on",
              api->per_hour);
    err->throttled = true;
    return false;
}

struct http_response *api_get(struct api *api, const char *url, struct error *err)
{
    const char *ca_file = config_text(api->config, SETTING_CA_FILE);
    CLEANUP(http_close) struct http *http = NULL;
    CLEANUP(free_secret) char *authorization = identity_authorization(&api->identity);
    struct http_settings settings = {.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                     .ca_file = *ca_file != '\0' ? ca_file : NULL,
                                     .max_in_flight = 1};
    struct http_request request = {
        .url = url, .authorization = authorization, .max_body_bytes = ANSWER_BYTES};
    struct http_response *answer = NULL;

    if (!book(api, err) || !http_open(&http, &settings, err) || !http_start(http, &request, err))
        return NULL;
    while (answer == NULL && http_pending(http) > 0)
        answer = http_next(http, WAIT_MS);
    if (answer == NULL)
        error_set(err, ERROR_RETRY, "there was no answer");
    return answer;
}
