#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/db/db_private.h"
#include "lib/base/limits.h"

struct db {
    PGconn *connection; /* NULL: lost */
    char *conninfo;
    char *lock_timeout; /* a statement; NULL: none */
    bool is_reading;    /* rows are handed over one by one */
    unsigned session;
};

/* One exchange with the server: its calls, and how far it came. */
struct exchange {
    const struct db_call *calls; /* of a transaction */
    size_t count;
    int64_t limit_ms;
    int64_t deadline_ms;
    db_take_row *take_row; /* of the call that is read row by row */
    void *payload;
    bool is_committing; /* only the answer to a commit is missing */
    bool has_failed;    /* *err is filled; the results that follow are only read away */
};

static bool begin_exchange(struct db *db, struct exchange *exchange, int64_t limit_ms,
                           struct error *err);
static bool read_results(struct db *db, struct exchange *exchange, PGresult **last,
                         struct error *err);
static bool lose(struct db *db, const struct exchange *exchange, struct error *err);

PGconn *db_connection(const struct db *db)
{
    return db->connection;
}

static void drop(struct db *db)
{
    if (db->connection != NULL && PQtransactionStatus(db->connection) == PQTRANS_ACTIVE)
        db_cancel(db->connection);
    PQfinish(db->connection);
    db->connection = NULL;
}

/* The server notices within a minute that we vanished, and so gives our locks free. These settings
 * are of the socket, and do no harm to others who get this session of a pooler. */
static bool watch_us(struct db *db, struct error *err)
{
    struct exchange exchange;
    CLEANUP(db_result_free) PGresult *last = NULL;
    if (!begin_exchange(db, &exchange, LIMIT_CONNECT_MS, err))
        return false;
    if (!PQsendQuery(db->connection,
                     "set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; "
                     "set tcp_keepalives_count = 4; set tcp_user_timeout = 30000; "
                     "set client_connection_check_interval = 10000"))
        return lose(db, &exchange, err);
    return read_results(db, &exchange, &last, err) && db_is_alive(db);
}

static bool connect_to_server(struct db *db, struct error *err)
{
    if (!db_connect(db->conninfo, &db->connection, err))
        return false;
    if (!watch_us(db, err)) {
        drop(db);
        return false;
    }
    db->session++;
    return true;
}

bool db_open(struct db **out, const char *conninfo, struct error *err)
{
    CLEANUP(db_close) struct db *db = xcalloc(1, sizeof *db);
    db->conninfo = xstrdup(conninfo ? conninfo : "");
    if (!connect_to_server(db, err))
        return false;
    *out = TAKE(db);
    return true;
}

void db_close(struct db **db)
{
    if (!*db)
        return;
    drop(*db);
    free_secret(&(*db)->conninfo);
    free_pointer(&(*db)->lock_timeout);
    free(*db);
    *db = NULL;
}

bool db_reconnect(struct db *db, struct error *err)
{
    drop(db);
    return connect_to_server(db, err);
}

unsigned db_session(const struct db *db)
{
    return db->session;
}

bool db_is_alive(const struct db *db)
{
    return db->connection && PQstatus(db->connection) == CONNECTION_OK;
}

bool db_wait(struct db *db, int64_t wait_ms, const volatile bool *stop, struct error *err)
{
    int64_t until_ms = clock_ms() + wait_ms;
    unsigned pause_ms = 50;
    while (!db_is_alive(db) && !db_reconnect(db, err)) {
        if (clock_ms() > until_ms || (stop != NULL && *stop))
            return false;
        usleep(pause_ms * 1000); /* a signal ends it early */
        pause_ms = pause_ms < 2000 ? pause_ms * 2 : pause_ms;
    }
    return true;
}

/* Ends the connection. Part of what was asked may have arrived and been committed: a COMMIT is
 * carried out when it arrives, and nobody can tell how far the bytes came. After a failure the
 * outcome is known. */
static bool lose(struct db *db, const struct exchange *exchange, struct error *err)
{
    if (!exchange->has_failed) {
        db_error_from_connection(err, db->connection);
        err->outcome_unknown = true;
    }
    drop(db);
    return false;
}

static bool lose_silent(struct db *db, const struct exchange *exchange, struct error *err)
{
    if (!exchange->has_failed) {
        error_set(err, ERROR_RETRY,
                  "PostgreSQL did not answer in time: the connection was dropped");
        err->outcome_unknown = true;
    }
    drop(db);
    return false;
}

/* Waits for the socket: 1 ready, 0 deadline passed, -1 fault. */
static int wait_for_socket(PGconn *connection, bool also_writable, int64_t deadline_ms)
{
    struct pollfd socket = {.fd = PQsocket(connection),
                            .events = also_writable ? POLLIN | POLLOUT : POLLIN};
    for (;;) {
        int64_t left_ms = deadline_ms - clock_ms();
        if (left_ms <= 0)
            return 0;
        int ready = poll(&socket, 1, (int)left_ms);
        if (ready >= 0 || errno != EINTR)
            return ready;
    }
}

/* Sends what is queued and reads until PQgetResult would not block. Both directions at once: with
 * blocking sends, a server whose answers nobody reads would stop reading our questions. */
static bool await_result(struct db *db, const struct exchange *exchange, struct error *err)
{
    for (;;) {
        int unsent = PQflush(db->connection);
        if (!PQisBusy(db->connection))
            return true;
        int ready = wait_for_socket(db->connection, unsent == 1, exchange->deadline_ms);
        if (ready == 0)
            return lose_silent(db, exchange, err);
        if (ready < 0 || !PQconsumeInput(db->connection))
            return lose(db, exchange, err);
    }
}

/* A server that ended an idle connection (restart, pg_terminate_backend) is noticed before anything
 * is sent: then nothing of ours can have been committed. */
static bool begin_exchange(struct db *db, struct exchange *exchange, int64_t limit_ms,
                           struct error *err)
{
    if (db->is_reading)
        bug("a statement while rows are read one by one");
    *exchange = (struct exchange){.limit_ms = limit_ms, .deadline_ms = clock_ms() + limit_ms};
    if (!db_is_alive(db))
        return error_set(err, ERROR_RETRY, "there is no connection to PostgreSQL");
    struct pollfd socket = {.fd = PQsocket(db->connection), .events = POLLIN};
    while (poll(&socket, 1, 0) > 0) {
        if (PQconsumeInput(db->connection))
            continue;
        db_error_from_connection(err, db->connection);
        drop(db);
        return false;
    }
    return true;
}

/* Where the server has ended the session in the meantime, as its role's idle_session_timeout asks,
 * there is a new one: nothing was under way. */
static bool begin_transaction(struct db *db, struct exchange *exchange, struct error *err)
{
    return begin_exchange(db, exchange, LIMIT_STATEMENT_MS, err) ||
           (!db_is_alive(db) && db_reconnect(db, err) &&
            begin_exchange(db, exchange, LIMIT_STATEMENT_MS, err));
}

/* The server's last words. They stand in the place of an answer, so that what was not answered
 * before them was not done, unless the answer that they replace is a commit's. */
static bool is_fatal(const PGresult *result)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0);
}

static bool lose_fatally(struct db *db, const struct exchange *exchange, const PGresult *result,
                         struct error *err)
{
    if (!exchange->has_failed) {
        db_error_from_result(err, result);
        err->outcome_unknown = exchange->is_committing;
    }
    drop(db);
    return false;
}

/* Keeps the first failure in *err; false only when the connection is gone. */
static bool judge(struct db *db, struct exchange *exchange, const PGresult *result,
                  struct error *err)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY:
        exchange->is_committing = true; /* a lone statement commits after its answer */
        return true;
    case PGRES_SINGLE_TUPLE:
        return true;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
        bug("a statement of ours began COPY");
    default:
        break;
    }
    if (is_fatal(result))
        return lose_fatally(db, exchange, result, err);
    if (!db_is_alive(db))
        return lose(db, exchange, err);
    if (!exchange->has_failed)
        db_error_from_result(err, result);
    exchange->has_failed = true;
    return true;
}

/* The server is given its time anew: taking a row may have taken long. */
static void hand_over(struct db *db, struct exchange *exchange, PGresult **result,
                      struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = db_rows_make(result);
    if (exchange->has_failed)
        return;
    db->is_reading = true;
    exchange->has_failed = !exchange->take_row(rows, exchange->payload, err);
    db->is_reading = false;
    exchange->deadline_ms = clock_ms() + exchange->limit_ms;
}

/* Reads all results of one statement, or of one script; *last gets the last. */
static bool read_results(struct db *db, struct exchange *exchange, PGresult **last,
                         struct error *err)
{
    for (;;) {
        if (!await_result(db, exchange, err))
            return false;
        CLEANUP(db_result_free) PGresult *result = PQgetResult(db->connection);
        if (!result)
            return true;
        if (!judge(db, exchange, result, err))
            return false;
        if (PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
            hand_over(db, exchange, &result, err);
            continue;
        }
        PQclear(*last);
        *last = TAKE(result);
    }
}

/* Leaves no transaction open behind a failure; a connection that cannot even roll back is dropped.
 */
static void roll_back(struct db *db)
{
    struct exchange exchange;
    struct error ignored;
    CLEANUP(db_result_free) PGresult *last = NULL;
    if (PQtransactionStatus(db->connection) == PQTRANS_IDLE)
        return;
    if (!begin_exchange(db, &exchange, LIMIT_STATEMENT_MS, &ignored))
        return;
    if (!PQsendQuery(db->connection, "rollback") || !read_results(db, &exchange, &last, &ignored) ||
        exchange.has_failed)
        drop(db);
}

void db_limit_locks(struct db *db, int wait_ms)
{
    free_pointer(&db->lock_timeout);
    if (wait_ms > 0)
        db->lock_timeout = xasprintf("set local lock_timeout = %d", wait_ms);
}

/* In each transaction anew, because a pooler gives each transaction another session. */
static bool send_lock_timeout(const struct db *db)
{
    const struct db_call call = {.sql = db->lock_timeout};
    return db->lock_timeout == NULL || db_call_send(db->connection, &call);
}

static bool send_pipeline(struct db *db, const struct exchange *exchange)
{
    PGconn *connection = db->connection;
    if (!PQenterPipelineMode(connection) ||
        !db_call_send(connection, DB_CALL("begin isolation level read committed")) ||
        !send_lock_timeout(db))
        return false;
    for (size_t i = 0; i < exchange->count; i++)
        if (!db_call_send(connection, &exchange->calls[i]))
            return false;
    return db_call_send(connection, DB_CALL("commit")) && PQpipelineSync(connection);
}

/* The answers in the order of the questions: begin, perhaps a setting, the calls, commit. */
static bool read_pipeline(struct db *db, struct exchange *exchange, PGresult **last,
                          struct error *err)
{
    size_t count = exchange->count;
    CLEANUP(db_result_free) PGresult *other = NULL;
    size_t last_call = count + (db->lock_timeout != NULL);
    for (size_t i = 0; i < last_call + 2; i++) {
        exchange->is_committing = i == last_call + 1;
        if (i == last_call && exchange->take_row != NULL && !exchange->has_failed &&
            !PQsetSingleRowMode(db->connection))
            bug("rows cannot be read one by one");
        if (!read_results(db, exchange, i == last_call ? last : &other, err))
            return false;
    }
    return true;
}

/* The commit is answered by now, so a failure here costs the connection, not the outcome. */
static void end_pipeline(struct db *db, const struct exchange *exchange)
{
    struct error ignored;
    if (!await_result(db, exchange, &ignored))
        return;
    CLEANUP(db_result_free) PGresult *sync = PQgetResult(db->connection);
    if (PQresultStatus(sync) != PGRES_PIPELINE_SYNC || !PQexitPipelineMode(db->connection))
        drop(db);
}

/* `begin`, the calls, `commit`, when the exchange has begun. */
static bool run_transaction(struct db *db, struct exchange *exchange, PGresult **last,
                            struct error *err)
{
    if (!send_pipeline(db, exchange))
        return lose(db, exchange, err);
    if (!read_pipeline(db, exchange, last, err))
        return false;
    end_pipeline(db, exchange);
    if (exchange->has_failed)
        roll_back(db);
    return !exchange->has_failed;
}

bool db_transaction(struct db *db, const struct db_call *calls, size_t count, struct db_rows **last,
                    struct error *err)
{
    struct exchange exchange;
    CLEANUP(db_result_free) PGresult *result = NULL;
    if (!begin_transaction(db, &exchange, err))
        return false;
    exchange.calls = calls;
    exchange.count = count;
    if (!run_transaction(db, &exchange, &result, err))
        return false;
    if (last)
        *last = db_rows_make(&result);
    return true;
}

bool db_read(struct db *db, const struct db_call *call, db_take_row *take_row, void *payload,
             struct error *err)
{
    struct exchange exchange;
    CLEANUP(db_result_free) PGresult *last = NULL;
    if (!begin_transaction(db, &exchange, err))
        return false;
    exchange.calls = call;
    exchange.count = 1;
    exchange.take_row = take_row;
    exchange.payload = payload;
    return run_transaction(db, &exchange, &last, err);
}

bool db_script(struct db *db, const char *sql, struct error *err)
{
    struct exchange exchange;
    CLEANUP(db_result_free) PGresult *last = NULL;
    if (!begin_exchange(db, &exchange, LIMIT_SCRIPT_MS, err))
        return false;
    exchange.is_committing = true; /* the script may commit anywhere */
    if (!PQsendQuery(db->connection, sql))
        return lose(db, &exchange, err);
    if (!read_results(db, &exchange, &last, err))
        return false;
    if (!exchange.has_failed && PQtransactionStatus(db->connection) == PQTRANS_IDLE)
        return true;
    if (!exchange.has_failed)
        error_set(err, ERROR_IMPORT, "the script left its transaction open: rolled back");
    roll_back(db);
    return false;
}

/* Always in a stated isolation level: the session's default may be a stricter one, in which a claim
 * fails instead of waiting. */
bool db_query(struct db *db, const struct db_call *call, struct db_rows **rows, struct error *err)
{
    return db_transaction(db, call, 1, rows, err);
}
