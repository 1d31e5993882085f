/* store.h: files kept under the hash of what they hold: <directory>/<SHA-256 in hex>. The only door
 * to SHA-256 (libsodium).
 *
 * Bytes go to a temporary file elsewhere while the hash is taken; only a file that is whole,
 * fsynced and as expected gets its name, so a kill at any moment leaves nothing half in the
 * directory, and two writers of the same bytes do not disturb each other. Names come from the hash
 * alone, never from outside. Faults of this host (no space, no rights) are ERROR_RETRY.
 */
#ifndef BRIGADE_OS_STORE_H
#define BRIGADE_OS_STORE_H

#include "lib/base/error.h"

#define SHA256_TEXT 65 /* 64 lower-case hex digits and NUL */

/* The caller's knowledge about a file before it comes. */
struct store_expectation {
    int64_t size_bytes; /* -1: not known */
    const char *sha256; /* NULL: not known */
    int64_t max_bytes;  /* 0: none */
};

/* On one file system. Made when they are not there (0700). */
struct store_place {
    char *directory; /* of files that are whole */
    char *incoming;  /* of files that are not whole yet; the owner removes those that a kill leaves
                        there */
};

struct store_writer;

/* All strings are copied. */
bool store_begin(struct store_writer **out, const struct store_place *place,
                 const struct store_expectation *expected, struct error *err) MUST_CHECK;
/* ERROR_ITEM as soon as there is more than expected or allowed. */
bool store_write(struct store_writer *writer, const void *bytes, size_t size,
                 struct error *err) MUST_CHECK;
/* Checks size and hash (ERROR_RETRY when they differ: the bytes changed on their way), publishes
 * the file and frees the writer; on an error nothing is left. */
bool store_end(struct store_writer **writer, char sha256[SHA256_TEXT], int64_t *size_bytes,
               struct error *err) MUST_CHECK;
/* The same in two steps, for many small files: fsync of one commits the file system's journal for
 * all. store_settle checks and keeps the file under its temporary name; store_publish publishes
 * settled writers of one directory and frees them; after an error none of them is left, but for
 * those that have their final name already. */
bool store_settle(struct store_writer *writer, char sha256[SHA256_TEXT], int64_t *size_bytes,
                  struct error *err) MUST_CHECK;
bool store_publish(struct store_writer *writers[], size_t count, struct error *err) MUST_CHECK;
/* Drops what was written. */
void store_abandon(struct store_writer **writer);

/* Whether a file of that name and size is there; its bytes are not read. */
bool store_holds(const char *directory, const char *sha256, int64_t size_bytes);
/* Reads a file and says its hash and size. ERROR_ITEM when it is not a regular file. */
bool store_hash_file(const char *path, char sha256[SHA256_TEXT], int64_t *size_bytes,
                     struct error *err) MUST_CHECK;
/* Whether it is 64 lower-case hex digits. */
bool store_is_sha256(const char *text);

#endif
