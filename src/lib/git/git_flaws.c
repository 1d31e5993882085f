#include "lib/git/git_flaws.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/limits.h"
#include "lib/git/git_directory.h"
#include "lib/os/file.h"

/* A repository that is wrong throughout keeps so much: some ten thousand lines. */
#define FLAWS_BYTES_MAX ((size_t)1024 * 1024)

static char *path_of(const char *directory)
{
    return xasprintf("%s/flaws", directory);
}

static bool read_file(const char *directory, struct buffer *flaws, struct error *err)
{
    CLEANUP(free_pointer) char *path = path_of(directory);

    return !file_exists(path) || file_read(path, 2 * FLAWS_BYTES_MAX, flaws, err);
}

/* The object and the words of "warning: object <oid>: words", as index-pack prints, or of "error in
 * tree <oid>: words", as fsck does. False: another line. */
static bool take_apart(const char *line, const char **oid, const char **words)
{
    static const char *const beginnings[] = {"warning: object ", "error: object ", "warning in ",
                                             "error in ",        "warning: in ",   "error: in "};

    for (size_t i = 0; i < ARRAY_LENGTH(beginnings); i++) {
        size_t length = strlen(beginnings[i]);
        if (strncmp(line, beginnings[i], length) != 0)
            continue;
        *oid = line + length;
        *oid += strspn(*oid, " ") + (strncmp(*oid, "commit ", 7) == 0 ? 7 : 0);
        *oid += strncmp(*oid, "tree ", 5) == 0 || strncmp(*oid, "blob ", 5) == 0 ? 5 : 0;
        *oid += strncmp(*oid, "tag ", 4) == 0 ? 4 : 0;
        *words = *oid + strspn(*oid, "0123456789abcdef");
        return *words - *oid == GIT_OID_TEXT - 1 && strncmp(*words, ": ", 2) == 0;
    }
    return false;
}

/* Whether the line stands there already. */
static bool is_known(const struct buffer *flaws, const char *line)
{
    CLEANUP(free_pointer) char *whole = xasprintf("\n%s", line);
    size_t length = strlen(line);

    return strncmp(buffer_text(flaws), line, length) == 0 ||
           strstr(buffer_text(flaws), whole) != NULL;
}

/* Adds what git said as lines "<oid> <words>". */
static void collect(const char *said, struct buffer *flaws)
{
    for (const char *line = said; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        CLEANUP(free_pointer) char *copy = xasprintf("%.*s", (int)length, line);
        const char *oid = NULL, *words = NULL;
        line += length + (line[length] == '\n');
        if (!take_apart(copy, &oid, &words) || flaws->size > FLAWS_BYTES_MAX)
            continue;
        CLEANUP(free_pointer)
        char *flaw = xasprintf("%.*s %s\n", GIT_OID_TEXT - 1, oid, words + 2);
        if (!is_known(flaws, flaw))
            buffer_add(flaws, flaw);
    }
}

static void close_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* By a new file, because others may have the old one by a hard link. The mirror's tree is synced
 * before it is published. */
static bool write_file(const char *directory, const struct buffer *flaws, struct error *err)
{
    CLEANUP(free_pointer) char *path = path_of(directory);
    CLEANUP(free_pointer) char *fresh = xasprintf("%s.lock", path);
    CLEANUP(close_fd)
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd >= 0 && write(fd, flaws->data, flaws->size) == (ssize_t)flaws->size &&
        rename(fresh, path) == 0)
        return true;
    return error_set(err, ERROR_RETRY, "cannot write %s: %s", path, strerror(errno));
}

static bool keep(const char *directory, const struct buffer *said, struct error *err)
{
    CLEANUP(buffer_release) struct buffer flaws = {0};
    size_t before = 0;

    if (!read_file(directory, &flaws, err))
        return false;
    before = flaws.size;
    collect(buffer_text(said), &flaws);
    return flaws.size == before || write_file(directory, &flaws, err);
}

/* The words of index-pack when it will not have an object, as of git 2.39. */
static bool is_refused(const struct buffer *said)
{
    static const char *const words[] = {"fsck error in ", "fatal: invalid ",
                                        "Not all child objects of "};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strstr(buffer_text(said), words[i]) != NULL)
            return true;
    return false;
}

/* Everything once more: it ends with an error code because it finds something. */
static bool look_over(const struct git_command *command, struct buffer *said, struct error *err)
{
    struct git_command fsck = {
        .directory = command->directory,
        .arguments = {"fsck", "--no-dangling", "--no-reflogs", "--no-progress"},
        .watch = command->watch,
        .said = said,
    };
    struct buffer flaws = {0};
    bool is_said = git_command_run(&fsck, err);

    if (!is_said)
        collect(buffer_text(said), &flaws);
    is_said = is_said || flaws.size > 0;
    buffer_release(&flaws);
    return is_said;
}

static bool bring_unchecked(const struct git_command *command, struct buffer *said,
                            struct error *err)
{
    struct git_command again = *command;

    again.takes_all = true;
    again.said = said;
    return git_directory_remove_leftovers(command->directory, err) &&
           git_command_run(&again, err) && look_over(command, said, err);
}

/* git's own sentence often names no object. */
static bool name_object(const struct buffer *said, struct error *err)
{
    CLEANUP(buffer_release) struct buffer flaws = {0};
    struct error cause = *err;

    collect(buffer_text(said), &flaws);
    if (flaws.size == 0)
        return false;
    error_set(err, cause.class, "%s (object %.*s)", cause.message, (int)strcspn(flaws.data, "\n"),
              flaws.data);
    err->http_status = cause.http_status;
    err->unreachable = cause.unreachable;
    return false;
}

bool git_flaws_run(const struct git_command *command, struct error *err)
{
    CLEANUP(buffer_release) struct buffer said = {0};
    struct git_command checked = *command;

    checked.said = &said;
    if (!git_command_run(&checked, err) &&
        (!is_refused(&said) || !bring_unchecked(command, &said, err)))
        return name_object(&said, err);
    return keep(command->directory, &said, err);
}

bool git_flaws_each(const char *directory,
                    bool (*each)(const char *oid, const char *words, void *payload), void *payload,
                    struct error *err)
{
    CLEANUP(buffer_release) struct buffer flaws = {0};

    if (!read_file(directory, &flaws, err))
        return false;
    for (char *line = flaws.data; line != NULL && *line != '\0';) {
        char *end = line + strcspn(line, "\n");
        char *words = line + strcspn(line, " \n");
        bool is_last = *end == '\0';
        *end = '\0';
        if (*words == ' ') {
            *words++ = '\0';
            if (!each(line, words, payload))
                break;
        }
        line = is_last ? end : end + 1;
    }
    return true;
}
