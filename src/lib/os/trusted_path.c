#include "lib/os/trusted_path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/os/file.h"

struct walk {
    const struct trusted_path *path;
    const char *rest; /* of the path, behind what was walked */
    size_t length;    /* of the path up to where we stand */
    int fd;           /* where we stand: opened with O_PATH but for the end */
    bool is_inside;   /* of one of the sources */
    struct stat status;
    struct error *err;
};

void trusted_path_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void walk_release(struct walk *walk)
{
    trusted_path_close(&walk->fd);
}

/* The part of the path up to where we stand, for messages. The caller frees it. */
static char *walked(const struct walk *walk)
{
    return xasprintf("%.*s", walk->length > 0 ? (int)walk->length : 1, walk->path->path);
}

static bool refuse_opening(const struct walk *walk, int reason)
{
    CLEANUP(free_pointer) char *reader = file_reader_name();

    if (reason == ELOOP)
        return error_set(walk->err, ERROR_ITEM,
                         "%s %s is, or stands behind, a symbolic link: name the folder itself",
                         walk->path->what, walk->path->path);
    return error_set_cause(walk->err, ERROR_RETRY, CAUSE_CANNOT_OPEN,
                           "%s %s cannot be read by %s: %s", walk->path->what, walk->path->path,
                           reader, strerror(reason));
}

static bool is_same(const struct stat *status, const char *directory)
{
    struct stat other;

    return stat(directory, &other) == 0 && other.st_dev == status->st_dev &&
           other.st_ino == status->st_ino;
}

static bool is_source(const struct stat *status, const char *sources)
{
    char directory[PATH_MAX];

    for (const char *at = sources; *at != '\0'; at += strspn(at, ":")) {
        size_t length = strcspn(at, ":");
        if (length > 0 && length < sizeof(directory)) {
            memcpy(directory, at, length);
            directory[length] = '\0';
            if (is_same(status, directory))
                return true;
        }
        at += length;
    }
    return false;
}

static bool has_sources(const struct trusted_path *path)
{
    return path->sources != NULL && *path->sources != '\0';
}

/* By number, not by name, because a folder may have several names. */
static bool check_place(struct walk *walk)
{
    const struct trusted_path *path = walk->path;

    walk->is_inside =
        walk->is_inside || (has_sources(path) && is_source(&walk->status, path->sources));
    for (size_t i = 0; i < ARRAY_LENGTH(path->barred); i++)
        if (path->barred[i] != NULL && is_same(&walk->status, path->barred[i]))
            return error_set(walk->err, ERROR_ITEM,
                             "%s %s is in the storage or beside the secrets of the workers, which "
                             "nobody may import",
                             path->what, path->path);
    return true;
}

static bool is_ours(const struct stat *status)
{
    return status->st_uid == 0 || status->st_uid == geteuid();
}

/* Whether nobody else can move what stands in the folder; *is_shared: those to whom it belongs can,
 * as in /tmp. */
static bool check_folder(struct walk *walk, bool *is_shared)
{
    const struct stat *status = &walk->status;
    CLEANUP(free_pointer) char *folder = walked(walk);
    bool is_writable = (status->st_mode & (S_IWGRP | S_IWOTH)) != 0;

    *is_shared = is_writable && (status->st_mode & S_ISVTX) != 0;
    if (is_ours(status) && (!is_writable || *is_shared))
        return true;
    return error_set(walk->err, ERROR_ITEM,
                     "%s %s stands in %s, where others than root and the user of the workers may "
                     "write (owner %u, mode %04o), and so put another in its place: move it to a "
                     "folder of root's that nobody else may write",
                     walk->path->what, walk->path->path, folder, (unsigned)status->st_uid,
                     status->st_mode & 07777);
}

static bool check_entry_of_shared(struct walk *walk)
{
    return is_ours(&walk->status) ||
           error_set(walk->err, ERROR_ITEM,
                     "%s %s leads through a folder like /tmp by something that belongs to user %u, "
                     "who may put another in its place: move it to a folder of root's that nobody "
                     "else may write",
                     walk->path->what, walk->path->path, (unsigned)walk->status.st_uid);
}

/* Takes the next name of the path; false at its end. */
static bool next_name(struct walk *walk, char name[NAME_MAX + 1])
{
    size_t length = 0;

    walk->rest += strspn(walk->rest, "/");
    length = strcspn(walk->rest, "/");
    if (length == 0 || length > NAME_MAX)
        return false;
    memcpy(name, walk->rest, length);
    name[length] = '\0';
    walk->rest += length;
    return true;
}

static bool is_last(const struct walk *walk)
{
    return walk->rest[strspn(walk->rest, "/")] == '\0';
}

static bool enter(struct walk *walk, const char *name, int flags)
{
    int next = openat(walk->fd, name, flags | O_NOFOLLOW | O_CLOEXEC);

    if (next < 0)
        return refuse_opening(walk, errno);
    trusted_path_close(&walk->fd);
    walk->fd = next;
    walk->length = (size_t)(walk->rest - walk->path->path);
    if (fstat(next, &walk->status) != 0)
        return refuse_opening(walk, errno);
    return !S_ISLNK(walk->status.st_mode) || refuse_opening(walk, ELOOP);
}

/* O_NONBLOCK: opening a pipe would wait for its writer. */
static bool step(struct walk *walk, const char *name)
{
    bool is_shared = false;

    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return error_set(walk->err, ERROR_ITEM, "%s %s has . or .. in it: write it without",
                         walk->path->what, walk->path->path);
    return check_folder(walk, &is_shared) &&
           enter(walk, name, is_last(walk) ? O_RDONLY | O_NONBLOCK : O_PATH) &&
           (!is_shared || check_entry_of_shared(walk)) && check_place(walk);
}

static bool begin(struct walk *walk)
{
    walk->fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    return (walk->fd >= 0 && fstat(walk->fd, &walk->status) == 0) || refuse_opening(walk, errno);
}

bool trusted_path_open(const struct trusted_path *path, int *fd, struct error *err)
{
    CLEANUP(walk_release)
    struct walk walk = {.path = path, .rest = path->path, .fd = -1, .err = err};
    char name[NAME_MAX + 1];

    if (!begin(&walk) || !check_place(&walk))
        return false;
    while (next_name(&walk, name))
        if (!step(&walk, name))
            return false;
    if (!is_last(&walk))
        return refuse_opening(&walk, ENAMETOOLONG);
    if (has_sources(path) && !walk.is_inside)
        return error_set(err, ERROR_ITEM,
                         "%s %s lies outside of the directories that the setting sources names "
                         "(%s): move it there, or let the setting name its directory, too",
                         path->what, path->path, path->sources);
    *fd = walk.fd;
    walk.fd = -1;
    return true;
}
