/* room.h: whether there is room for what is about to be fetched. Looked at beforehand, because a
 * disk that is full stops everybody who shares it, PostgreSQL perhaps among them. */
#ifndef BRIGADE_ENGINE_ROOM_H
#define BRIGADE_ENGINE_ROOM_H

#include "lib/os/store.h"
#include "lib/base/settings.h"

/* Whether more than the setting keep_free_mib is free where storage is, beside `size_bytes` that
 * are to come (0: not known). ERROR_RETRY: somebody may make room. */
bool room_on_disk(const struct settings *settings, int64_t size_bytes,
                  struct error *err) MUST_CHECK;
/* The same of the disk where `path` is, which people know as `what`. */
bool room_at(const struct settings *settings, const char *what, const char *path,
             int64_t size_bytes, struct error *err) MUST_CHECK;
/* The same of storage, and whether the files in a place, those of one project, stay within the
 * setting files_max_mib (ERROR_ITEM) and no symbolic link stands on the way there (ERROR_RETRY).
 * *left_bytes (may be NULL) is what they may have beside. */
bool room_for_files(const struct settings *settings, const struct store_place *place,
                    int64_t size_bytes, int64_t *left_bytes, struct error *err) MUST_CHECK;
/* So many bytes came into the place. To be told by whoever was let in, so that the next file costs
 * no look at all the others. */
void room_taken(const struct store_place *place, int64_t size_bytes);

#endif
