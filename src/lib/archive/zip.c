#include "lib/archive/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/limits.h"

/* libarchive reads a block for each member that it passes: a small one. */
#define BLOCK_BYTES ((size_t)16 * 1024)

struct zip {
    struct archive *reader;
    char *path;
    int descriptor;
    uint64_t fed_bytes; /* before the first member: the list of members */
    bool listed;
    uint64_t members;
    uint64_t announced_bytes; /* by the members so far */
    struct zip_member current;
    uint64_t left_bytes; /* that the current member may still give */
    char block[BLOCK_BYTES];
};

static ssize_t feed(struct archive *reader, void *payload, const void **bytes)
{
    struct zip *zip = payload;
    ssize_t count = 0;

    do
        count = read(zip->descriptor, zip->block, sizeof(zip->block));
    while (count < 0 && errno == EINTR);
    if (count < 0) {
        archive_set_error(reader, errno, "%s", strerror(errno));
        return -1;
    }
    zip->fed_bytes += (uint64_t)count;
    if (!zip->listed && zip->fed_bytes > LIMIT_ZIP_LIST_BYTES) {
        archive_set_error(reader, EFBIG, "its list of members is longer than %zu bytes",
                          LIMIT_ZIP_LIST_BYTES);
        return -1;
    }
    *bytes = zip->block;
    return count;
}

static la_int64_t seek(struct archive *reader, void *payload, la_int64_t offset, int whence)
{
    const struct zip *zip = payload;
    off_t at = lseek(zip->descriptor, offset, whence);

    if (at >= 0)
        return at;
    archive_set_error(reader, errno, "%s", strerror(errno));
    return ARCHIVE_FATAL;
}

static bool open_file(struct zip *zip, const struct trusted_path *path, struct error *err)
{
    struct stat status;

    if (!trusted_path_open(path, &zip->descriptor, err))
        return false;
    if (fstat(zip->descriptor, &status) != 0)
        return error_set(err, ERROR_RETRY, "%s cannot be read: %s", zip->path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE, "%s is not a regular file",
                               zip->path);
    return true;
}

/* A zip has its list of members at the end, so one that was cut off still begins as a zip. */
static bool begins_as_zip(const struct zip *zip)
{
    char magic[4];

    return pread(zip->descriptor, magic, sizeof(magic), 0) == sizeof(magic) &&
           memcmp(magic, "PK\3\4", sizeof(magic)) == 0;
}

/* feed refuses a list without end. The count of bytes fed tells that case from a file that is not a
 * zip. */
static bool open_reader(struct zip *zip, struct error *err)
{
    zip->reader = archive_read_new();
    if (zip->reader == NULL || archive_read_support_format_zip_seekable(zip->reader) != ARCHIVE_OK)
        bug("libarchive does not read zip files");
    archive_read_set_read_callback(zip->reader, feed);
    archive_read_set_seek_callback(zip->reader, seek);
    archive_read_set_callback_data(zip->reader, zip);
    if (archive_read_open1(zip->reader) == ARCHIVE_OK)
        return true;
    if (begins_as_zip(zip))
        return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE,
                               "%s is cut off: the list of its members at the end is "
                               "missing; copy it again",
                               zip->path);
    return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE, "%s is not a zip file", zip->path);
}

bool zip_open(struct zip **out, const struct trusted_path *path, struct error *err)
{
    CLEANUP(zip_close) struct zip *zip = xcalloc(1, sizeof(*zip));

    zip->path = xstrdup(path->path);
    zip->descriptor = -1;
    if (!open_file(zip, path, err) || !open_reader(zip, err))
        return false;
    *out = TAKE(zip);
    return true;
}

void zip_close(struct zip **zip)
{
    if (*zip == NULL)
        return;
    archive_read_free((*zip)->reader);
    if ((*zip)->descriptor >= 0)
        close((*zip)->descriptor);
    free_pointer(&(*zip)->path);
    free_pointer(zip);
}

static bool damaged(struct zip *zip, struct error *err)
{
    const char *reason = archive_error_string(zip->reader);

    return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE, "%s is damaged: %s; copy it again",
                           zip->path, reason != NULL ? reason : "unreadable");
}

static bool points_outside(const char *name)
{
    const char *at = name;

    if (*name == '/')
        return true;
    while ((at = strstr(at, "..")) != NULL) {
        bool begins = at == name || at[-1] == '/';
        if (begins && (at[2] == '/' || at[2] == '\0'))
            return true;
        at += 2;
    }
    return false;
}

static bool check_amount(const struct zip *zip, struct error *err)
{
    if (zip->members > LIMIT_ZIP_MEMBERS)
        return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE, "%s has more than %d members",
                               zip->path, LIMIT_ZIP_MEMBERS);
    if (zip->announced_bytes > LIMIT_ZIP_INFLATED_BYTES)
        return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE,
                               "%s would inflate to more than %llu GiB: it is a bomb, or its "
                               "members overlap",
                               zip->path, (unsigned long long)(LIMIT_ZIP_INFLATED_BYTES >> 30));
    return true;
}

static bool check_member(struct zip *zip, struct archive_entry *entry, const char *name,
                         struct error *err)
{
    uint64_t size_bytes = (uint64_t)archive_entry_size(entry);

    if (archive_entry_is_encrypted(entry))
        return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE,
                               "%s is encrypted: unpack it and make a zip without a "
                               "password",
                               zip->path);
    if (archive_entry_filetype(entry) != AE_IFREG && archive_entry_filetype(entry) != AE_IFDIR)
        return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE,
                               "%s holds %.200s, which is neither a file nor a folder", zip->path,
                               name);
    if (points_outside(name))
        return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE,
                               "%s holds %.200s, a name that points out of the zip", zip->path,
                               name);
    zip->members++;
    /* A member that is too large to be read counts for nothing. Number and size are bounded, so
     * that the sum cannot pass 64 bits. */
    zip->announced_bytes += size_bytes <= LIMIT_ZIP_MEMBER_BYTES ? size_bytes : 0;
    return check_amount(zip, err);
}

/* A name that libarchive cannot express here has one in UTF-8; without either it is nobody's. */
static const char *name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);

    if (name == NULL)
        name = archive_entry_pathname_utf8(entry);
    return name != NULL ? name : "";
}

bool zip_next(struct zip *zip, struct zip_member *member, bool *end, struct error *err)
{
    struct archive_entry *entry = NULL;

    do {
        int result = archive_read_next_header(zip->reader, &entry);
        zip->listed = true;
        *end = result == ARCHIVE_EOF;
        if (*end)
            return true;
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
            return damaged(zip, err);
        if (!check_member(zip, entry, name_of(entry), err))
            return false;
    } while (archive_entry_filetype(entry) != AE_IFREG);
    zip->current = *member =
        (struct zip_member){name_of(entry), (uint64_t)archive_entry_size(entry)};
    zip->left_bytes = member->size_bytes;
    return true;
}

bool zip_check_size(const struct zip *zip, struct error *err)
{
    if (zip->current.size_bytes > LIMIT_ZIP_MEMBER_BYTES)
        return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE,
                               "%s holds %.200s, which would inflate to more than %llu GiB, too "
                               "large to be imported: keep it with the zip",
                               zip->path, zip->current.name,
                               (unsigned long long)(LIMIT_ZIP_MEMBER_BYTES >> 30));
    return true;
}

bool zip_read(struct zip *zip, void *chunk, size_t capacity, size_t *count, struct error *err)
{
    la_ssize_t size = 0;

    if (!zip_check_size(zip, err))
        return false;
    size = archive_read_data(zip->reader, chunk, capacity);
    if (size < 0)
        return damaged(zip, err);
    if ((uint64_t)size > zip->left_bytes)
        return error_set_cause(err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE,
                               "%s is damaged: a member is larger than announced", zip->path);
    zip->left_bytes -= (uint64_t)size;
    *count = (size_t)size;
    return true;
}
