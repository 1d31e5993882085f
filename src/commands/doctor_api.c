#include <stdio.h>
#include <string.h>

#include "bitbucket/client.h"
#include "commands/credential.h"
#include "commands/doctor.h"
#include "lib/file.h"
#include "lib/json.h"

#define WAIT_MS 1000
#define ANSWER_BYTES ((size_t)1024 * 1024)

/* One request of a credential's hour; false when none is left. */
static bool book(struct doctor *doctor, const char *credential, int per_hour, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(free_pointer) char *budget = xasprintf("%d", per_hour);

    if (doctor->db == NULL)
        return true;
    if (!db_query(
            doctor->db,
            &(struct db_call){"select brigade.book_requests(credential => $1, per_hour => $2, "
                              "wanted => 1) as granted",
                              2,
                              {credential, budget}},
            &rows, err))
        return false;
    if (db_rows_integer(rows, 0, "granted") == 1)
        return true;
    return error_set(err, ERROR_RETRY, "not asked: its %d requests in an hour are used", per_hour);
}

/* Asks the API who we are. */
static struct http_response *ask(struct doctor *doctor, const struct identity *identity,
                                 struct error *err)
{
    const char *ca_file = config_text(doctor->config, SETTING_CA_FILE);
    CLEANUP(http_close) struct http *http = NULL;
    CLEANUP(free_secret) char *authorization = identity_authorization(identity);
    CLEANUP(free_pointer)
    char *url = xasprintf("%s/2.0/user", config_text(doctor->config, SETTING_API_URL));
    struct http_settings settings = {.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                     .ca_file = *ca_file != '\0' ? ca_file : NULL,
                                     .max_in_flight = 1};
    struct http_request request = {
        .url = url, .authorization = authorization, .max_body_bytes = ANSWER_BYTES};
    struct http_response *answer = NULL;

    if (!http_open(&http, &settings, err) || !http_start(http, &request, err))
        return NULL;
    while (answer == NULL && http_pending(http) > 0)
        answer = http_next(http, WAIT_MS);
    if (answer == NULL)
        error_set(err, ERROR_RETRY, "there was no answer");
    return answer;
}

static void add_who(struct doctor *doctor, const char *check, const struct http_response *answer)
{
    CLEANUP(json_free) struct json_object *body = NULL;
    struct error ignored;
    const char *name = NULL;

    if (json_parse(buffer_text(&answer->body), answer->body.size, &body, NULL, &ignored))
        name = json_text_at(body, "display_name");
    doctor_add(doctor, check, FINDING_OK, "signed in%s%s", name != NULL ? " as " : "",
               name != NULL ? name : "");
}

/* What the answer means. An access token of a repository or project is no account: 403 and 404 show
 * that it is known, though. */
static void judge(struct doctor *doctor, const char *check, const struct identity *identity,
                  const struct http_response *answer)
{
    struct error err = {0};

    if (client_check_answer(answer, &err))
        add_who(doctor, check, answer);
    else if (identity_is_anonymous(identity) && answer->status == 401)
        doctor_add(doctor, check, FINDING_OK,
                   "the API answers; anonymous workers may read public "
                   "repositories");
    else if (!identity_is_anonymous(identity) && strcmp(identity->kind, "access_token") == 0 &&
             !err.throttled && (answer->status == 403 || answer->status == 404))
        doctor_add(doctor, check, FINDING_OK, "accepted: a token of a repository or project");
    else if (answer->status == 401)
        doctor_add(doctor, check, FINDING_FAIL,
                   "the token has expired, was revoked or belongs to another e-mail (%s): make a "
                   "new one and run \"brigade credential add\" again",
                   err.message);
    else if (answer->status == 403 && !err.throttled)
        doctor_add(doctor, check, FINDING_WARN, "the token lacks read:user:bitbucket (%s)",
                   err.message);
    else
        doctor_add(doctor, check, err.throttled ? FINDING_WARN : FINDING_FAIL, "%s", err.message);
}

static void check_api(struct doctor *doctor, const char *check, const struct identity *identity,
                      int per_hour)
{
    CLEANUP(http_response_free) struct http_response *answer = NULL;
    struct error err = {0};

    if (!book(doctor, identity->name != NULL ? identity->name : "", per_hour, &err)) {
        doctor_add(doctor, check, FINDING_WARN, "%s", err.message);
        return;
    }
    answer = ask(doctor, identity, &err);
    if (answer == NULL)
        doctor_add(doctor, check, FINDING_FAIL, "%s", err.message);
    else
        judge(doctor, check, identity, answer);
}

static char *copy_cell(const struct db_rows *rows, size_t row, const char *column)
{
    return xstrdup(db_rows_text(rows, row, column));
}

static void check_credential(struct doctor *doctor, const struct db_rows *rows, size_t row)
{
    CLEANUP(identity_release)
    struct identity identity = {.name = copy_cell(rows, row, "name"),
                                .kind = copy_cell(rows, row, "kind"),
                                .email = copy_cell(rows, row, "email")};
    CLEANUP(free_pointer) char *path = credential_path(doctor->config, identity.name);
    CLEANUP(free_pointer) char *check = xasprintf("credential %s", identity.name);
    int64_t own = db_rows_integer(rows, row, "requests_per_hour");
    struct error err = {0};

    if (!file_read_secret(path, &identity.secret, &err))
        doctor_add_misconfigured(doctor, check, "%s", err.message);
    else
        check_api(doctor, check, &identity,
                  own > 0 ? (int)own : config_integer(doctor->config, SETTING_REQUESTS_PER_HOUR));
}

static bool read_credentials(struct doctor *doctor, struct db_rows **rows)
{
    struct db_call call = {"select name, kind, email, requests_per_hour from brigade.credentials "
                           "where $1::text is null or name = $1::text order by name",
                           1,
                           {doctor->credential}};
    struct error err = {0};

    if (doctor->db == NULL)
        doctor_add(doctor, "credentials", FINDING_WARN, "not checked: the database names them");
    else if (!db_query(doctor->db, &call, rows, &err))
        doctor_add(doctor, "credentials", FINDING_WARN, "not checked: %s", err.message);
    else
        return true;
    return false;
}

static void check_anonymously(struct doctor *doctor)
{
    struct identity nobody = {0};

    check_api(doctor, "API", &nobody,
              config_integer(doctor->config, SETTING_REQUESTS_PER_HOUR_ANONYMOUS));
}

/* Where there is no credential to ask with, the API is asked anonymously. */
void doctor_check_credentials(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!read_credentials(doctor, &rows)) {
        check_anonymously(doctor);
        return;
    }
    for (size_t i = 0; i < db_rows_count(rows); i++)
        check_credential(doctor, rows, i);
    if (db_rows_count(rows) > 0)
        return;
    if (doctor->credential != NULL)
        doctor_add_misconfigured(doctor, "credentials",
                                 "there is no credential \"%s\": \"brigade credential list\" has "
                                 "them",
                                 doctor->credential);
    else
        check_anonymously(doctor);
}
