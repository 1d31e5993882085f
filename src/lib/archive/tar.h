/* tar.h: writes an archive that `tar -xzf` unpacks: regular files and folders, never a link.
 *
 * The same members give the same bytes: they come in the order of their names, belong to 0:0, have
 * one time, and the compression notes neither a name nor a time. Nothing is built in memory.
 */
#ifndef BRIGADE_ARCHIVE_TAR_H
#define BRIGADE_ARCHIVE_TAR_H

#include "lib/os/sink.h"

struct tar;

/* The bytes go to `sink`, which is borrowed and is the caller's to close behind tar_end. time_s: of
 * every member, in seconds of the epoch. */
void tar_begin(struct tar **out, struct sink *sink, int64_t time_s);
/* Members have relative names without ".." and come in byte order, each once: ERROR_ITEM otherwise.
 * A folder's name ends with a slash. */
bool tar_add_folder(struct tar *tar, const char *name, struct error *err) MUST_CHECK;
bool tar_add_text(struct tar *tar, const char *name, const char *text,
                  struct error *err) MUST_CHECK;
/* Adds what the regular file at `from` holds; a link there is refused. */
struct tar_file {
    const char *name;
    const char *from;
};
bool tar_add_file(struct tar *tar, const struct tar_file *file, const struct sink_watch *watch,
                  struct error *err) MUST_CHECK;
/* Writes what ends an archive. */
bool tar_end(struct tar *tar, struct error *err) MUST_CHECK;
void tar_close(struct tar **tar);

#endif
