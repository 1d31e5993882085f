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
    char buffer[BUFFER_BYTES]; /* rows are small: fewer and larger writes */
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
    free(old);
}

bool sink_open(struct sink **out, const char *path, const char *temporary, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = xcalloc(1, sizeof(*sink));

    sink->path = xstrdup(path);
    sink->temporary = xstrdup(temporary);
    crypto_hash_sha256_init(&sink->hash);
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
    if (size > sizeof(sink->buffer) - sink->filled && !flush(sink, err))
        return false;
    if (size > sizeof(sink->buffer))
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
    while ((got = read(descriptor, sink->buffer, sizeof(sink->buffer))) != 0) {
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

bool sink_close(struct sink **sink, struct sink_file *file, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *whole = TAKE(*sink);
    unsigned char digest[crypto_hash_sha256_BYTES];

    if (!flush(whole, err))
        return false;
    crypto_hash_sha256_final(&whole->hash, digest);
    sodium_bin2hex(file->sha256, sizeof(file->sha256), digest, sizeof(digest));
    file->size_bytes = whole->size_bytes;
    return name(whole, err);
}

bool sink_adopt(const char *path, const char *temporary, struct sink_file *file,
                const struct sink_watch *watch, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = xcalloc(1, sizeof(*sink));

    sink->path = xstrdup(path);
    sink->temporary = xstrdup(temporary);
    sink->adopts = true;
    crypto_hash_sha256_init(&sink->hash);
    sink->descriptor = open(temporary, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (sink->descriptor < 0)
        return fail(err, "open", temporary);
    return sink_add_file(sink, temporary, watch, err) && sink_close(&sink, file, err);
}
