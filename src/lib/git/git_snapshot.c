#include "lib/git/git_snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/limits.h"
#include "lib/os/file.h"

/* Folders in each other: a ref has at most 4,096 bytes in git, and real ones five parts. */
#define DEPTH_MAX 64
#define CHUNK_BYTES ((size_t)256 * 1024)

struct level {
    DIR *folder;
    size_t length; /* of the path up to here */
};

struct snapshot {
    const char *name;
    const char *to;
    const struct git_watch *watch;
    struct error *err;
    uint64_t left_bytes; /* that may still be copied */
    char *chunk;
    char path[PATH_MAX]; /* of what is looked at, from the repository on */
    struct level levels[DEPTH_MAX];
    size_t depth;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static void snapshot_release(struct snapshot *snapshot)
{
    while (snapshot->depth > 0)
        closedir(snapshot->levels[--snapshot->depth].folder);
    free_pointer(&snapshot->chunk);
}

static bool refuse(const struct snapshot *snapshot, const char *words)
{
    return error_set(snapshot->err, ERROR_ITEM, "%s %s", snapshot->name, words);
}

/* A part that is gone, or is another thing than a moment ago, means that somebody changes the
 * repository now. */
static bool refuse_part(const struct snapshot *snapshot, const char *part, int reason)
{
    if (reason == ELOOP)
        return error_set(
            snapshot->err, ERROR_ITEM,
            "%s has a symbolic link in it, %s, which is not followed: make a copy with "
            "\"git clone --mirror\" and name that",
            snapshot->name, part);
    return error_set(snapshot->err, ERROR_RETRY, "%s cannot be read at %s: %s", snapshot->name,
                     part, strerror(reason));
}

static bool has(int fd, const char *part)
{
    struct stat status;

    return fstatat(fd, part, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool check_marks(const struct snapshot *snapshot, int fd)
{
    static const struct {
        const char *part;
        const char *words;
    } marks[] = {
        {"shallow", "is a shallow clone: run \"git fetch --unshallow\" there"},
        {"info/grafts", "has grafts, which hide history: remove info/grafts there"},
        {"objects/info/alternates", "borrows objects of another repository: run \"git repack -a "
                                    "-d\" there and remove objects/info/alternates"},
        {"commondir", "is a worktree: name the repository that it belongs to"},
        {"reftable", "keeps its refs in a reftable: make a copy with \"git clone --mirror "
                     "--ref-format=files\" and name that"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++)
        if (has(fd, marks[i].part))
            return refuse(snapshot, marks[i].words);
    if (!has(fd, "HEAD") || !has(fd, "objects") || !has(fd, "refs"))
        return refuse(snapshot, "does not appear to be a git repository: it has no HEAD, objects "
                                "and refs");
    return true;
}

static int open_part(int fd, const char *part, int flags)
{
    return openat(fd, part, flags | O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

/* Its configuration is read for this one word alone, and never by git. */
static bool check_hashes(const struct snapshot *snapshot, int fd)
{
    CLEANUP(close_fd) int config = open_part(fd, "config", 0);
    CLEANUP(free_pointer) char *text = xcalloc(1, LIMIT_GIT_SETTINGS_BYTES + 1);
    struct stat status;

    if (config < 0 || fstat(config, &status) != 0 || !S_ISREG(status.st_mode) ||
        read(config, text, LIMIT_GIT_SETTINGS_BYTES) <= 0)
        return true;
    const char *format = strcasestr(text, "objectformat");
    return format == NULL || strcasestr(format, "sha256") == NULL ||
           refuse(snapshot,
                  "counts its objects by SHA-256, which Bitbucket does not know: convert it "
                  "to SHA-1 first");
}

static bool go_on(const struct snapshot *snapshot)
{
    const struct git_watch *watch = snapshot->watch;

    return watch->tick == NULL || watch->tick("copying", watch->payload) ||
           error_set(snapshot->err, ERROR_RETRY, "stopped while %s was copied", snapshot->name);
}

static bool write_all(const struct snapshot *snapshot, int fd, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t count = write(fd, snapshot->chunk + done, size - done);
        if (count < 0 && errno != EINTR)
            return error_set(snapshot->err, ERROR_RETRY, "cannot write to %s: %s", snapshot->to,
                             strerror(errno));
        done += count > 0 ? (size_t)count : 0;
    }
    return true;
}

static bool copy_bytes(struct snapshot *snapshot, int from, int to)
{
    ssize_t count = 1;

    while (count > 0) {
        count = read(from, snapshot->chunk, CHUNK_BYTES);
        if (count < 0)
            return refuse_part(snapshot, snapshot->path, errno);
        if ((uint64_t)count > snapshot->left_bytes)
            return error_set(snapshot->err, ERROR_ITEM,
                             "%s is larger than %lld MiB; to allow more, raise the setting "
                             "git_max_mib",
                             snapshot->name, (long long)snapshot->watch->max_mib);
        snapshot->left_bytes -= (uint64_t)count;
        if (!write_all(snapshot, to, (size_t)count) || !go_on(snapshot))
            return false;
    }
    return true;
}

static bool copy_file(struct snapshot *snapshot, int folder, const char *part)
{
    CLEANUP(close_fd) int from = open_part(folder, part, 0);
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", snapshot->to, snapshot->path);
    CLEANUP(close_fd) int to = -1;
    struct stat status;

    if (from < 0 || fstat(from, &status) != 0)
        return refuse_part(snapshot, snapshot->path, errno);
    if (!S_ISREG(status.st_mode))
        return refuse_part(snapshot, snapshot->path, EINVAL);
    to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (to < 0)
        return error_set(snapshot->err, ERROR_RETRY, "cannot make %s: %s", path, strerror(errno));
    return copy_bytes(snapshot, from, to);
}

/* Goes down into a folder, whose copy is made. */
static bool descend(struct snapshot *snapshot, int folder, const char *part)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", snapshot->to, snapshot->path);
    int fd = open_part(folder, part, O_DIRECTORY);
    DIR *opened = fd >= 0 ? fdopendir(fd) : NULL;

    if (opened == NULL) {
        refuse_part(snapshot, snapshot->path, errno);
        close_fd(&fd);
        return false;
    }
    if (snapshot->depth == DEPTH_MAX) {
        closedir(opened);
        return refuse(snapshot, "has refs in more folders than a ref can be in");
    }
    snapshot->levels[snapshot->depth++] =
        (struct level){.folder = opened, .length = strlen(snapshot->path)};
    return mkdir(path, 0700) == 0 ||
           error_set(snapshot->err, ERROR_RETRY, "cannot make %s: %s", path, strerror(errno));
}

static bool is_hex_pair(const char *name)
{
    return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* Of objects, packs and loose ones; of refs, everything but what is being written. */
static bool is_taken(const struct snapshot *snapshot, const char *name)
{
    if (snapshot->depth == 1 && strncmp(snapshot->path, "objects", 7) == 0)
        return is_hex_pair(name) || strcmp(name, "pack") == 0;
    return name[0] != '.' && strncmp(name, "tmp_", 4) != 0 && !ends_with(name, ".lock");
}

static bool take(struct snapshot *snapshot, int folder, const char *name)
{
    struct stat status;

    if (ends_with(name, ".promisor"))
        return refuse(snapshot, "is a partial clone: make one without --filter");
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return refuse_part(snapshot, snapshot->path, errno);
    if (S_ISLNK(status.st_mode))
        return refuse_part(snapshot, snapshot->path, ELOOP);
    return S_ISDIR(status.st_mode) ? descend(snapshot, folder, name)
                                   : copy_file(snapshot, folder, name);
}

/* One entry of the innermost folder, or up again at its end. */
static bool step(struct snapshot *snapshot)
{
    const struct level *level = &snapshot->levels[snapshot->depth - 1];
    const struct dirent *entry = NULL;

    errno = 0;
    entry = readdir(level->folder);
    snapshot->path[level->length] = '\0';
    if (entry == NULL && errno != 0)
        return refuse_part(snapshot, snapshot->path, errno);
    if (entry == NULL) {
        closedir(level->folder);
        snapshot->depth--;
        return true;
    }
    if (!is_taken(snapshot, entry->d_name))
        return true;
    if (snprintf(snapshot->path + level->length, sizeof(snapshot->path) - level->length, "/%s",
                 entry->d_name) >= (int)(sizeof(snapshot->path) - level->length))
        return refuse(snapshot, "has a ref with a name that is too long");
    return take(snapshot, dirfd(level->folder), entry->d_name);
}

static bool copy_part(struct snapshot *snapshot, int fd, const char *part)
{
    snprintf(snapshot->path, sizeof(snapshot->path), "%s", part);
    if (!take(snapshot, fd, part))
        return false;
    while (snapshot->depth > 0)
        if (!step(snapshot))
            return false;
    return true;
}

/* Refs before objects, and loose ones before packed ones: git writes in the other order, so that
 * what a ref names is there. */
static bool copy(struct snapshot *snapshot, int fd)
{
    return file_make_directories(snapshot->to, 0700, snapshot->err) &&
           copy_part(snapshot, fd, "refs") &&
           (!has(fd, "packed-refs") || copy_part(snapshot, fd, "packed-refs")) &&
           copy_part(snapshot, fd, "HEAD") && copy_part(snapshot, fd, "objects");
}

bool git_snapshot_make(int fd, const char *name, const char *to, const struct git_watch *watch,
                       struct error *err)
{
    CLEANUP(snapshot_release)
    struct snapshot snapshot = {.name = name,
                                .to = to,
                                .watch = watch,
                                .err = err,
                                .left_bytes = (uint64_t)watch->max_mib << 20,
                                .chunk = xcalloc(1, CHUNK_BYTES)};
    CLEANUP(close_fd) int inner = open_part(fd, ".git", 0);
    int folder = fd;
    struct stat status;

    if (inner >= 0 && fstat(inner, &status) == 0 && !S_ISDIR(status.st_mode))
        return refuse(&snapshot, "is a worktree or a submodule: name the repository that it "
                                 "belongs to");
    if (inner < 0 && errno == ELOOP)
        return refuse_part(&snapshot, ".git", ELOOP);
    if (inner >= 0)
        folder = inner;
    return check_marks(&snapshot, folder) && check_hashes(&snapshot, folder) &&
           copy(&snapshot, folder);
}
