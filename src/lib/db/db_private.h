/* db_private.h: shared by the files behind db.h. Only they include libpq. */
#ifndef BRIGADE_DB_DB_PRIVATE_H
#define BRIGADE_DB_DB_PRIVATE_H

#include <libpq-fe.h>

#include "lib/db/db.h"

struct db_rows {
    PGresult *result;
};

/* A connection of a server that we take, not blocking; errors as db_open has them. */
bool db_connect(const char *conninfo, PGconn **out, struct error *err) MUST_CHECK;
/* Asks the server to end what it does for this connection; does not wait for it. */
void db_cancel(PGconn *connection);
/* Queues the statement on the connection. */
bool db_call_send(PGconn *connection, const struct db_call *call) MUST_CHECK;
void db_result_free(PGresult **result);
/* Takes *result over. */
struct db_rows *db_rows_make(PGresult **result);
/* Fills the error from a failed result: class, SQLSTATE, message. Returns false. */
bool db_error_from_result(struct error *err, const PGresult *result);
PGconn *db_connection(const struct db *db);
/* ERROR_IMPORT when a connection with these options would leave this host without TLS that proves
 * the server, and db_allow_insecure does not allow it. The connection need not be open. */
bool db_check_transport(PGconn *connection, struct error *err);
/* Fills the error (ERROR_RETRY) from a connection that did not come about. Returns false. */
bool db_error_from_refusal(struct error *err, const PGconn *connection);
/* Fills the error (ERROR_RETRY) from a connection that was lost. Returns false. */
bool db_error_from_connection(struct error *err, const PGconn *connection);

#endif
