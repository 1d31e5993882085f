/* home.h: the place of this host (brigade.places), and that the storage is the one of that place
 * and of no other place or database. The file .place in it bears a random key, which the first
 * worker of a place gets from the database and writes.
 */
#ifndef BRIGADE_ENGINE_HOME_H
#define BRIGADE_ENGINE_HOME_H

#include "lib/base/settings.h"
#include "lib/db/db.h"

/* For a worker: marks a storage that nobody has marked. *place is the number of the place; the
 * caller frees it. ERROR_IMPORT with what to do when this storage must not be used. */
bool home_settle(struct db *db, const struct settings *settings, char **place,
                 struct error *err) MUST_CHECK;
/* For those who only read: changes nothing. */
bool home_look(struct db *db, const char *storage, const char *place, struct error *err) MUST_CHECK;
/* Whether the files of a project are at this place, as far as anybody has said where. Else
 * ERROR_IMPORT, saying where they are. */
bool home_has(struct db *db, const char *place, const char *project_id,
              struct error *err) MUST_CHECK;

#endif
