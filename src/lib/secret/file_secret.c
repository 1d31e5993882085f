#include "lib/secret/file_secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/limits.h"
#include "lib/base/locked.h"
#include "lib/base/redact.h"
#include "lib/base/text.h"
#include "lib/os/file.h"

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
}

static bool refuse_open(const char *path, struct error *err)
{
    if (errno == ENOENT)
        return error_set_about(err, CAUSE_NO_SECRET_FILE, path, "there is no secret file %s", path);
    if (errno == ELOOP)
        return error_set(err, ERROR_IMPORT,
                         "secret file %s is a symbolic link, not the file itself", path);
    if (errno == EACCES)
        return error_set_about(err, CAUSE_SECRET_FILE_UNREADABLE, path,
                               "user %u may not read secret file %s", (unsigned)geteuid(), path);
    return error_set(err, ERROR_IMPORT, "cannot open secret file %s: %s", path, strerror(errno));
}

/* systemd gives a credential to its service by an access control list, which shows as the group's
 * bits; the directory is closed to all others. */
static bool is_given_by_systemd(const char *path)
{
    const char *directory = secure_getenv("CREDENTIALS_DIRECTORY");
    size_t length = directory != NULL ? strlen(directory) : 0;

    return length > 0 && strncmp(path, directory, length) == 0 && path[length] == '/' &&
           strchr(path + length + 1, '/') == NULL;
}

static bool check_status(const char *path, const struct stat *status, struct error *err)
{
    unsigned mode = status->st_mode & 07777;
    unsigned others = is_given_by_systemd(path) ? 037 : 077;
    if (!S_ISREG(status->st_mode))
        return error_set(err, ERROR_IMPORT, "secret file %s is not a regular file", path);
    if (status->st_uid != geteuid() && status->st_uid != 0)
        return error_set_about(err, CAUSE_SECRET_FILE_OWNER, path,
                               "secret file %s belongs to user %u, not to this user or root", path,
                               (unsigned)status->st_uid);
    if ((mode & others) != 0)
        return error_set_about(err, CAUSE_SECRET_FILE_OPEN, path,
                               "secret file %s may be %s by others (mode %04o)", path,
                               mode & 044 ? "read" : "used", mode);
    return true;
}

/* A secret must fit into a header: it is not empty, has one line and no control characters. */
static bool check_secret(const char *path, const char *secret, size_t size, struct error *err)
{
    if (size == 0)
        return error_set(err, ERROR_IMPORT, "secret file %s: the secret is empty", path);
    if (size > LIMIT_SECRET_BYTES)
        return error_set(err, ERROR_IMPORT, "secret file %s: the secret is longer than %zu bytes",
                         path, LIMIT_SECRET_BYTES);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)secret[i] < 0x20 || secret[i] == 0x7F)
            return error_set(err, ERROR_IMPORT,
                             "secret file %s: the secret has more than one line or a control "
                             "character",
                             path);
    return true;
}

/* One byte more than allowed is read, so that "too long" is seen. */
static bool read_bounded(int descriptor, const char *path, char *bytes, size_t *size,
                         struct error *err)
{
    size_t room = LIMIT_SECRET_BYTES + 2;
    *size = 0;
    while (*size < room) {
        ssize_t count = read(descriptor, bytes + *size, room - *size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_set(err, ERROR_IMPORT, "cannot read secret file %s: %s", path,
                             strerror(errno));
        if (count == 0)
            break;
        *size += (size_t)count;
    }
    while (*size > 0 && (bytes[*size - 1] == '\n' || bytes[*size - 1] == '\r'))
        bytes[--*size] = '\0';
    return true;
}

/* Checks the directory, because everyone who may write it can replace this secret by another. */
static bool check_directory(const char *path, struct error *err)
{
    CLEANUP(free_pointer) char *directory = xstrdup(path);
    struct stat status;
    char *slash = strrchr(directory, '/');

    if (slash == NULL || slash == directory || is_given_by_systemd(path))
        return true;
    *slash = '\0';
    if (stat(directory, &status) != 0)
        return error_set(err, ERROR_IMPORT, "cannot look at %s: %s", directory, strerror(errno));
    if (status.st_uid != geteuid() && status.st_uid != 0)
        return error_set_about(
            err, CAUSE_SECRET_FILE_OWNER, directory,
            "the directory of secret files %s belongs to user %u, not to this user or root",
            directory, (unsigned)status.st_uid);
    if ((status.st_mode & 022) != 0 && (status.st_mode & S_ISVTX) == 0)
        return error_set_about(
            err, CAUSE_SECRET_DIRECTORY_OPEN, directory,
            "the directory of secret files %s may be written by others (mode %04o)", directory,
            (unsigned)status.st_mode & 07777);
    return true;
}

bool file_secret_read(const char *path, char **secret, struct error *err)
{
    struct stat status;
    size_t size;
    CLEANUP(free_secret) char *bytes = locked_new(LIMIT_SECRET_BYTES + 3);
    CLEANUP(close_descriptor)
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return refuse_open(path, err);
    if (fstat(descriptor, &status) != 0)
        return error_set(err, ERROR_IMPORT, "cannot look at secret file %s: %s", path,
                         strerror(errno));
    if (!check_directory(path, err) || !check_status(path, &status, err) ||
        !read_bounded(descriptor, path, bytes, &size, err) || !check_secret(path, bytes, size, err))
        return false;
    redact_learn(bytes);
    *secret = locked_copy(bytes);
    return true;
}

static bool write_all(int descriptor, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(descriptor, bytes, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}

/* mkostemp makes it with mode 0600, and nobody can have put a link in its place. */
static bool write_temporary(char *name, const char *secret)
{
    CLEANUP(close_descriptor) int descriptor = mkostemp(name, O_CLOEXEC);
    if (descriptor < 0)
        return false;
    return fchmod(descriptor, 0600) == 0 && write_all(descriptor, secret, strlen(secret)) &&
           write_all(descriptor, "\n", 1) && fsync(descriptor) == 0;
}

bool file_secret_write(const char *path, const char *secret, struct error *err)
{
    if (!check_secret(path, secret, strlen(secret), err))
        return false;
    CLEANUP(free_pointer) char *name = xasprintf("%s.XXXXXX", path);
    if (!write_temporary(name, secret) || rename(name, path) != 0) {
        error_set(err, ERROR_RETRY, "cannot write secret file %s: %s", path, strerror(errno));
        unlink(name);
        return false;
    }
    return file_sync_parent(path, err);
}
