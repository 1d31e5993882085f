#include "engine/neighbours.h"

#include "engine/log.h"
#include "lib/os/process.h"

static bool bury(struct db *db, const char *worker, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(db, DB_CALL("select brigade.bury_worker(worker => $1) as jobs", db_text(worker)),
                  &rows, err))
        return false;
    log_event(LOG_LEVEL_INFO, NULL,
              "worker %s is gone: %lld jobs that it had in hand are due again", worker,
              (long long)db_rows_integer(rows, 0, "jobs"));
    return true;
}

bool neighbours_look(struct db *db, const char *worker, const char *space, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (space == NULL)
        return true;
    if (!db_query(db,
                  DB_CALL("select worker, pid, process_began from "
                          "brigade.workers_beside(worker => $1, process_space => $2)",
                          db_text(worker), db_text(space)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (process_began(db_rows_integer(rows, i, "pid")) !=
                db_rows_integer(rows, i, "process_began") &&
            !bury(db, db_rows_text(rows, i, "worker"), err))
            return false;
    return true;
}
