#include "engine/owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/log.h"
#include "lib/os/file.h"
#include "lib/os/sink.h"

/* Locks are held for a few renames; a worker that was stopped in the midst of them may hold one for
 * longer. */
#define LOCK_TRIES 100
#define LOCK_WAIT_US 100000
#define ID_BYTES 64

struct owner owner_of(const struct workplace *workplace, const char *root, const char *path)
{
    return (struct owner){.root = xstrdup(root),
                          .path = xstrdup(path),
                          .id = xstrdup(workplace->storage_key),
                          .adopts = workplace->adopts_storage,
                          .workplace = workplace};
}

void owner_release(struct owner *owner)
{
    free_pointer(&owner->root);
    free_pointer(&owner->path);
    free_pointer(&owner->id);
}

/* <root>/.owners/<path>, with "-" for "/", and an end. */
static char *name_file(const struct owner *owner, const char *end)
{
    CLEANUP(free_pointer) char *name = xstrdup(owner->path);

    for (char *letter = name; *letter != '\0'; letter++)
        if (*letter == '/')
            *letter = '-';
    return xasprintf("%s/.owners/%s%s", owner->root, name, end);
}

static void close_lock(int *lock)
{
    if (*lock >= 0)
        close(*lock);
    *lock = -1;
}

static bool lock_folder(const struct owner *owner, int *lock, struct error *err)
{
    CLEANUP(free_pointer) char *folder = xasprintf("%s/.owners", owner->root);
    CLEANUP(free_pointer) char *path = name_file(owner, ".lock");

    if (!file_make_directories(folder, 0700, err))
        return false;
    *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*lock < 0)
        return error_set(err, ERROR_RETRY, "cannot open %s: %s", path, strerror(errno));
    for (int tries = 0; flock(*lock, LOCK_EX | LOCK_NB) != 0; tries++) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || tries == LOCK_TRIES) {
            close_lock(lock);
            return error_set(err, ERROR_RETRY, "another worker holds %s: it is tried again", path);
        }
        usleep(LOCK_WAIT_US);
    }
    return true;
}

static void close_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

static bool has_content(const struct owner *owner)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", owner->root, owner->path);
    CLEANUP(close_folder) DIR *folder = opendir(path);
    struct dirent *entry = NULL;

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            return true;
    return false;
}

/* "" when there is no file that says it. */
static bool read_id(const struct owner *owner, char id[ID_BYTES], struct error *err)
{
    CLEANUP(free_pointer) char *path = name_file(owner, "");
    CLEANUP(buffer_release) struct buffer text = {0};

    id[0] = '\0';
    if (!file_exists(path))
        return true;
    if (!file_read(path, ID_BYTES - 1, &text, err))
        return false;
    snprintf(id, ID_BYTES, "%.*s", (int)strspn(buffer_text(&text), "0123456789abcdef-"),
             buffer_text(&text));
    return true;
}

static bool write_id(const struct owner *owner, struct error *err)
{
    CLEANUP(free_pointer) char *path = name_file(owner, "");
    CLEANUP(free_pointer) char *temporary = name_file(owner, ".new");
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_file file;

    return sink_open(&sink, path, temporary, err) && sink_text(sink, owner->id, err) &&
           sink_text(sink, "\n", err) && sink_close(&sink, &file, err);
}

/* A name that nothing has. */
static char *name_aside(const struct owner *owner, const char *whose)
{
    char *path = xasprintf("%s/%s.foreign-%s", owner->root, owner->path, whose);

    for (int n = 2; file_exists(path); n++) {
        free(path);
        path = xasprintf("%s/%s.foreign-%s-%d", owner->root, owner->path, whose, n);
    }
    return path;
}

static bool set_aside(const struct owner *owner, const char *id, struct error *err)
{
    CLEANUP(free_pointer) char *from = xasprintf("%s/%s", owner->root, owner->path);
    CLEANUP(free_pointer) char *path = name_aside(owner, *id != '\0' ? id : "unknown");

    if (rename(from, path) != 0)
        return error_set(err, ERROR_RETRY, "cannot rename %s to %s: %s", from, path,
                         strerror(errno));
    log_event(LOG_LEVEL_WARNING, NULL,
              "%s holds what another project brought when it had this number, before the database "
              "went back: it is %s now, nobody reads it, and it may be removed",
              from, path);
    return file_sync_parent(path, err);
}

static bool holds_claim(const struct workplace *workplace, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(workplace->db,
                  DB_CALL("select brigade.holds_claim(run => $1, token => $2) as holds",
                          db_int(workplace->run_id), db_text(workplace->token)),
                  &rows, err))
        return false;
    return db_rows_boolean(rows, 0, "holds") ||
           error_set(err, ERROR_RETRY, "this job is not in the hands of this worker any more");
}

bool owner_take(const struct owner *owner, struct error *err)
{
    CLEANUP(close_lock) int lock = -1;
    char id[ID_BYTES];

    if (owner->id == NULL)
        return error_set(err, ERROR_RETRY, "the project of %s has no row any more", owner->path);
    if (!read_id(owner, id, err))
        return false;
    if (strcmp(id, owner->id) == 0)
        return true;
    if (!lock_folder(owner, &lock, err) || !read_id(owner, id, err))
        return false;
    if (strcmp(id, owner->id) == 0)
        return true;
    if (*id != '\0' && !holds_claim(owner->workplace, err))
        return false;
    if (has_content(owner) && !(*id == '\0' && owner->adopts) && !set_aside(owner, id, err))
        return false;
    return write_id(owner, err);
}

bool owner_lock(const struct owner *owner, int *lock, struct error *err)
{
    char id[ID_BYTES];

    if (!lock_folder(owner, lock, err))
        return false;
    if (read_id(owner, id, err) && strcmp(id, owner->id) == 0)
        return true;
    close_lock(lock);
    return error_set(err, ERROR_RETRY,
                     "%s/%s is another project's since the database went back: nothing was "
                     "published there",
                     owner->root, owner->path);
}
