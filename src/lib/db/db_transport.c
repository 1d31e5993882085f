#include <stdio.h>
#include <string.h>

#include "lib/db/db_private.h"
#include "lib/http/http.h"

static bool insecure_is_allowed;

void db_allow_insecure(bool allow)
{
    insecure_is_allowed = allow;
}

/* The n-th of a list with commas, as libpq takes several hosts; "" when it is not there. */
static void take_entry(const char *list, size_t n, char *out, size_t size)
{
    for (; n > 0 && *list != '\0'; n--) {
        list += strcspn(list, ",");
        list += *list == ',';
    }
    snprintf(out, size, "%.*s", (int)strcspn(list, ","), list);
}

static size_t count_entries(const char *list)
{
    size_t count = 1;
    for (; *list != '\0'; list++)
        count += *list == ',';
    return count;
}

/* "" is libpq's own choice: the socket. */
static bool is_local(const char *place)
{
    return place[0] == '\0' || place[0] == '/' || place[0] == '@' || http_host_is_loopback(place);
}

/* libpq connects to the address when one is given, and to the host otherwise. */
static bool is_remote(const char *hosts, const char *addresses)
{
    char place[256];
    size_t count = count_entries(addresses[0] != '\0' ? addresses : hosts);
    for (size_t n = 0; n < count; n++) {
        take_entry(addresses, n, place, sizeof(place));
        if (place[0] == '\0')
            take_entry(hosts, n, place, sizeof(place));
        if (!is_local(place))
            return true;
    }
    return false;
}

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
    for (; options != NULL && options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val != NULL ? options->val : "";
    return "";
}

/* GSSAPI proves the server as well, when the options demand it. */
static bool is_exposed(const PQconninfoOption *options)
{
    return is_remote(value_of(options, "host"), value_of(options, "hostaddr")) &&
           strcmp(value_of(options, "sslmode"), "verify-full") != 0 &&
           strcmp(value_of(options, "gssencmode"), "require") != 0;
}

bool db_check_transport(PGconn *connection, struct error *err)
{
    PQconninfoOption *options = PQconninfo(connection);
    const char *address = value_of(options, "hostaddr");
    const char *mode = value_of(options, "sslmode");
    bool is_refused = !insecure_is_allowed && is_exposed(options);
    if (is_refused)
        error_set(err, ERROR_IMPORT,
                  "PostgreSQL at %s is another host, and sslmode is %s: whoever stands between "
                  "could read and change everything. Set sslmode=verify-full (and sslrootcert, the "
                  "authority that signed its certificate) in the service file, in PGSSLMODE or in "
                  "database; or allow_insecure_database, when the network between is yours alone",
                  address[0] != '\0' ? address : value_of(options, "host"),
                  mode[0] != '\0' ? mode : "not set");
    PQconninfoFree(options);
    return !is_refused;
}

bool db_describe_transport(const struct db *db, char out[DB_TRANSPORT_TEXT])
{
    PGconn *connection = db_connection(db);
    PQconninfoOption *options = PQconninfo(connection);
    const char *protocol = PQsslAttribute(connection, "protocol");
    bool is_safe = !is_exposed(options);
    if (!is_remote(value_of(options, "host"), value_of(options, "hostaddr")))
        snprintf(out, DB_TRANSPORT_TEXT, "on this host");
    else
        snprintf(out, DB_TRANSPORT_TEXT, "%s, sslmode %s",
                 PQgssEncInUse(connection) ? "GSSAPI"
                 : protocol != NULL        ? protocol
                                           : "not encrypted",
                 value_of(options, "sslmode"));
    PQconninfoFree(options);
    return is_safe;
}

static bool is_on(const struct db *db, const char *parameter)
{
    const char *value = PQparameterStatus(db_connection(db), parameter);

    return value != NULL && strcmp(value, "on") == 0;
}

bool db_is_standby(const struct db *db)
{
    return is_on(db, "in_hot_standby");
}

bool db_is_read_only(const struct db *db)
{
    return is_on(db, "default_transaction_read_only");
}

char *db_describe_server(const struct db *db)
{
    PGconn *connection = db_connection(db);

    return xasprintf("PostgreSQL %s, database %s, user %s",
                     PQparameterStatus(connection, "server_version"), PQdb(connection),
                     PQuser(connection));
}
