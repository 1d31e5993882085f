#include "commands/look/metrics.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/output.h"
#include "cli/session.h"
#include "lib/http/listener.h"

#define WAIT_MS 60000
/* As Prometheus and OpenMetrics name the form. */
#define TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

static bool read_figures(struct db *db, struct db_rows **rows, struct error *err)
{
    return (db_is_alive(db) || db_reconnect(db, err)) &&
           db_query(db, DB_CALL("select brigade.metrics() as figures"), rows, err);
}

static void answer(struct db *db, struct listener *listener)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(free_pointer) char *sentence = NULL;
    struct error err = {0};

    if (read_figures(db, &rows, &err)) {
        listener_send(listener, "200 OK", TEXT_TYPE, db_rows_cell(rows, 0, 0));
        return;
    }
    sentence = xasprintf("%s\n", err.message);
    listener_send(listener, "503 Service Unavailable", "text/plain; charset=utf-8", sentence);
}

/* Until a signal ends the program. */
static int serve(struct db *db, const char *port)
{
    CLEANUP(listener_close) struct listener *listener = NULL;
    struct error err = {0};
    char *end = NULL;
    unsigned long number = strtoul(port, &end, 10);

    if (*port < '0' || *port > '9' || *end != '\0' || number > 65535)
        return session_fail(EX_USAGE, "--listen takes a port from 0 to 65535, not \"%s\"", port);
    if (!listener_open(&listener, (unsigned)number, &err))
        return session_fail_with(&err);
    printf("http://127.0.0.1:%u/metrics\n", listener_port(listener));
    fflush(stdout);
    while (true)
        if (listener_wait_for(listener, "/metrics", WAIT_MS))
            answer(db, listener);
}

int command_metrics(const struct invocation *invocation)
{
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (commands_has_option(invocation, "listen"))
        return serve(db, commands_option(invocation, "listen"));
    if (!output_query_text(db, DB_CALL("select brigade.metrics() as figures"), &err))
        return session_fail_with(&err);
    return session_tell_hidden(db);
}
