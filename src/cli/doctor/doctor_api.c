#include <stdio.h>
#include <string.h>

#include "cli/advice.h"
#include "cli/api.h"
#include "cli/credential.h"
#include "cli/doctor/doctor.h"
#include "lib/json/json.h"
#include "lib/base/text.h"
#include "signin/sign_in.h"

/* Words separated by blanks or commas. */
static bool has_word(const char *words, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = words; *at != '\0'; at += strspn(at, " ,")) {
        size_t length = strcspn(at, " ,");
        if (length == size && strncmp(at, word, size) == 0)
            return true;
        at += length;
    }
    return false;
}

/* What a full import asks for, per way of signing in; the classic scopes imply one another, those
 * of API tokens do not (API facts, section 3). */
static const struct {
    bool is_api_token;
    const char *scope;
    const char *implied_by[4];
    const char *without; /* what does not come in without it */
    bool is_vital;       /* an import would be incomplete */
} needs[] = {
    {true, "read:repository:bitbucket", {NULL}, "nothing can be imported", true},
    {true, "read:pullrequest:bitbucket", {NULL}, "pull requests fail", true},
    {true, "read:workspace:bitbucket", {NULL}, "members are left out", false},
    {true, "read:user:bitbucket", {NULL}, "it cannot be asked who it is", false},
    {true, "read:permission:bitbucket", {NULL}, "permissions of members are left out", false},
    {false,
     "repository",
     {"repository:write", "pullrequest", "pullrequest:write"},
     "nothing can be imported",
     true},
    {false, "pullrequest", {"pullrequest:write"}, "pull requests fail", true},
    {false, "account", {"account:write"}, "members are left out", false},
};

static bool is_granted(size_t need, const char *granted)
{
    bool found = has_word(granted, needs[need].scope);

    for (size_t i = 0; i < ARRAY_LENGTH(needs[need].implied_by); i++)
        found |= needs[need].implied_by[i] != NULL && has_word(granted, needs[need].implied_by[i]);
    return found;
}

static void add_scopes(struct doctor *doctor, const char *check, const struct identity *identity,
                       const char *granted)
{
    CLEANUP(buffer_release) struct buffer lacking = {0};
    bool is_api_token = strcmp(identity->kind, "api_token") == 0;
    bool is_vital = false;

    if (granted == NULL || *granted == '\0') {
        doctor_add(doctor, check, FINDING_OK, "Bitbucket does not say which scopes it has");
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(needs); i++)
        if (needs[i].is_api_token == is_api_token && !is_granted(i, granted)) {
            buffer_printf(&lacking, "%s%s (without it %s)", lacking.size > 0 ? ", " : "",
                          needs[i].scope, needs[i].without);
            is_vital |= needs[i].is_vital;
        }
    if (lacking.size > 0)
        doctor_add(doctor, check, is_vital ? FINDING_FAIL : FINDING_WARN,
                   "make a token that has more scopes: a full import lacks %s; this one has %s",
                   buffer_text(&lacking), granted);
    else
        doctor_add(doctor, check, FINDING_OK, "scopes: %s; all that a full import needs", granted);
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

/* What the answer means. Access tokens, and consumers as themselves, are no account: 403 and 404
 * show that they are known, though. */
static void judge(struct doctor *doctor, const char *check, const struct identity *identity,
                  const struct http_response *answer)
{
    struct error err = {0};
    bool is_anonymous = identity_is_anonymous(identity);

    if (client_check_answer(answer, &err))
        add_who(doctor, check, answer);
    else if (is_anonymous && answer->status == 401)
        doctor_add(doctor, check, FINDING_OK,
                   "the API answers; anonymous workers may read public "
                   "repositories");
    else if (!is_anonymous && strcmp(identity->kind, "api_token") != 0 && !err.throttled &&
             (answer->status == 403 || answer->status == 404))
        doctor_add(doctor, check, FINDING_OK, "accepted: it belongs to no account");
    else if (!is_anonymous && answer->status == 401 && strcmp(identity->kind, "oauth") == 0)
        doctor_add(doctor, check, FINDING_FAIL,
                   "its tokens were revoked (%s): run \"brigade login %s\"", err.message,
                   identity->name);
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

/* True when it was accepted, or is at least known. */
static bool check_api(struct doctor *doctor, const char *check, const struct identity *identity,
                      int per_hour, char **scopes)
{
    struct api api = {
        .config = doctor->config, .db = doctor->db, .identity = *identity, .per_hour = per_hour};
    CLEANUP(free_pointer)
    char *url = xasprintf("%s/2.0/user", config_text(doctor->config, SETTING_API_URL));
    struct error err = {0};
    CLEANUP(http_response_free) struct http_response *answer = api_get(&api, url, &err);

    if (answer == NULL) {
        doctor_add(doctor, check, err.throttled ? FINDING_WARN : FINDING_FAIL, "%s", err.message);
        return false;
    }
    judge(doctor, check, identity, answer);
    *scopes = TAKE(answer->scopes);
    if (*scopes != NULL)
        text_single_line(*scopes);
    return answer->error.class == ERROR_NONE && answer->status < 500 && answer->status != 401;
}

static char *copy_cell(const struct db_rows *rows, size_t row, const char *column)
{
    return xstrdup(db_rows_text(rows, row, column));
}

static void add_expiry(struct doctor *doctor, const char *check, const struct identity *identity,
                       const struct db_rows *rows, size_t row)
{
    const char *until = db_rows_text(rows, row, "expires_at");

    if (strcmp(identity->kind, "oauth") == 0)
        doctor_add(doctor, check, FINDING_OK, "its access token expires %s; workers renew it",
                   until != NULL ? until : "soon");
    else if (until != NULL)
        doctor_add(doctor, check, FINDING_OK, "workers refuse it from %s on", until);
    else
        doctor_add(doctor, check, FINDING_OK,
                   "Bitbucket does not say when it expires%s; the page where it was made does",
                   strcmp(identity->kind, "api_token") == 0
                       ? " (a year after it was made, at the latest)"
                       : "");
}

static bool get_secret(struct doctor *doctor, struct identity *identity, struct error *err)
{
    struct settings settings = config_worker_settings(doctor->config);
    struct sign_in request = {.settings = &settings, .db = doctor->db, .worker = "doctor"};

    return sign_in(&request, identity, NULL, err);
}

/* Of the row that signing in may just have changed. */
static bool read_sealed(struct doctor *doctor, const char *name, struct db_rows **rows)
{
    const struct db_call *call = DB_CALL(
        "select expires_at, scopes from brigade.secret_of(credential => $1)", db_text(name));
    struct error err = {0};

    if (db_query(doctor->db, call, rows, &err) && db_rows_count(*rows) == 1)
        return true;
    doctor_add(doctor, name, FINDING_WARN, "not checked: %s", err.message);
    return false;
}

static void check_credential(struct doctor *doctor, const struct db_rows *rows, size_t row)
{
    CLEANUP(identity_release)
    struct identity identity = {.name = copy_cell(rows, row, "name"),
                                .kind = copy_cell(rows, row, "kind"),
                                .email = copy_cell(rows, row, "email")};
    CLEANUP(free_pointer) char *check = xasprintf("credential %s", identity.name);
    CLEANUP(free_pointer) char *scopes = NULL;
    CLEANUP(db_rows_free) struct db_rows *sealed = NULL;
    int64_t own = db_rows_integer(rows, row, "requests_per_hour");
    struct error err = {0};

    if (!get_secret(doctor, &identity, &err)) {
        advice_add(&err);
        if (err.class == ERROR_IMPORT)
            doctor_add_misconfigured(doctor, check, "%s", err.message);
        else
            doctor_add(doctor, check, FINDING_FAIL, "%s", err.message);
        return;
    }
    if (!check_api(doctor, check, &identity,
                   own > 0 ? (int)own : config_integer(doctor->config, SETTING_REQUESTS_PER_HOUR),
                   &scopes) ||
        !read_sealed(doctor, identity.name, &sealed))
        return;
    add_scopes(doctor, check, &identity,
               scopes != NULL ? scopes : db_rows_text(sealed, 0, "scopes"));
    add_expiry(doctor, check, &identity, sealed, 0);
}

static bool read_credentials(struct doctor *doctor, struct db_rows **rows)
{
    const struct db_call *one =
        DB_CALL("select name, kind, email, requests_per_hour from brigade.credentials "
                "where name = $1",
                db_text(doctor->credential));
    const struct db_call *all = DB_CALL(
        "select name, kind, email, requests_per_hour from brigade.credentials order by name");
    struct error err = {0};

    if (doctor->db == NULL)
        return false;
    if (db_query(doctor->db, doctor->credential != NULL ? one : all, rows, &err))
        return true;
    /* A role for workers alone uses what the runs name. */
    if (strcmp(err.sqlstate, DOCTOR_NO_RIGHT) == 0 && doctor->credential == NULL)
        doctor_add(doctor, "credentials", FINDING_OK,
                   "none is looked at: roles that may ask for imports look at theirs");
    else
        doctor_add(doctor, "credentials", FINDING_WARN, "not checked: %s", err.message);
    return false;
}

static void check_anonymously(struct doctor *doctor)
{
    struct identity nobody = {0};
    CLEANUP(free_pointer) char *scopes = NULL;

    (void)check_api(doctor, "API", &nobody,
                    config_integer(doctor->config, SETTING_REQUESTS_PER_HOUR_ANONYMOUS), &scopes);
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
