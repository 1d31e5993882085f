#include "lib/os/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/os/file.h"

#define READ_BYTES ((size_t)256 * 1024)

struct store_writer {
    char *directory;
    char *temporary; /* its path; NULL: not made yet, or published */
    int descriptor;
    int64_t size_bytes;
    struct store_expectation expected;
    char *expected_sha256;
    char sha256[SHA256_TEXT]; /* once it is settled */
    crypto_hash_sha256_state hash;
};

static bool fail(struct error *err, const char *what, const char *path)
{
    return error_set(err, ERROR_RETRY, "cannot %s %s: %s", what, path, strerror(errno));
}

bool store_is_sha256(const char *text)
{
    return text != NULL && strlen(text) == SHA256_TEXT - 1 &&
           strspn(text, "0123456789abcdef") == SHA256_TEXT - 1;
}

static void end_hash(crypto_hash_sha256_state *hash, char sha256[SHA256_TEXT])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256_final(hash, digest);
    sodium_bin2hex(sha256, SHA256_TEXT, digest, sizeof(digest));
}

void store_abandon(struct store_writer **writer)
{
    struct store_writer *old = TAKE(*writer);

    if (old == NULL)
        return;
    if (old->descriptor >= 0)
        close(old->descriptor);
    if (old->temporary != NULL)
        unlink(old->temporary);
    free(old->temporary);
    free(old->directory);
    free(old->expected_sha256);
    free(old);
}

bool store_begin(struct store_writer **out, const struct store_place *place,
                 const struct store_expectation *expected, struct error *err)
{
    CLEANUP(store_abandon) struct store_writer *writer = xcalloc(1, sizeof(*writer));
    CLEANUP(free_pointer) char *template = xasprintf("%s/XXXXXX", place->incoming);

    writer->descriptor = -1;
    writer->directory = xstrdup(place->directory);
    writer->expected = *expected;
    writer->expected.sha256 = writer->expected_sha256 = xstrdup(expected->sha256);
    crypto_hash_sha256_init(&writer->hash);
    if (!file_make_directories(place->directory, 0700, err) ||
        !file_make_directories(place->incoming, 0700, err))
        return false;
    writer->descriptor = mkostemp(template, O_CLOEXEC);
    if (writer->descriptor < 0)
        return fail(err, "make a file in", place->incoming);
    writer->temporary = TAKE(template);
    *out = TAKE(writer);
    return true;
}

static bool is_too_much(const struct store_writer *writer, size_t more)
{
    int64_t size = writer->size_bytes + (int64_t)more;

    return (writer->expected.size_bytes >= 0 && size > writer->expected.size_bytes) ||
           (writer->expected.max_bytes > 0 && size > writer->expected.max_bytes);
}

bool store_write(struct store_writer *writer, const void *bytes, size_t size, struct error *err)
{
    const char *at = bytes;

    if (is_too_much(writer, size))
        return error_set_cause(
            err, ERROR_ITEM, CAUSE_TOO_LARGE, "the file is larger than %lld bytes",
            (long long)(writer->expected.size_bytes >= 0 ? writer->expected.size_bytes
                                                         : writer->expected.max_bytes));
    crypto_hash_sha256_update(&writer->hash, bytes, size);
    writer->size_bytes += (int64_t)size;
    while (size > 0) {
        ssize_t written = write(writer->descriptor, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail(err, "write", writer->temporary);
        at += written;
        size -= (size_t)written;
    }
    return true;
}

static bool check(const struct store_writer *writer, const char *sha256, struct error *err)
{
    const struct store_expectation *expected = &writer->expected;

    if (expected->size_bytes >= 0 && writer->size_bytes != expected->size_bytes)
        return error_set(err, ERROR_RETRY, "%lld bytes came where %lld were announced",
                         (long long)writer->size_bytes, (long long)expected->size_bytes);
    if (expected->sha256 != NULL && strcmp(sha256, expected->sha256) != 0)
        return error_set(err, ERROR_RETRY, "the bytes that came have the SHA-256 %s, not %s",
                         sha256, expected->sha256);
    return true;
}

bool store_settle(struct store_writer *writer, char sha256[SHA256_TEXT], int64_t *size_bytes,
                  struct error *err)
{
    end_hash(&writer->hash, writer->sha256);
    if (!check(writer, writer->sha256, err))
        return false;
    /* The disk may begin; whether it does changes nothing. */
    (void)sync_file_range(writer->descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
    memcpy(sha256, writer->sha256, SHA256_TEXT);
    *size_bytes = writer->size_bytes;
    return true;
}

static bool give_name(struct store_writer *writer, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", writer->directory, writer->sha256);

    if (rename(writer->temporary, path) != 0)
        return fail(err, "rename a file to", path);
    free_pointer(&writer->temporary);
    return true;
}

/* All bytes are on disk before the first name is. */
static bool publish(struct store_writer *writers[], size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (fsync(writers[i]->descriptor) != 0)
            return fail(err, "fsync", writers[i]->temporary);
    for (size_t i = 0; i < count; i++)
        if (!give_name(writers[i], err))
            return false;
    return count == 0 || file_sync_directory(writers[0]->directory, err);
}

bool store_publish(struct store_writer *writers[], size_t count, struct error *err)
{
    bool done = publish(writers, count, err);

    for (size_t i = 0; i < count; i++)
        store_abandon(&writers[i]);
    return done;
}

bool store_end(struct store_writer **writer, char sha256[SHA256_TEXT], int64_t *size_bytes,
               struct error *err)
{
    CLEANUP(store_abandon) struct store_writer *own = TAKE(*writer);
    char found[SHA256_TEXT];
    int64_t size = 0;

    if (!store_settle(own, found, &size, err) || !store_publish(&own, 1, err))
        return false;
    memcpy(sha256, found, SHA256_TEXT);
    *size_bytes = size;
    return true;
}

bool store_holds(const char *directory, const char *sha256, int64_t size_bytes)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", directory, sha256);
    struct stat status;

    return store_is_sha256(sha256) && lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
           status.st_size == size_bytes;
}

static void close_file(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
}

/* Opens what is a regular file and no link; -1 with *err otherwise. */
static int open_regular(const char *path, struct error *err)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (descriptor < 0) {
        fail(err, "open", path);
        return -1;
    }
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
        return descriptor;
    error_set(err, ERROR_ITEM, "%s is not a regular file", path);
    close(descriptor);
    return -1;
}

bool store_hash_file(const char *path, char sha256[SHA256_TEXT], int64_t *size_bytes,
                     struct error *err)
{
    CLEANUP(close_file) int descriptor = open_regular(path, err);
    CLEANUP(free_pointer) char *chunk = xcalloc(1, READ_BYTES);
    crypto_hash_sha256_state hash;
    int64_t size = 0;
    ssize_t count = 1;

    if (descriptor < 0)
        return false;
    crypto_hash_sha256_init(&hash);
    while (count != 0) {
        count = read(descriptor, chunk, READ_BYTES);
        if (count < 0 && errno != EINTR)
            return fail(err, "read", path);
        if (count <= 0)
            continue;
        crypto_hash_sha256_update(&hash, (unsigned char *)chunk, (size_t)count);
        size += count;
    }
    end_hash(&hash, sha256);
    *size_bytes = size;
    return true;
}
