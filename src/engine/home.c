#include "engine/home.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "lib/os/sink.h"

#define KEY_BYTES 64
/* Whoever marks the storage holds the lock for two statements. */
#define LOCK_TRIES 300
#define LOCK_WAIT_US 100000

static void close_lock(int *lock)
{
    if (*lock >= 0)
        close(*lock);
}

static bool take_lock(const char *storage, int *lock, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/.place.lock", storage);

    *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    for (int tries = 0; *lock >= 0 && flock(*lock, LOCK_EX | LOCK_NB) != 0; tries++) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || tries == LOCK_TRIES)
            return error_set(err, ERROR_RETRY, "%s cannot be locked: %s", path, strerror(errno));
        usleep(LOCK_WAIT_US);
    }
    return *lock >= 0 || error_set(err, ERROR_RETRY, "cannot open %s: %s", path, strerror(errno));
}

/* *key is NULL when nobody has marked the storage. */
static bool read_key(const char *storage, char **key, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/.place", storage);
    CLEANUP(buffer_release) struct buffer text = {0};
    size_t size = 0;

    *key = NULL;
    if (!file_exists(path))
        return true;
    if (!file_read(path, KEY_BYTES, &text, err))
        return false;
    size = strspn(buffer_text(&text), "0123456789abcdef-");
    if (size != 36)
        return error_set(err, ERROR_IMPORT,
                         "%s holds no key of a place: restore it, or remove it if no other "
                         "database uses this storage",
                         path);
    *key = xasprintf("%.36s", buffer_text(&text));
    return true;
}

static bool write_key(const char *storage, const char *key, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/.place", storage);
    CLEANUP(free_pointer) char *temporary = xasprintf("%s/.place.new", storage);
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_file file;

    return sink_open(&sink, path, temporary, err) && sink_text(sink, key, err) &&
           sink_text(sink, "\n", err) && sink_close(&sink, &file, err);
}

/* As people see it, and as brigade.places keeps it. The caller frees it. */
static char *describe(const char *storage)
{
    char host[64] = "";

    gethostname(host, sizeof(host) - 1);
    return xasprintf("%s:%s", host, storage);
}

static bool ask(struct db *db, const struct settings *settings, const char *key,
                struct db_rows **rows, struct error *err)
{
    CLEANUP(free_pointer) char *where = describe(settings->storage);

    if (!db_query(db,
                  DB_CALL("select place, key, refusal from brigade.settle_place(name => $1, "
                          "storage_key => $2, storage => $3)",
                          db_text(settings->place), db_text(key), db_text(where)),
                  rows, err))
        return false;
    if (db_rows_text(*rows, 0, "refusal") == NULL)
        return true;
    return error_set(err, ERROR_IMPORT, "%s", db_rows_text(*rows, 0, "refusal"));
}

/* The first worker of a place. Another one, with another storage, may be faster. */
static bool mark(struct db *db, const struct settings *settings, struct db_rows **rows,
                 struct error *err)
{
    CLEANUP(close_lock) int lock = -1;
    CLEANUP(free_pointer) char *key = NULL;
    CLEANUP(free_pointer) char *path = xasprintf("%s/.place", settings->storage);

    if (!take_lock(settings->storage, &lock, err) || !read_key(settings->storage, &key, err))
        return false;
    if (key == NULL) {
        CLEANUP(db_rows_free) struct db_rows *given = NULL;
        if (!ask(db, settings, NULL, &given, err))
            return false;
        key = xstrdup(db_rows_text(given, 0, "key"));
        if (!write_key(settings->storage, key, err))
            return false;
        if (ask(db, settings, key, rows, err))
            return true;
        if (err->class == ERROR_IMPORT)
            unlink(path);
        return false;
    }
    return ask(db, settings, key, rows, err);
}

bool home_settle(struct db *db, const struct settings *settings, char **place, struct error *err)
{
    CLEANUP(free_pointer) char *key = NULL;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!read_key(settings->storage, &key, err))
        return false;
    if (!(key != NULL ? ask(db, settings, key, &rows, err) : mark(db, settings, &rows, err)))
        return false;
    *place = xstrdup(db_rows_text(rows, 0, "place"));
    return true;
}

bool home_look(struct db *db, const char *storage, const char *place, struct error *err)
{
    CLEANUP(free_pointer) char *key = NULL;
    CLEANUP(free_pointer) char *where = describe(storage);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const char *refusal = NULL;

    if (!read_key(storage, &key, err) ||
        !db_query(db,
                  DB_CALL("select brigade.check_place(name => $1, storage_key => $2, "
                          "storage => $3) as refusal",
                          db_text(place), db_text(key), db_text(where)),
                  &rows, err))
        return false;
    refusal = db_rows_text(rows, 0, "refusal");
    return refusal == NULL || error_set(err, ERROR_IMPORT, "%s", refusal);
}

bool home_has(struct db *db, const char *place, const char *project_id, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const char *other = NULL;

    if (!db_query(db,
                  DB_CALL("select brigade.place_of(project => $1) as place", db_text(project_id)),
                  &rows, err))
        return false;
    other = db_rows_text(rows, 0, "place");
    return other == NULL || strcmp(other, place) == 0 ||
           error_set(err, ERROR_IMPORT,
                     "its files are at place %s, and this host is of place %s: ask there", other,
                     place);
}
