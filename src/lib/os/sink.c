#include "lib/os/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/os/file.h"

#define BUFFER_BYTES ((size_t)128 * 1024)
#define TICK_BYTES ((int64_t)64 * 1024 * 1024)

struct sink {
    char *path;
    char *temporary;
    int descriptor;
    bool adopts; /* the bytes are there already */
    int64_t size_bytes;
    crypto_hash_sha256_state hash;
    size_t filled;
    char *buffer; /* rows are small: fewer and larger writes */
};

static bool fail(struct error *err, const char *what, const char *path)
{
    return error_set(err, ERROR_RETRY, "cannot %s %s: %s", what, path, strerror(errno));
}

void sink_abandon(struct sink **sink)
{
    struct sink *old = TAKE(*sink);

    if (old == NULL)
        return;
    if (old->descriptor >= 0) {
        close(old->descriptor);
        unlink(old->temporary);
    }
    free(old->path);
    free(old->temporary);
    free(old->buffer);
    free(old);
}

/* The buffer is not zeroed: of a small file it would be the most work. */
static struct sink *new_sink(const char *path, const char *temporary)
{
    struct sink *sink = xcalloc(1, sizeof(*sink));

    sink->path = xstrdup(path);
    sink->temporary = xstrdup(temporary);
    sink->buffer = xrealloc(NULL, BUFFER_BYTES);
    crypto_hash_sha256_init(&sink->hash);
    return sink;
}

bool sink_open(struct sink **out, const char *path, const char *temporary, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = new_sink(path, temporary);

    sink->descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (sink->descriptor < 0)
        return fail(err, "make", temporary);
    *out = TAKE(sink);
    return true;
}

static bool write_out(struct sink *sink, const char *bytes, size_t size, struct error *err)
{
    crypto_hash_sha256_update(&sink->hash, (const unsigned char *)bytes, size);
    sink->size_bytes += (int64_t)size;
    while (size > 0 && !sink->adopts) {
        ssize_t written = write(sink->descriptor, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail(err, "write", sink->temporary);
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

static bool flush(struct sink *sink, struct error *err)
{
    size_t filled = sink->filled;

    sink->filled = 0;
    return filled == 0 || write_out(sink, sink->buffer, filled, err);
}

bool sink_write(struct sink *sink, const void *bytes, size_t size, struct error *err)
{
    if (size > BUFFER_BYTES - sink->filled && !flush(sink, err))
        return false;
    if (size > BUFFER_BYTES)
        return write_out(sink, bytes, size, err);
    memcpy(sink->buffer + sink->filled, bytes, size);
    sink->filled += size;
    return true;
}

bool sink_text(struct sink *sink, const char *text, struct error *err)
{
    return sink_write(sink, text, strlen(text), err);
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
}

bool sink_add_file(struct sink *sink, const char *from, const struct sink_watch *watch,
                   struct error *err)
{
    CLEANUP(close_descriptor) int descriptor = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int64_t next = sink->size_bytes + TICK_BYTES;
    ssize_t got = 0;

    if (descriptor < 0)
        return fail(err, "open", from);
    if (!flush(sink, err))
        return false;
    while ((got = read(descriptor, sink->buffer, BUFFER_BYTES)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(err, "read", from);
        if (!write_out(sink, sink->buffer, (size_t)got, err))
            return false;
        if (sink->size_bytes < next)
            continue;
        next = sink->size_bytes + TICK_BYTES;
        if (!watch->tick(watch->payload))
            return error_set(err, ERROR_RETRY, "told to stop while %s was copied", from);
    }
    return true;
}

static bool name(struct sink *sink, struct error *err)
{
    if (fsync(sink->descriptor) != 0)
        return fail(err, "fsync", sink->temporary);
    if (rename(sink->temporary, sink->path) != 0)
        return error_set(err, ERROR_RETRY, "%s cannot be renamed to %s: %s", sink->temporary,
                         sink->path, strerror(errno));
    close(sink->descriptor);
    sink->descriptor = -1; /* it has its name: nothing is to be removed */
    return file_sync_parent(sink->path, err);
}

/* All bytes are written, and counted. */
static bool finish(struct sink *sink, struct sink_file *file, struct error *err)
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    if (!flush(sink, err))
        return false;
    crypto_hash_sha256_final(&sink->hash, digest);
    sodium_bin2hex(file->sha256, sizeof(file->sha256), digest, sizeof(digest));
    file->size_bytes = sink->size_bytes;
    return true;
}

bool sink_close(struct sink **sink, struct sink_file *file, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *whole = TAKE(*sink);

    return finish(whole, file, err) && name(whole, err);
}

/* A file that is written and has no name yet. */
struct sink_named {
    char *path;
    char *temporary; /* NULL: it has its name */
};

static void add_named(struct sink_batch *batch, struct sink *sink)
{
    if (batch->count == batch->room) {
        struct sink_named *files = NULL;
        batch->room = batch->room > 0 ? 2 * batch->room : 16;
        files = xcalloc(batch->room, sizeof(*files));
        if (batch->count > 0)
            memcpy(files, batch->files, batch->count * sizeof(*files));
        free(batch->files);
        batch->files = files;
    }
    batch->files[batch->count++] = (struct sink_named){TAKE(sink->path), TAKE(sink->temporary)};
    close(sink->descriptor);
    sink->descriptor = -1;
}

bool sink_close_later(struct sink **sink, struct sink_batch *batch, struct sink_file *file,
                      struct error *err)
{
    CLEANUP(sink_abandon) struct sink *whole = TAKE(*sink);

    if (!finish(whole, file, err))
        return false;
    /* The disk begins with it now, so that the fsync of one does not wait for each of the others;
     * where that cannot be asked for, it is merely slower. */
    (void)sync_file_range(whole->descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
    add_named(batch, whole);
    return true;
}

static int compare_named(const void *left, const void *right)
{
    return strcmp(((const struct sink_named *)left)->path,
                  ((const struct sink_named *)right)->path);
}

static bool is_beside(const char *path, const char *other)
{
    size_t size = (size_t)(strrchr(path, '/') - path);

    return size == (size_t)(strrchr(other, '/') - other) && strncmp(path, other, size) == 0;
}

/* In order of their paths, each folder is synced once, behind the last of its files. */
bool sink_batch_end(struct sink_batch *batch, struct error *err)
{
    if (batch->count > 0)
        qsort(batch->files, batch->count, sizeof(*batch->files), compare_named);
    for (size_t i = 0; i < batch->count; i++)
        if (!file_sync_file(batch->files[i].temporary, err))
            return false;
    for (size_t i = 0; i < batch->count; i++) {
        struct sink_named *file = &batch->files[i];
        if (rename(file->temporary, file->path) != 0)
            return error_set(err, ERROR_RETRY, "%s cannot be renamed to %s: %s", file->temporary,
                             file->path, strerror(errno));
        free_pointer(&file->temporary);
        if ((i + 1 == batch->count || !is_beside(file->path, file[1].path)) &&
            !file_sync_parent(file->path, err))
            return false;
    }
    sink_batch_release(batch);
    return true;
}

void sink_batch_release(struct sink_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->files[i].temporary != NULL)
            unlink(batch->files[i].temporary);
        free(batch->files[i].temporary);
        free(batch->files[i].path);
    }
    free(batch->files);
    *batch = (struct sink_batch){0};
}

bool sink_adopt(const char *path, const char *temporary, struct sink_file *file,
                const struct sink_watch *watch, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = new_sink(path, temporary);

    sink->adopts = true;
    sink->descriptor = open(temporary, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (sink->descriptor < 0)
        return fail(err, "open", temporary);
    return sink_add_file(sink, temporary, watch, err) && sink_close(&sink, file, err);
}
