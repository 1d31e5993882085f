/* neighbours.h: workers of this host whose processes are gone. Their jobs need not wait for the end
 * of their leases. */
#ifndef BRIGADE_ENGINE_NEIGHBOURS_H
#define BRIGADE_ENGINE_NEIGHBOURS_H

#include "lib/db/db.h"

/* Gives back at once what such workers had in hand. `space` is that of this process (process.h);
 * NULL: nothing can be told. */
bool neighbours_look(struct db *db, const char *worker, const char *space,
                     struct error *err) MUST_CHECK;

#endif
