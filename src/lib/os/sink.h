/* sink.h: a file that is written under a temporary name and gets its own when it is whole: on the
 * disk, counted and with its SHA-256 taken. A kill at any moment leaves what had the name before.
 * Faults of this host (no space, no rights) are ERROR_RETRY.
 */
#ifndef BRIGADE_OS_SINK_H
#define BRIGADE_OS_SINK_H

#include "lib/os/store.h"

struct sink;

/* What a file became. */
struct sink_file {
    char sha256[SHA256_TEXT];
    int64_t size_bytes;
};

/* Files that are written, and get their names together. Zeroed; to be released. */
struct sink_batch {
    struct sink_named *files;
    size_t count;
    size_t room;
};

/* Called about every 64 MiB; false ends the work: ERROR_RETRY. */
struct sink_watch {
    bool (*tick)(void *payload);
    void *payload;
};

/* `path` is where the file will stand, `temporary` where it is written, on the same file system.
 * The folders of both are there. */
bool sink_open(struct sink **out, const char *path, const char *temporary,
               struct error *err) MUST_CHECK;
bool sink_write(struct sink *sink, const void *bytes, size_t size, struct error *err) MUST_CHECK;
bool sink_text(struct sink *sink, const char *text, struct error *err) MUST_CHECK;
/* Adds what the file at `from` holds. */
bool sink_add_file(struct sink *sink, const char *from, const struct sink_watch *watch,
                   struct error *err) MUST_CHECK;
/* Writes to disk, gives the file its name, and frees the sink; on an error nothing is left. */
bool sink_close(struct sink **sink, struct sink_file *file, struct error *err) MUST_CHECK;
/* The same, but the file gets its name from sink_batch_end, with the others of *batch: many small
 * ones reach the disk together. */
bool sink_close_later(struct sink **sink, struct sink_batch *batch, struct sink_file *file,
                      struct error *err) MUST_CHECK;
bool sink_batch_end(struct sink_batch *batch, struct error *err) MUST_CHECK;
/* Drops those that have no name yet. */
void sink_batch_release(struct sink_batch *batch);
/* As sink_close for a file that another program has written at `temporary`. */
bool sink_adopt(const char *path, const char *temporary, struct sink_file *file,
                const struct sink_watch *watch, struct error *err) MUST_CHECK;
/* Drops what was written. */
void sink_abandon(struct sink **sink);

#endif
