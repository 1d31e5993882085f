#include "cli/doctor/doctor.h"
#include "engine/webhook.h"
#include "lib/secret/sign.h"

static bool check_secret(struct doctor *doctor)
{
    CLEANUP(free_secret) char *secret = NULL;
    const char *credentials = config_text(doctor->config, SETTING_CREDENTIALS);
    char signature[SIGN_TEXT];
    struct error err = {0};

    if (webhook_secret(credentials, &secret, &err) && sign_text(secret, "", signature, &err))
        return true;
    doctor_add_misconfigured(doctor, "webhook",
                             "nobody is told: %s; the file webhook in %s holds the secret",
                             err.message, credentials);
    return false;
}

/* What came of the notices of the last week. */
void doctor_check_webhook(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};
    const char *why = NULL;

    if (*config_text(doctor->config, SETTING_WEBHOOK) == '\0' || !check_secret(doctor) ||
        doctor->db == NULL)
        return;
    if (!db_query(doctor->db,
                  DB_CALL("select waiting, given_up, sent, error from brigade.notices_seen()"),
                  &rows, &err)) {
        doctor_add(doctor, "webhook", FINDING_WARN, "it cannot be asked: %s", err.message);
        return;
    }
    why = db_rows_text(rows, 0, "error");
    doctor_add(doctor, "webhook", why != NULL ? FINDING_WARN : FINDING_OK,
               "in a week %lld notices were sent, %lld wait, %lld were given up%s%s",
               (long long)db_rows_integer(rows, 0, "sent"),
               (long long)db_rows_integer(rows, 0, "waiting"),
               (long long)db_rows_integer(rows, 0, "given_up"), why != NULL ? ": " : "",
               why != NULL ? why : "");
}
