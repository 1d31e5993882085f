#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "lib/git/git_directory.h"
#include "lib/git/git_transport.h"

static void close_walk(FTS **walk)
{
    if (*walk != NULL)
        fts_close(*walk);
}

/* NULL only when memory is out. */
static FTS *open_walk(const char *path)
{
    char *const paths[] = {(char *)path, NULL};
    return fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
}

static size_t length_without_slash(const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    return length;
}

/* `path` begins with the '/' behind the repository. A ref has no such name: git refuses ".lock" at
 * the end, and the others stand elsewhere. */
static bool is_leftover(const char *path)
{
    const char *name = strrchr(path, '/');
    size_t length = strlen(path);
    if (length > 5 && strcmp(path + length - 5, ".lock") == 0)
        return true;
    if (strncmp(path, "/objects/", 9) == 0)
        return strncmp(name, "/tmp_", 5) == 0 || strncmp(name, "/pack_git2_", 11) == 0;
    return strcmp(path, "/packed-refs.new") == 0;
}

static bool set_walk_error(struct error *err, const char *what, const FTSENT *entry, int reason)
{
    return error_set(err, ERROR_RETRY, "cannot %s %s: %s", what, entry->fts_path, strerror(reason));
}

bool git_directory_remove_leftovers(const char *directory, struct error *err)
{
    if (!file_exists(directory))
        return true;
    CLEANUP(close_walk) FTS *walk = open_walk(directory);
    FTSENT *entry = NULL;
    size_t root_length = length_without_slash(directory);
    while (walk != NULL && (entry = fts_read(walk)) != NULL) {
        if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR)
            return set_walk_error(err, "read", entry, entry->fts_errno);
        if (entry->fts_info == FTS_F && is_leftover(entry->fts_path + root_length) &&
            unlink(entry->fts_accpath) != 0)
            return set_walk_error(err, "remove", entry, errno);
    }
    return walk != NULL || error_set(err, ERROR_RETRY, "cannot read %s", directory);
}

/* Makes the counterpart of one entry, whose path in the repository is `path`. */
static bool copy_entry(const FTSENT *entry, const char *path, const char *to, struct error *err)
{
    CLEANUP(free_pointer) char *copy = xasprintf("%s%s", to, path);
    switch (entry->fts_info) {
    case FTS_D:
        if (mkdir(copy, entry->fts_statp->st_mode & 0777) != 0)
            return set_walk_error(err, "copy", entry, errno);
        return true;
    case FTS_DP:
        return true;
    case FTS_F:
        if (!is_leftover(path) && link(entry->fts_accpath, copy) != 0)
            return set_walk_error(err, "link", entry, errno);
        return true;
    default: /* a symbolic link, a socket ...: git makes none in a bare repository */
        return set_walk_error(err, "copy", entry,
                              entry->fts_errno != 0 ? entry->fts_errno : EINVAL);
    }
}

/* Every so many files a sign of life. */
#define FILES_PER_TICK 1000

bool git_transport_link_copy(const char *from, const char *to, const struct git_watch *watch,
                             struct error *err)
{
    int files = 0;
    CLEANUP(close_walk) FTS *walk = open_walk(from);
    FTSENT *entry = NULL;
    size_t root_length = length_without_slash(from);
    while (walk != NULL && (entry = fts_read(walk)) != NULL)
        if (!copy_entry(entry, entry->fts_path + root_length, to, err))
            return false;
        else if (watch != NULL && watch->tick != NULL && ++files % FILES_PER_TICK == 0 &&
                 !watch->tick("", watch->payload))
            return error_set(err, ERROR_RETRY, "copying %s was told to end", from);
    return walk != NULL || error_set(err, ERROR_RETRY, "cannot read %s", from);
}

static bool link_pack(const char *from, const char *to, const char *name, struct error *err)
{
    CLEANUP(free_pointer) char *old = xasprintf("%s/objects/pack/%s", from, name);
    CLEANUP(free_pointer) char *new = xasprintf("%s/objects/pack/%s", to, name);
    if (link(old, new) == 0 || errno == EEXIST) /* a pack is named for what is in it */
        return true;
    return error_set(err, ERROR_RETRY, "cannot link %s: %s", new, strerror(errno));
}

static bool is_pack_file(const char *name, bool is_index)
{
    size_t length = strlen(name);
    return strncmp(name, "pack-", 5) == 0 && length > 4 &&
           (strcmp(name + length - 4, ".idx") == 0) == is_index;
}

static void close_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

static bool link_files(const char *from, const char *to, bool is_index, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/objects/pack", from);
    CLEANUP(close_folder) DIR *folder = opendir(path);
    if (folder == NULL)
        return error_set(err, ERROR_RETRY, "cannot read %s: %s", path, strerror(errno));
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        if (is_pack_file(entry->d_name, is_index) && !link_pack(from, to, entry->d_name, err))
            return false;
    return true;
}

/* A pack counts once its index is there, so that comes last. */
bool git_transport_link_packs(const char *from, const char *to, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/objects/pack", to);
    return link_files(from, to, false, err) && link_files(from, to, true, err) &&
           file_sync_directory(path, err);
}
