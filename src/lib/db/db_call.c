#include <string.h>

#include "lib/base/buffer.h"
#include "lib/db/db_private.h"

struct db_value db_text(const char *text)
{
    return (struct db_value){.type = DB_TEXT, .text = text};
}

struct db_value db_int(int64_t integer)
{
    return (struct db_value){.type = DB_INTEGER, .integer = integer};
}

struct db_value db_bool(bool boolean)
{
    return (struct db_value){.type = DB_BOOLEAN, .boolean = boolean};
}

struct db_value db_ints(const int64_t *integers, size_t count)
{
    return (struct db_value){.type = DB_INTEGERS, .count = count, .integers = integers};
}

struct db_value db_texts(const char *const *texts, size_t count)
{
    return (struct db_value){.type = DB_TEXTS, .count = count, .texts = texts};
}

static char *array_of_integers(const int64_t *values, size_t count)
{
    struct buffer array = {0};
    buffer_add(&array, "{");
    for (size_t i = 0; i < count; i++)
        buffer_printf(&array, "%s%lld", i > 0 ? "," : "", (long long)values[i]);
    buffer_add(&array, "}");
    return array.data;
}

static void add_quoted(struct buffer *array, const char *text)
{
    buffer_add(array, "\"");
    while (*text) {
        size_t plain = strcspn(text, "\"\\");
        buffer_add_bytes(array, text, plain);
        text += plain;
        if (*text) {
            buffer_add(array, "\\");
            buffer_add_bytes(array, text++, 1);
        }
    }
    buffer_add(array, "\"");
}

static char *array_of_texts(const char *const *values, size_t count)
{
    struct buffer array = {0};
    buffer_add(&array, "{");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_add(&array, ",");
        if (values[i])
            add_quoted(&array, values[i]);
        else
            buffer_add(&array, "NULL");
    }
    buffer_add(&array, "}");
    return array.data;
}

/* The text of one parameter; *made gets it when it has to be freed. */
static const char *text_of(const struct db_value *value, char **made)
{
    switch (value->type) {
    case DB_TEXT:
        return value->text;
    case DB_BOOLEAN:
        return value->boolean ? "true" : "false";
    case DB_INTEGER:
        return *made = xasprintf("%lld", (long long)value->integer);
    case DB_INTEGERS:
        return *made = array_of_integers(value->integers, value->count);
    case DB_TEXTS:
        return *made = array_of_texts(value->texts, value->count);
    }
    bug("a parameter has no type");
}

bool db_call_send(PGconn *connection, const struct db_call *call)
{
    char *made[DB_PARAMETERS_MAX] = {NULL};
    const char *values[DB_PARAMETERS_MAX] = {NULL};
    size_t count = call->parameter_count;
    for (size_t i = 0; i < count; i++)
        values[i] = text_of(&call->parameters[i], &made[i]);
    bool is_sent =
        PQsendQueryParams(connection, call->sql, (int)count, NULL, values, NULL, NULL, 0);
    for (size_t i = 0; i < count; i++)
        free_pointer(&made[i]);
    return is_sent;
}

bool db_query_json(struct db *db, const struct db_call *call, char **json, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(free_pointer)
    char *sql =
        xasprintf("select coalesce(json_agg(row_to_json(t)), '[]') as json from (%s) t", call->sql);
    struct db_call wrapped = *call;

    wrapped.sql = sql;
    if (!db_query(db, &wrapped, &rows, err))
        return false;
    *json = xstrdup(db_rows_text(rows, 0, "json"));
    return true;
}
