/* db_fixture.h: what the tests of db.h share. They need a PostgreSQL that PGHOST names, such as
 * pg_virtualenv gives; without one has_server() says so and they are left out. */
#ifndef BRIGADE_DB_FIXTURE_H
#define BRIGADE_DB_FIXTURE_H

#include "lib/db/db.h"

/* Puts a row into db_test.rows, whose `twin` must be unique at the end of the transaction. */
#define INSERT(id, twin)                                                                           \
    DB_CALL("insert into db_test.rows values ($1::bigint, $2::bigint) returning id, "              \
            "current_setting('transaction_isolation') as level",                                   \
            db_int(id), twin)

extern struct db *db;    /* the connection under test */
extern struct db *other; /* looks at it from outside */

bool has_server(void);
void connect_twice(void); /* and makes schema db_test */
void disconnect(void);

struct db *opened(const char *conninfo);
struct db_rows *asked(struct db *whom, const char *sql);
int64_t number(struct db *whom, const char *sql); /* the first cell */
int64_t rows_stored(void);
struct error failed(struct db *whom, const char *sql);
void assert_usable(void); /* alive, and no transaction open */

#endif
