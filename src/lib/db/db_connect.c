#include <stdlib.h>
#include <string.h>

#include "lib/db/db_private.h"
#include "lib/base/limits.h"
#include "lib/os/detach.h"

#define SERVER_VERSION_MIN 150000
#define CANCEL_S 10

/* Functions say what they do by notices; lib writes nothing to stderr. */
static void ignore_notice(void *payload, const PGresult *result)
{
    (void)payload;
    (void)result;
}

static void options_free(PQconninfoOption **options)
{
    PQconninfoFree(*options);
}

/* Whether the environment or the service that it names sets an option. */
static bool is_set_outside(const PQconninfoOption *options, const char *keyword)
{
    for (; options && options->keyword; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val != NULL;
    return false;
}

/* libpq would quote a malformed conninfo in its message, password included. */
static bool check_conninfo(const char *conninfo, struct error *err)
{
    bool is_uri =
        strncmp(conninfo, "postgresql://", 13) == 0 || strncmp(conninfo, "postgres://", 11) == 0;
    if (!is_uri && !strchr(conninfo, '='))
        return true;
    CLEANUP(options_free) PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    if (options)
        return true;
    return error_set(err, ERROR_IMPORT,
                     "the database connection string is malformed (not shown, it may hold a "
                     "password): see \"Connection Strings\" in PostgreSQL's manual");
}

/* Later entries win: defaults, then conninfo (expanded where dbname stands), then what is not for
 * choice. */
static PGconn *connect_with_defaults(const char *conninfo, bool is_rehearsal)
{
    _Static_assert(LIMIT_CONNECT_MS == 10000, "connect_timeout below has whole seconds");
    CLEANUP(options_free) PQconninfoOption *outside = PQconndefaults();
    const char *seconds = is_set_outside(outside, "connect_timeout") ? "" : "10";
    const char *const keywords[] = {
        "connect_timeout", "keepalives_idle", "tcp_user_timeout",     "fallback_application_name",
        "dbname",          "client_encoding", "target_session_attrs", NULL,
    };
    const char *const values[] = {
        seconds, "15", "30000", "brigade", conninfo, "UTF8", is_rehearsal ? "none" : NULL, NULL};
    return is_rehearsal ? PQconnectStartParams(keywords, values, 1)
                        : PQconnectdbParams(keywords, values, 1);
}

static void finish(PGconn **connection)
{
    PQfinish(*connection);
}

/* Before anything is sent. libpq says what it makes of conninfo, environment and service file about
 * a connection alone: here about one that does not come about, because no server has such
 * target_session_attrs. */
static bool check_way(const char *conninfo, struct error *err)
{
    CLEANUP(finish) PGconn *connection = connect_with_defaults(conninfo, true);
    return db_check_transport(connection, err);
}

static bool check_server(PGconn *connection, struct error *err)
{
    int version = PQserverVersion(connection);
    if (version >= SERVER_VERSION_MIN)
        return true;
    return error_set(err, ERROR_IMPORT,
                     "PostgreSQL 15 or later is needed; this server has version %d.%d: upgrade it "
                     "or name another server",
                     version / 10000, version % 10000);
}

/* Compiling a statement takes longer than running it wherever this program asks: a quarter of the
 * processor time of a sync went there. */
static bool set_jit_off(PGconn *connection, struct error *err)
{
    CLEANUP(db_result_free) PGresult *set = PQexec(connection, "set jit = off");
    return PQresultStatus(set) == PGRES_COMMAND_OK || db_error_from_connection(err, connection);
}

static bool set_nonblocking(PGconn *connection, struct error *err)
{
    return PQsetnonblocking(connection, 1) == 0 || db_error_from_connection(err, connection);
}

bool db_connect(const char *conninfo, PGconn **out, struct error *err)
{
    CLEANUP(finish) PGconn *connection = NULL;
    if (!check_conninfo(conninfo, err) || !check_way(conninfo, err))
        return false;
    connection = connect_with_defaults(conninfo, false);
    if (PQstatus(connection) != CONNECTION_OK)
        return db_error_from_refusal(err, connection);
    PQsetNoticeReceiver(connection, ignore_notice, NULL);
    if (!check_server(connection, err) || !set_jit_off(connection, err) ||
        !set_nonblocking(connection, err))
        return false;
    *out = TAKE(connection);
    return true;
}

static void send_cancel(void *cancel)
{
    char ignored[256];
    PQcancel(cancel, ignored, sizeof(ignored));
}

/* What the server still does for us ends, so that it holds no locks and does not pile up. libpq has
 * no bound for this, and it must not be waited for. */
void db_cancel(PGconn *connection)
{
    struct error ignored;
    PGcancel *request = PQgetCancel(connection);
    bool is_sent = request != NULL && detach(send_cancel, request, CANCEL_S, &ignored);
    (void)is_sent; /* as far as it can be */
    PQfreeCancel(request);
}
