#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/db/db_private.h"

/* The first row whose code begins the SQLSTATE decides. A code that no row names is ERROR_RETRY. */
static const struct {
    const char *code;
    enum error_class class;
    enum error_cause cause;
} classes[] = {
    {"22", ERROR_ITEM, CAUSE_NONE},          /* a value that cannot be taken */
    {"23", ERROR_ITEM, CAUSE_NONE},          /* a constraint */
    {"54000", ERROR_ITEM, CAUSE_NONE},       /* a row, or an entry of an index, that is too large */
    {"BR", ERROR_ITEM, CAUSE_NONE},          /* our own */
    {"25006", ERROR_RETRY, CAUSE_READ_ONLY}, /* a standby, after a failover */
    {"3F000", ERROR_IMPORT, CAUSE_NO_SCHEMA}, /* no such schema */
    {"42883", ERROR_IMPORT, CAUSE_NO_SCHEMA}, /* no such function */
    {"42P01", ERROR_IMPORT, CAUSE_NO_SCHEMA}, /* no such table */
    {"42501", ERROR_IMPORT, CAUSE_NO_RIGHT},  /* no right */
};

/* "The sentence." begins with a capital and ends with a full stop. */
static bool is_sentence(const char *text)
{
    size_t size = strlen(text);
    return size > 1 && isupper((unsigned char)text[0]) && text[size - 1] == '.';
}

/* Sentences follow the message as sentences, anything else in brackets: "message (detail; hint)",
 * "message. Hint." */
static void add_details(struct buffer *message, const char *detail, const char *hint)
{
    const char *texts[] = {detail, hint};
    CLEANUP(buffer_release) struct buffer brackets = {0};
    CLEANUP(buffer_release) struct buffer sentences = {0};
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        if (texts[i] != NULL && is_sentence(texts[i]))
            buffer_printf(&sentences, "%s %s", sentences.size > 0 ? "" : ".", texts[i]);
        else if (texts[i] != NULL)
            buffer_printf(&brackets, "%s%s", brackets.size > 0 ? "; " : " (", texts[i]);
    }
    buffer_add(message, buffer_text(&brackets));
    buffer_add(message, brackets.size > 0 ? ")" : "");
    buffer_add(message, buffer_text(&sentences));
}

/* Returns the class; *cause too. Libpq's own faults have no SQLSTATE. */
static enum error_class classify(const char *sqlstate, enum error_cause *cause)
{
    *cause = CAUSE_NONE;
    if (sqlstate == NULL)
        return ERROR_RETRY;
    for (size_t i = 0; i < ARRAY_LENGTH(classes); i++) {
        if (strncmp(sqlstate, classes[i].code, strlen(classes[i].code)) != 0)
            continue;
        *cause = classes[i].cause;
        return classes[i].class;
    }
    return ERROR_RETRY;
}

/* What a unique key refused was a number that the row was given, because every other key is
 * upserted.
 */
static bool is_number_taken(const char *sqlstate, const PGresult *result)
{
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    const char *end = constraint != NULL ? strstr(constraint, "_pkey") : NULL;
    return sqlstate != NULL && strcmp(sqlstate, "23505") == 0 && end != NULL && end[5] == '\0';
}

bool db_error_from_result(struct error *err, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    enum error_cause cause;
    enum error_class class = classify(sqlstate, &cause);
    cause = is_number_taken(sqlstate, result) ? CAUSE_NUMBER_TAKEN : cause;
    CLEANUP(buffer_release) struct buffer message = {0};
    buffer_add(&message, primary ? primary : PQresultErrorMessage(result));
    if (cause != CAUSE_NO_SCHEMA) /* PostgreSQL's hint is a guess at casts */
        add_details(&message, PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL),
                    PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
    error_set_cause(err, class, cause, "%s", buffer_text(&message));
    snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate ? sqlstate : "");
    return false;
}

/* Libpq gives no SQLSTATE of a connection that did not come about: its words are all there is. They
 * end in its own guess at the reason. */
bool db_error_from_refusal(struct error *err, const PGconn *connection)
{
    const char *message = PQerrorMessage(connection);
    const char *guess = strstr(message, "\n\tIs the server running");
    bool is_there = strstr(message, "FATAL") != NULL; /* the server itself says no */
    enum error_cause cause = CAUSE_NO_SERVER;
    int length = (int)(guess != NULL ? (size_t)(guess - message) : strlen(message));
    if (is_there && strstr(message, "\" does not exist") != NULL)
        cause = CAUSE_NO_DATABASE;
    else if (PQconnectionNeedsPassword(connection) || PQconnectionUsedPassword(connection))
        cause = CAUSE_PASSWORD;
    else if (is_there)
        cause = CAUSE_NONE;
    error_set_cause(err, ERROR_RETRY, cause, "cannot connect to PostgreSQL: %.*s", length, message);
    err->unreachable = true;
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
