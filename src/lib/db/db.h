/* db.h: the only door to libpq. Every statement is a call of one of our SQL functions with bound
 * parameters.
 *
 * No session state (PgBouncer in transaction mode works): no named statements, no SET without
 * LOCAL, no LISTEN. Every wait is bounded (LIMIT_STATEMENT_MS); a server that stays silent loses
 * the connection.
 *
 * SQLSTATE decides the class. 22, 23 and 54000 speak of rows, and so does our own BR: ERROR_ITEM.
 * 42501 (CAUSE_NO_RIGHT) and 3F000/42883/42P01 (the schema is missing or old: CAUSE_NO_SCHEMA) are
 * ERROR_IMPORT. Everything else is the server's, says nothing about what was sent, and may pass:
 * ERROR_RETRY. 25006 is CAUSE_READ_ONLY, and 23505 of a primary key CAUSE_NUMBER_TAKEN, because
 * rows with keys of their own are upserted. The message is "primary (detail; hint)".
 *
 * A lost connection stays lost (db_is_alive is false, every call ERROR_RETRY) until db_reconnect,
 * because a call that was under way must not be tried again blindly. err->outcome_unknown is set
 * when the connection died after a statement or transaction was sent and nothing the server said
 * shows that it was not committed: only the rows can tell what happened. When it is not set,
 * nothing was committed.
 */
#ifndef BRIGADE_DB_DB_H
#define BRIGADE_DB_DB_H

#include "lib/base/error.h"

#define DB_PARAMETERS_MAX 12

struct db;
struct db_rows;

/* A parameter. It refers to the caller's texts and arrays, which need to live until the call has
 * returned. db makes the texts that PostgreSQL reads for numbers and arrays, and frees them after
 * sending. */
struct db_value {
    enum { DB_TEXT, DB_INTEGER, DB_BOOLEAN, DB_INTEGERS, DB_TEXTS } type;
    size_t count; /* of an array */
    union {
        const char *text;
        int64_t integer;
        bool boolean;
        const int64_t *integers;
        const char *const *texts;
    };
};

struct db_value db_text(const char *text); /* NULL is SQL null */
struct db_value db_int(int64_t integer);
struct db_value db_bool(bool boolean);
/* One-dimensional arrays, for `= any($1)` and parallel arrays. A text that is NULL is SQL null. */
struct db_value db_ints(const int64_t *integers, size_t count);
struct db_value db_texts(const char *const *texts, size_t count);

/* One statement: text with $1.., and its parameters. Made by DB_CALL. */
struct db_call {
    const char *sql;
    size_t parameter_count;
    struct db_value parameters[DB_PARAMETERS_MAX];
};

/* DB_CALL("select f($1, $2)", db_text(name), db_int(id)): a pointer to a call, good in the block
 * that it stands in. It counts the parameters; too many do not compile. */
#define DB_CALL(text, ...)                                                                         \
    (&(struct db_call){                                                                            \
        .sql = (text),                                                                             \
        .parameter_count = ARRAY_LENGTH(((struct db_value[]){{0}, ##__VA_ARGS__})) - 1,            \
        .parameters = {__VA_ARGS__},                                                               \
    })

/* conninfo: libpq's own ("" or NULL: environment and service files). Connects within
 * LIMIT_CONNECT_MS per address unless conninfo or environment say otherwise. ERROR_RETRY (and
 * `unreachable`) when it cannot, ERROR_IMPORT when conninfo is malformed, the way to the server is
 * not safe (db_allow_insecure) or the server older than PostgreSQL 15. */
bool db_open(struct db **out, const char *conninfo, struct error *err) MUST_CHECK;
void db_close(struct db **db);
/* Drops the connection and makes a new one with the same conninfo. */
bool db_reconnect(struct db *db, struct error *err) MUST_CHECK;
/* The number of the connection: another one after each that was made anew. */
unsigned db_session(const struct db *db);
/* A transaction that waits for a lock longer than this fails with SQLSTATE 55P03; 0: as the server
 * has it. */
void db_limit_locks(struct db *db, int wait_ms);
/* Makes a lost connection anew and tries for wait_ms, because PostgreSQL may be restarting; at once
 * when the connection is alive. *stop (may be NULL) ends the wait. */
bool db_wait(struct db *db, int64_t wait_ms, const volatile bool *stop,
             struct error *err) MUST_CHECK;
/* Whether the last use of the connection left it usable; does not ask the server. */
bool db_is_alive(const struct db *db);

/* Lets connections to other hosts be made without TLS that proves the server (sslmode weaker than
 * verify-full). The operator's choice, for the whole process; db_open refuses them until it is
 * called, before anything is sent. */
void db_allow_insecure(bool allow);
#define DB_TRANSPORT_TEXT 80
/* How the connection came about, in words; false when it is one that db_open refuses. */
bool db_describe_transport(const struct db *db, char out[DB_TRANSPORT_TEXT]);
/* Whether the server is a standby, or takes no writes from this session by default, as it said when
 * the connection was made. */
bool db_is_standby(const struct db *db);
bool db_is_read_only(const struct db *db);
/* "PostgreSQL VERSION, database NAME, user NAME", as the server said when the connection was made.
 * The caller frees it. */
char *db_describe_server(const struct db *db) MUST_CHECK;

/* One call, its own transaction. rows may be NULL when nobody wants them. */
bool db_query(struct db *db, const struct db_call *call, struct db_rows **rows,
              struct error *err) MUST_CHECK;
/* One call, whose rows PostgreSQL writes as a JSON array of objects. *json is the caller's. */
bool db_query_json(struct db *db, const struct db_call *call, char **json,
                   struct error *err) MUST_CHECK;
/* All calls between `begin isolation level read committed` and `commit`, sent in one round trip
 * (libpq's pipeline). The first error rolls back all. *last (may be NULL) gets the rows of the last
 * call. */
bool db_transaction(struct db *db, const struct db_call *calls, size_t count, struct db_rows **last,
                    struct error *err) MUST_CHECK;
/* Takes a row of db_read: `rows` holds this one, as row 0, and only until it returns. False ends
 * the read, with *err filled. It must not use the connection. */
typedef bool db_take_row(const struct db_rows *rows, void *payload, struct error *err);
/* One call, as db_query, whose rows are handed over one by one while they come: for what may be
 * large, because no more than one row is in memory. When the read ends early, the rows that are
 * left are read away. The server may be silent for LIMIT_STATEMENT_MS between two rows. */
bool db_read(struct db *db, const struct db_call *call, db_take_row *take_row, void *payload,
             struct error *err) MUST_CHECK;
/* A script of several statements without parameters, in one transaction made by the script itself
 * (migrations). May take LIMIT_SCRIPT_MS. A transaction that it leaves open is rolled back. */
bool db_script(struct db *db, const char *sql, struct error *err) MUST_CHECK;

void db_rows_free(struct db_rows **rows);
size_t db_rows_count(const struct db_rows *rows);
size_t db_rows_columns(const struct db_rows *rows);
const char *db_rows_column_name(const struct db_rows *rows, size_t column);
/* The types of columns that people are shown in another form: points and spans of time. */
enum db_type { DB_TYPE_OTHER, DB_TYPE_BOOLEAN, DB_TYPE_TIME };
enum db_type db_rows_type(const struct db_rows *rows, size_t column);
/* NULL for SQL null. Naming a column or row that is not there is a bug: the process ends. Owned by
 * the rows. */
const char *db_rows_text(const struct db_rows *rows, size_t row, const char *column);
const char *db_rows_cell(const struct db_rows *rows, size_t row, size_t column);
/* SQL null gives 0. A value that is not a bigint is a bug. */
int64_t db_rows_integer(const struct db_rows *rows, size_t row, const char *column);
/* SQL null gives false. */
bool db_rows_boolean(const struct db_rows *rows, size_t row, const char *column);

#endif
