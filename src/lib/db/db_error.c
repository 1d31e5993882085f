#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/db/db_private.h"

#define INSTALL "run \"brigade install\" as the owner of the schema"
#define GRANT                                                                                      \
    "this database role lacks a right: grant it brigade_worker to run workers, brigade_requester " \
    "to ask for imports, brigade_viewer to look, brigade_admin to administer (\"brigade doctor\" " \
    "says what it has)"

/* The first row whose code begins the SQLSTATE decides; what no row names is ERROR_ITEM. */
static const struct {
    const char *code;
    enum error_class class;
    const char *advice;
} classes[] = {
    {"08", ERROR_RETRY, NULL},        /* connection */
    {"25006", ERROR_RETRY, NULL},     /* read-only: a standby, after a failover */
    {"40", ERROR_RETRY, NULL},        /* deadlock, serialisation */
    {"53", ERROR_RETRY, NULL},        /* disk full, too many connections */
    {"55P03", ERROR_RETRY, NULL},     /* lock_timeout */
    {"57", ERROR_RETRY, NULL},        /* cancelled, shut down, starting */
    {"58", ERROR_RETRY, NULL},        /* an input or output error of the server's host */
    {"3F000", ERROR_IMPORT, INSTALL}, /* no such schema */
    {"42883", ERROR_IMPORT, INSTALL}, /* no such function */
    {"42P01", ERROR_IMPORT, INSTALL}, /* no such table */
    {"42501", ERROR_IMPORT, GRANT},   /* no right */
};

/* "(detail; hint)", either of them, or nothing. */
static void add_details(struct buffer *message, const PGresult *result)
{
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    if (detail && hint)
        buffer_printf(message, " (%s; %s)", detail, hint);
    else if (detail || hint)
        buffer_printf(message, " (%s)", detail ? detail : hint);
}

bool db_error_from_result(struct error *err, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    enum error_class class = sqlstate ? ERROR_ITEM : ERROR_RETRY; /* libpq's own faults have none */
    CLEANUP(buffer_release) struct buffer message = {0};
    buffer_add(&message, primary ? primary : PQresultErrorMessage(result));
    add_details(&message, result);
    for (size_t i = 0; sqlstate && i < ARRAY_LENGTH(classes); i++) {
        if (strncmp(sqlstate, classes[i].code, strlen(classes[i].code)) != 0)
            continue;
        class = classes[i].class;
        if (classes[i].advice)
            buffer_printf(&message, ": %s", classes[i].advice);
        break;
    }
    error_set(err, class, "%s", buffer_text(&message));
    snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate ? sqlstate : "");
    return false;
}

/* The first line alone: libpq adds guesses about why. */
bool db_error_from_connection(struct error *err, const PGconn *connection)
{
    const char *message = PQerrorMessage(connection);
    size_t length = strcspn(message, "\n");
    if (length == 0)
        return error_set(err, ERROR_RETRY, "the connection to PostgreSQL was lost");
    return error_set(err, ERROR_RETRY, "the connection to PostgreSQL was lost: %.*s", (int)length,
                     message);
}
