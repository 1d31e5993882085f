/* db_spool.h: rows that are read into a file without a name and taken from it afterwards: for what
 * takes long with each, because no query and no transaction waits for it, and the connection may be
 * used meanwhile. No more than one row is in memory. Faults of this host are ERROR_RETRY. */
#ifndef BRIGADE_DB_DB_SPOOL_H
#define BRIGADE_DB_DB_SPOOL_H

#include "lib/db/db.h"

struct db_spool;

/* `path`, at which nothing stands, says where the disk is; its folder is there. */
bool db_spool_open(struct db_spool **out, const char *path, struct error *err) MUST_CHECK;
/* Reads all rows of a call, as db_read; once. */
bool db_spool_fill(struct db_spool *spool, struct db *db, const struct db_call *call,
                   struct error *err) MUST_CHECK;
/* *row gets the next, as row 0, which the caller frees; NULL: there is none. */
bool db_spool_next(struct db_spool *spool, struct db_rows **row, struct error *err) MUST_CHECK;
void db_spool_close(struct db_spool **spool);

#endif
