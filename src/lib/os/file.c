#include "lib/os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define READ_BYTES ((size_t)64 * 1024)

static bool fail(struct error *err, const char *what, const char *path)
{
    return error_set(err, ERROR_RETRY, "cannot %s %s: %s", what, path, strerror(errno));
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
}

static void fts_release(FTS **tree)
{
    if (*tree)
        fts_close(*tree);
}

static bool sync_path(const char *path, int flags, struct error *err)
{
    CLEANUP(close_descriptor) int descriptor = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (descriptor < 0)
        return fail(err, "open", path);
    if (fsync(descriptor) != 0)
        return fail(err, "fsync", path);
    return true;
}

bool file_sync_file(const char *path, struct error *err)
{
    return sync_path(path, O_NOFOLLOW | O_NONBLOCK, err);
}

bool file_sync_directory(const char *path, struct error *err)
{
    return sync_path(path, O_DIRECTORY, err);
}

bool file_sync_parent(const char *path, struct error *err)
{
    CLEANUP(free_pointer) char *parent = xstrdup(path);
    char *slash = strrchr(parent, '/');
    if (!slash)
        return file_sync_directory(".", err);
    slash[slash == parent] = '\0'; /* "/x" stands in "/" */
    return file_sync_directory(parent, err);
}

/* EEXIST also means a file of that name, or a broken link. */
static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool make_directory(const char *path, mode_t mode, struct error *err)
{
    if (is_directory(path))
        return true;
    if (mkdir(path, mode) == 0)
        return file_sync_parent(path, err);
    if (errno != EEXIST)
        return fail(err, "make directory", path);
    if (is_directory(path)) /* another process was quicker */
        return true;
    errno = ENOTDIR;
    return fail(err, "make directory", path);
}

bool file_make_directories(const char *path, unsigned mode, struct error *err)
{
    CLEANUP(free_pointer) char *prefix = xstrdup(path);
    size_t length = strlen(prefix);
    while (length > 1 && prefix[length - 1] == '/')
        prefix[--length] = '\0';
    for (char *at = prefix + 1; length > 1 && *at; at++) {
        if (*at != '/' || at[-1] == '/')
            continue;
        *at = '\0';
        if (!make_directory(prefix, (mode_t)mode, err))
            return false;
        *at = '/';
    }
    return make_directory(prefix, (mode_t)mode, err);
}

/* fts walks without recursion and holds one directory open at a time. NULL with errno ENOENT:
 * nothing there. */
static FTS *walk_begin(const char *path, int flags)
{
    CLEANUP(free_pointer) char *root = xstrdup(path);
    char *roots[] = {root, NULL};
    struct stat status;
    if (lstat(path, &status) != 0)
        return NULL;
    return fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | flags, NULL);
}

static bool walk_fault(const FTSENT *entry, struct error *err)
{
    errno = entry->fts_errno;
    return fail(err, "walk", entry->fts_path);
}

static bool remove_entry(const FTSENT *entry, struct error *err)
{
    switch (entry->fts_info) {
    case FTS_D: /* comes again as FTS_DP, when it is empty */
        return true;
    case FTS_DNR:
    case FTS_ERR:
        return entry->fts_errno == ENOENT || walk_fault(entry, err);
    case FTS_DP:
        if (rmdir(entry->fts_accpath) == 0 || errno == ENOENT)
            return true;
        return fail(err, "remove", entry->fts_path);
    default:
        if (unlink(entry->fts_accpath) == 0 || errno == ENOENT)
            return true;
        return fail(err, "remove", entry->fts_path);
    }
}

static bool sync_entry(const FTSENT *entry, struct error *err)
{
    switch (entry->fts_info) {
    case FTS_F:
        return file_sync_file(entry->fts_accpath, err);
    case FTS_DP:
        return file_sync_directory(entry->fts_accpath, err);
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        return walk_fault(entry, err);
    default:
        return true;
    }
}

static bool walk(FTS *tree, bool (*each)(const FTSENT *entry, struct error *err), const char *path,
                 struct error *err)
{
    for (;;) {
        errno = 0;
        FTSENT *entry = fts_read(tree);
        if (!entry)
            return errno == 0 || fail(err, "walk", path);
        if (!each(entry, err))
            return false;
    }
}

bool file_remove_tree(const char *path, struct error *err)
{
    CLEANUP(fts_release) FTS *tree = walk_begin(path, FTS_NOSTAT);
    if (!tree)
        return errno == ENOENT || fail(err, "remove", path);
    return walk(tree, remove_entry, path, err);
}

bool file_sync_tree(const char *path, bool (*tick)(const char *line, void *payload), void *payload,
                    struct error *err)
{
    CLEANUP(fts_release) FTS *tree = walk_begin(path, 0);
    if (!tree)
        return fail(err, "fsync", path);
    for (;;) {
        errno = 0;
        FTSENT *entry = fts_read(tree);
        if (!entry)
            return errno == 0 || fail(err, "walk", path);
        if (!sync_entry(entry, err))
            return false;
        if (tick && !tick("", payload))
            return error_set(err, ERROR_RETRY, "the fsync of %s was told to end", path);
    }
}

bool file_set_modes(const char *path, unsigned mask, struct error *err)
{
    CLEANUP(fts_release) FTS *tree = walk_begin(path, 0);

    for (FTSENT *entry = tree ? fts_read(tree) : NULL; entry; entry = fts_read(tree)) {
        bool is_folder = entry->fts_info == FTS_D;
        mode_t mode = (is_folder ? 0777 : 0666) & ~mask;
        if ((is_folder || entry->fts_info == FTS_F) &&
            (entry->fts_statp->st_mode & 07777) != mode && chmod(entry->fts_accpath, mode) != 0)
            return fail(err, "chmod", entry->fts_path);
    }
    return true;
}

uint64_t file_tree_bytes(const char *path)
{
    uint64_t bytes = 0;
    CLEANUP(fts_release) FTS *tree = walk_begin(path, 0);
    for (FTSENT *entry = tree ? fts_read(tree) : NULL; entry; entry = fts_read(tree))
        if (entry->fts_info == FTS_F)
            bytes += (uint64_t)entry->fts_statp->st_size;
    return bytes;
}

bool file_each(const char *path, bool (*take)(const char *below, void *payload, struct error *err),
               void *payload, struct error *err)
{
    CLEANUP(fts_release) FTS *tree = walk_begin(path, 0);
    size_t root = strlen(path) + 1;

    for (FTSENT *entry = tree ? fts_read(tree) : NULL; entry; entry = fts_read(tree)) {
        CLEANUP(free_pointer) char *below = NULL;
        if (entry->fts_info == FTS_DP || (entry->fts_info == FTS_D && entry->fts_level == 0))
            continue;
        if (entry->fts_info != FTS_F && entry->fts_info != FTS_D)
            return error_set(err, ERROR_ITEM, "%s is no file and no directory", entry->fts_path);
        below = xasprintf("%s%s", entry->fts_path + root, entry->fts_info == FTS_D ? "/" : "");
        if (!take(below, payload, err))
            return false;
    }
    return true;
}

static bool count_file(const char *below, void *payload, struct error *err)
{
    size_t *count = payload;

    (void)err;
    *count += below[strlen(below) - 1] != '/';
    return true;
}

bool file_count(const char *path, size_t *count, struct error *err)
{
    *count = 0;
    return file_each(path, count_file, count, err);
}

bool file_free_bytes(const char *path, uint64_t *size_bytes)
{
    struct statvfs status;
    if (statvfs(path, &status) != 0)
        return false;
    *size_bytes = (uint64_t)status.f_bavail * status.f_frsize;
    return true;
}

bool file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

/* Each part is looked at from the directory that was opened before it, which stays what it is. */
bool file_check_no_links(const char *root, const char *path, struct error *err)
{
    CLEANUP(close_descriptor) int at = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(free_pointer) char *parts = xstrdup(path + strlen(root));
    char *rest = parts;
    struct stat status;
    if (at < 0)
        return errno == ENOENT || fail(err, "open", root);
    for (char *part = NULL; (part = strsep(&rest, "/")) != NULL;) {
        if (*part == '\0')
            continue;
        if (fstatat(at, part, &status, AT_SYMLINK_NOFOLLOW) != 0)
            return errno == ENOENT || fail(err, "look at", path);
        if (S_ISLNK(status.st_mode))
            return error_set(err, ERROR_RETRY,
                             "\"%s\" in %s is a symbolic link, and nothing below %s may be one: "
                             "remove it",
                             part, path, root);
        int next = openat(at, part, O_PATH | O_NOFOLLOW | O_CLOEXEC);
        close(at);
        at = next;
        if (at < 0)
            return fail(err, "open", path);
    }
    return true;
}

char *file_reader_name(void)
{
    const struct passwd *user = getpwuid(geteuid());
    char host[256] = "";

    if (gethostname(host, sizeof(host) - 1) != 0)
        host[0] = '\0';
    if (user == NULL)
        return xasprintf("user %u on %s", (unsigned)geteuid(), host);
    return xasprintf("user %s on %s", user->pw_name, host);
}

static bool read_all(int descriptor, const char *path, struct buffer *out, struct error *err)
{
    CLEANUP(free_pointer) char *chunk = xcalloc(1, READ_BYTES);
    for (;;) {
        ssize_t count = read(descriptor, chunk, READ_BYTES);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(err, "read", path);
        if (count == 0)
            return true;
        if (!buffer_append(out, chunk, (size_t)count))
            return error_set_cause(err, ERROR_ITEM, CAUSE_TOO_LARGE, "%s is larger than %zu bytes",
                                   path, out->maximum);
    }
}

bool file_read(const char *path, size_t maximum, struct buffer *out, struct error *err)
{
    struct stat status;
    CLEANUP(buffer_release) struct buffer content = {.maximum = maximum};
    /* O_NONBLOCK: opening a pipe would wait for its writer. */
    CLEANUP(close_descriptor) int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return fail(err, "open", path);
    if (fstat(descriptor, &status) != 0)
        return fail(err, "look at", path);
    if (!S_ISREG(status.st_mode))
        return error_set(err, ERROR_ITEM, "%s is not a regular file", path);
    if (!read_all(descriptor, path, &content, err))
        return false;
    buffer_clear(out);
    if (content.size > 0)
        buffer_add_bytes(out, content.data, content.size);
    return true;
}
