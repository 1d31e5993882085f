#include "lib/archive/tar.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES ((size_t)128 * 1024)
#define TICK_BYTES ((int64_t)64 * 1024 * 1024)

struct tar {
    struct archive *writer;
    struct sink *sink; /* NULL: nothing is wanted any more */
    int64_t time_s;
    char *last;           /* name of the last member; NULL: none yet */
    struct error refused; /* by the sink, within libarchive */
    bool is_refused;
};

static la_ssize_t take_bytes(struct archive *writer, void *payload, const void *bytes, size_t size)
{
    struct tar *tar = payload;

    if (tar->sink == NULL || sink_write(tar->sink, bytes, size, &tar->refused))
        return (la_ssize_t)size;
    tar->is_refused = true;
    archive_set_error(writer, EIO, "it cannot be written");
    return -1;
}

/* The names are bytes to this format, whatever the locale, and of any length. */
void tar_begin(struct tar **out, struct sink *sink, int64_t time_s)
{
    struct tar *tar = xcalloc(1, sizeof(*tar));

    tar->sink = sink;
    tar->time_s = time_s;
    tar->writer = archive_write_new();
    if (tar->writer == NULL || archive_write_set_format_gnutar(tar->writer) != ARCHIVE_OK ||
        archive_write_add_filter_gzip(tar->writer) != ARCHIVE_OK ||
        archive_write_set_filter_option(tar->writer, "gzip", "timestamp", NULL) != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(tar->writer, 1) != ARCHIVE_OK ||
        archive_write_open(tar->writer, tar, NULL, take_bytes, NULL) != ARCHIVE_OK)
        bug("libarchive does not write tar.gz files");
    *out = tar;
}

void tar_close(struct tar **tar)
{
    struct tar *old = TAKE(*tar);

    if (old == NULL)
        return;
    old->sink = NULL; /* libarchive writes what it holds; the sink may be gone */
    archive_write_free(old->writer);
    free(old->last);
    free(old);
}

static bool fail(struct tar *tar, const char *name, struct error *err)
{
    if (tar->is_refused) {
        *err = tar->refused;
        return false;
    }
    return error_set(err, ERROR_ITEM, "%s cannot be added to the archive: %s", name,
                     archive_error_string(tar->writer));
}

static bool leaves(const char *name)
{
    for (const char *at = name; at != NULL; at = strchr(at, '/')) {
        at += *at == '/';
        if (strncmp(at, "..", 2) == 0 && (at[2] == '\0' || at[2] == '/'))
            return true;
    }
    return false;
}

static bool check_name(const struct tar *tar, const char *name, struct error *err)
{
    if (*name == '\0' || *name == '/' || leaves(name))
        return error_set(err, ERROR_ITEM, "%s is no name of a member of an archive", name);
    return tar->last == NULL || strcmp(tar->last, name) < 0 ||
           error_set(err, ERROR_ITEM, "%s comes behind %s, and not in order", name, tar->last);
}

static void free_entry(struct archive_entry **entry)
{
    archive_entry_free(*entry);
}

static bool begin_member(struct tar *tar, const char *name, int64_t size_bytes, struct error *err)
{
    CLEANUP(free_entry) struct archive_entry *entry = archive_entry_new();
    bool is_folder = *name != '\0' && name[strlen(name) - 1] == '/';

    if (entry == NULL)
        out_of_memory();
    if (!check_name(tar, name, err))
        return false;
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, is_folder ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, is_folder ? 0755 : 0644);
    archive_entry_set_size(entry, size_bytes);
    archive_entry_set_mtime(entry, tar->time_s, 0);
    free(tar->last);
    tar->last = xstrdup(name);
    return archive_write_header(tar->writer, entry) == ARCHIVE_OK || fail(tar, name, err);
}

static bool add_bytes(struct tar *tar, const void *bytes, size_t size, struct error *err)
{
    la_ssize_t written = archive_write_data(tar->writer, bytes, size);

    return (written >= 0 && (size_t)written == size) || fail(tar, tar->last, err);
}

bool tar_add_folder(struct tar *tar, const char *name, struct error *err)
{
    if (*name == '\0' || name[strlen(name) - 1] != '/')
        return error_set(err, ERROR_ITEM, "%s is no name of a folder", name);
    return begin_member(tar, name, 0, err);
}

bool tar_add_text(struct tar *tar, const char *name, const char *text, struct error *err)
{
    size_t size = strlen(text);

    return begin_member(tar, name, (int64_t)size, err) &&
           (size == 0 || add_bytes(tar, text, size, err));
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
}

/* Exactly `left` bytes: the header says so. */
static bool copy(struct tar *tar, int descriptor, int64_t left, const struct sink_watch *watch,
                 struct error *err)
{
    CLEANUP(free_pointer) char *block = xcalloc(1, BLOCK_BYTES);
    int64_t ticks_at = left - TICK_BYTES;

    while (left > 0) {
        size_t wanted = left < (int64_t)BLOCK_BYTES ? (size_t)left : BLOCK_BYTES;
        ssize_t got = read(descriptor, block, wanted);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return error_set(err, ERROR_RETRY, "%s cannot be read: %s", tar->last,
                             got < 0 ? strerror(errno) : "it became shorter");
        if (!add_bytes(tar, block, (size_t)got, err))
            return false;
        left -= got;
        if (left > ticks_at)
            continue;
        ticks_at -= TICK_BYTES;
        if (!watch->tick(watch->payload))
            return error_set(err, ERROR_RETRY, "told to stop while %s was packed", tar->last);
    }
    return true;
}

bool tar_add_file(struct tar *tar, const struct tar_file *file, const struct sink_watch *watch,
                  struct error *err)
{
    CLEANUP(close_descriptor)
    int descriptor = open(file->from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;

    if (descriptor < 0 || fstat(descriptor, &status) != 0)
        return error_set(err, ERROR_RETRY, "%s cannot be opened: %s", file->from, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_set(err, ERROR_ITEM, "%s is not a regular file", file->from);
    return begin_member(tar, file->name, status.st_size, err) &&
           copy(tar, descriptor, status.st_size, watch, err);
}

bool tar_end(struct tar *tar, struct error *err)
{
    return archive_write_close(tar->writer) == ARCHIVE_OK || fail(tar, "its end", err);
}
