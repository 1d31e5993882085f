#include "lib/archive/tar_read.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES ((size_t)128 * 1024)

struct reading {
    struct archive *reader;
    const char *path;
    const struct tar_taker *taker;
    int descriptor;
    char *last; /* name of the last member; NULL: none yet */
    char *block;
};

static void reading_release(struct reading *reading)
{
    archive_read_free(reading->reader);
    if (reading->descriptor >= 0)
        close(reading->descriptor);
    free(reading->last);
    free(reading->block);
}

static bool refuse(const struct reading *reading, const char *name, const char *why,
                   struct error *err)
{
    return error_set(err, ERROR_ITEM, "%s: the member %s %s", reading->path, name, why);
}

static bool damaged(const struct reading *reading, struct error *err)
{
    const char *why = archive_error_string(reading->reader);

    return error_set(err, ERROR_ITEM, "%s cannot be read: %s", reading->path,
                     why != NULL ? why : "no reason given");
}

static bool has_part(const char *name, const char *part)
{
    size_t size = strlen(part);

    for (const char *at = name; at != NULL; at = strchr(at, '/')) {
        at += *at == '/';
        if (strncmp(at, part, size) == 0 && (at[size] == '\0' || at[size] == '/'))
            return true;
    }
    return false;
}

static bool check(const struct reading *reading, struct archive_entry *entry, struct error *err)
{
    const char *name = archive_entry_pathname(entry);

    if (name == NULL || *name == '\0')
        return refuse(reading, "", "has no name", err);
    if (*name == '/' || has_part(name, ".."))
        return refuse(reading, name, "points out of the archive", err);
    if (archive_entry_hardlink(entry) != NULL || archive_entry_symlink(entry) != NULL ||
        (archive_entry_filetype(entry) != AE_IFREG && archive_entry_filetype(entry) != AE_IFDIR))
        return refuse(reading, name, "is neither a file nor a folder", err);
    if (archive_entry_uid(entry) != 0 || archive_entry_gid(entry) != 0)
        return refuse(reading, name, "belongs to somebody", err);
    return reading->last == NULL || strcmp(reading->last, name) < 0 ||
           refuse(reading, name, "does not come in order", err);
}

static bool read_bytes(struct reading *reading, struct error *err)
{
    const struct tar_taker *taker = reading->taker;
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state hash;
    char sha256[SHA256_TEXT] = "";
    la_ssize_t got = 0;

    crypto_hash_sha256_init(&hash);
    while ((got = archive_read_data(reading->reader, reading->block, BLOCK_BYTES)) > 0) {
        crypto_hash_sha256_update(&hash, (const unsigned char *)reading->block, (size_t)got);
        if (!taker->bytes(reading->block, (size_t)got, taker->payload, err))
            return false;
    }
    crypto_hash_sha256_final(&hash, digest);
    sodium_bin2hex(sha256, sizeof(sha256), digest, sizeof(digest));
    return got == 0 ? taker->end(sha256, taker->payload, err) : damaged(reading, err);
}

static bool read_member(struct reading *reading, struct archive_entry *entry, struct error *err)
{
    const struct tar_taker *taker = reading->taker;
    struct tar_member member = {0};

    if (!check(reading, entry, err))
        return false;
    member.is_folder = archive_entry_filetype(entry) == AE_IFDIR;
    member.size_bytes = archive_entry_size(entry);
    member.time_s = archive_entry_mtime(entry);
    free(reading->last);
    reading->last = xstrdup(archive_entry_pathname(entry));
    member.name = reading->last;
    return taker->begin(&member, taker->payload, err) && read_bytes(reading, err);
}

static bool open_reader(struct reading *reading, struct error *err)
{
    reading->descriptor = open(reading->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (reading->descriptor < 0)
        return error_set(err, ERROR_RETRY, "%s cannot be opened: %s", reading->path,
                         strerror(errno));
    if (archive_read_support_format_tar(reading->reader) != ARCHIVE_OK ||
        archive_read_support_filter_gzip(reading->reader) != ARCHIVE_OK)
        bug("libarchive does not read tar.gz files");
    return archive_read_open_fd(reading->reader, reading->descriptor, BLOCK_BYTES) == ARCHIVE_OK ||
           damaged(reading, err);
}

bool tar_read(const char *path, const struct tar_taker *taker, struct error *err)
{
    CLEANUP(reading_release)
    struct reading reading = {.reader = archive_read_new(),
                              .path = path,
                              .taker = taker,
                              .descriptor = -1,
                              .block = xcalloc(1, BLOCK_BYTES)};
    struct archive_entry *entry = NULL;
    int code = 0;

    if (reading.reader == NULL)
        out_of_memory();
    if (!open_reader(&reading, err))
        return false;
    while ((code = archive_read_next_header(reading.reader, &entry)) == ARCHIVE_OK)
        if (!read_member(&reading, entry, err))
            return false;
    return code == ARCHIVE_EOF || damaged(&reading, err);
}
