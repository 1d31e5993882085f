#include "engine/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/os/file.h"

/* Directories asked about in one query; more of them wait for the next sweep. */
#define SWEPT_AT_ONCE 200
/* import, job, attempt and token; "-gone" while it is swept, "-from" with a copy of the source
 * beside it, and without a token or with "-old" from versions before. */
#define NAME_BYTES 120
#define TOKEN_LENGTH 36
#define GONE "-gone"

static void close_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

static bool is_attempt(const char *name)
{
    static const char *const ends[] = {"", GONE, "-from", "-from" GONE, "-old"};
    long long numbers[3];
    int end = 0;
    bool found = false;

    if (strlen(name) >= NAME_BYTES || strspn(name, "0123456789-abcdefglmnor") != strlen(name) ||
        sscanf(name, "%lld-%lld-%lld%n", &numbers[0], &numbers[1], &numbers[2], &end) != 3)
        return false;
    if (name[end] == '-' && strspn(name + end + 1, "0123456789abcdef-") >= TOKEN_LENGTH)
        end += 1 + TOKEN_LENGTH;
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++)
        found = found || strcmp(name + end, ends[i]) == 0;
    return found && numbers[1] > 0 && numbers[2] > 0;
}

static size_t list_attempts(const char *root, char names[SWEPT_AT_ONCE][NAME_BYTES])
{
    CLEANUP(close_folder) DIR *folder = opendir(root);
    size_t count = 0;
    struct dirent *entry = NULL;

    while (folder != NULL && count < SWEPT_AT_ONCE && (entry = readdir(folder)) != NULL)
        if (is_attempt(entry->d_name))
            snprintf(names[count++], NAME_BYTES, "%.*s", NAME_BYTES - 1, entry->d_name);
    return count;
}

static bool ask_dead(struct db *db, char names[SWEPT_AT_ONCE][NAME_BYTES], size_t count,
                     struct db_rows **rows, struct error *err)
{
    const char *texts[SWEPT_AT_ONCE];

    for (size_t i = 0; i < count; i++)
        texts[i] = names[i];
    return db_query(
        db, DB_CALL("select name from brigade.dead_attempts(names => $1)", db_texts(texts, count)),
        rows, err);
}

/* The directory gets another name first, because a worker that only slept must not publish a
 * half-removed one. When that name is taken, or the old one gone, another process sweeps it. */
static bool remove_attempt(const char *root, const char *name, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", root, name);
    CLEANUP(free_pointer) char *gone = xasprintf("%s" GONE, path);

    if (strstr(name, GONE) != NULL)
        return file_remove_tree(path, err);
    if (rename(path, gone) == 0)
        return file_remove_tree(gone, err);
    return errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST ||
           error_set(err, ERROR_RETRY, "cannot rename %s: %s", path, strerror(errno));
}

/* Only what we asked about: a name is a path. */
static bool remove_attempt_of(const char *root, char names[SWEPT_AT_ONCE][NAME_BYTES], size_t count,
                              const char *name, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return remove_attempt(root, name, err);
    return error_set(err, ERROR_RETRY, "brigade.dead_attempts names \"%s\", which is not there",
                     name);
}

bool staging_sweep(const char *storage, struct db *db, struct error *err)
{
    CLEANUP(free_pointer) char *root = xasprintf("%s/staging", storage);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    char names[SWEPT_AT_ONCE][NAME_BYTES];
    size_t count = list_attempts(root, names);

    if (count == 0)
        return true;
    if (!ask_dead(db, names, count, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (!remove_attempt_of(root, names, count, db_rows_cell(rows, i, 0), err))
            return false;
    return true;
}

static char *name_directory(const struct workplace *workplace, const struct job *job)
{
    return xasprintf("%s/staging/%lld-%lld-%lld-%s", workplace->settings->storage,
                     (long long)workplace->run_id, (long long)job->id, (long long)job->attempt,
                     workplace->token);
}

static void name(struct staging *staging, const struct workplace *workplace, const struct job *job,
                 const char *path)
{
    staging->directory = name_directory(workplace, job);
    staging->published = xasprintf("%s/%s", workplace->settings->storage, path);
    staging->parent = xasprintf(
        "%.*s", (int)(strrchr(staging->published, '/') - staging->published), staging->published);
    staging->owner = owner_of(workplace, workplace->settings->storage,
                              staging->parent + strlen(workplace->settings->storage) + 1);
}

bool staging_begin(struct staging *staging, const struct workplace *workplace,
                   const struct job *job, const char *path, struct error *err)
{
    const char *storage = workplace->settings->storage;
    CLEANUP(free_pointer) char *root = xasprintf("%s/staging", storage);

    name(staging, workplace, job, path);
    if (!file_check_no_links(storage, staging->directory, err) ||
        !file_check_no_links(storage, staging->published, err) ||
        !file_make_directories(root, 0700, err) || !owner_take(&staging->owner, err) ||
        !file_make_directories(staging->parent, 0700, err) ||
        !staging_sweep(storage, workplace->db, err))
        return error_prefix(err, "the storage directory cannot be used");
    return true;
}

static bool look(const char *path, bool *is_there, unsigned long long *device,
                 unsigned long long *inode, struct error *err)
{
    struct stat status;

    *is_there = stat(path, &status) == 0;
    if (!*is_there && errno != ENOENT)
        return error_set(err, ERROR_RETRY, "cannot look at %s: %s", path, strerror(errno));
    *device = *is_there ? status.st_dev : 0;
    *inode = *is_there ? status.st_ino : 0;
    return true;
}

/* Beside what is published while two renames stand for an exchange. */
static char *name_aside(const char *published)
{
    return xasprintf("%s-old", published);
}

bool staging_is_published(const char *path)
{
    CLEANUP(free_pointer) char *aside = name_aside(path);

    return file_exists(path) || rename(aside, path) == 0 || file_exists(path);
}

bool staging_remember(struct staging *staging, struct error *err)
{
    (void)staging_is_published(staging->published);
    return look(staging->published, &staging->was_there, &staging->device, &staging->inode, err);
}

static bool is_what_was_there(const struct staging *staging, const char *path)
{
    struct error ignored;
    bool is_there = false;
    unsigned long long device = 0;
    unsigned long long inode = 0;

    return look(path, &is_there, &device, &inode, &ignored) && is_there &&
           device == staging->device && inode == staging->inode;
}

static int exchange(const struct staging *staging, unsigned flags)
{
    return renameat2(AT_FDCWD, staging->directory, AT_FDCWD, staging->published, flags);
}

/* For file systems without an exchange (NFS). The name is free for a moment. A process that looks
 * for it in that moment puts the old directory back, after a kill, too. A step that fails is
 * undone. */
static int exchange_in_two_steps(const struct staging *staging)
{
    CLEANUP(free_pointer) char *aside = name_aside(staging->published);
    struct error ignored;
    int reason = 0;

    if (!staging->was_there)
        return rename(staging->directory, staging->published);
    if (file_remove_tree(aside, &ignored) && rename(staging->published, aside) == 0 &&
        rename(staging->directory, staging->published) == 0)
        return rename(aside, staging->directory);
    reason = errno;
    (void)!rename(aside, staging->published);
    errno = reason;
    return -1;
}

static bool refuse_changed(const struct staging *staging, struct error *err)
{
    return error_set(err, ERROR_RETRY, "%s was changed by another import meanwhile",
                     staging->published);
}

static void close_lock(int *lock)
{
    if (*lock >= 0)
        close(*lock);
}

bool staging_publish(struct staging *staging, struct error *err)
{
    CLEANUP(close_lock) int lock = -1;
    unsigned flags = staging->was_there ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    int done = 0;

    /* The comparison stands before the exchange, too, because a kill behind an exchange that is to
     * be taken back would leave the wrong one published. */
    if (!owner_lock(&staging->owner, &lock, err))
        return false;
    if (staging->was_there && !is_what_was_there(staging, staging->published))
        return refuse_changed(staging, err);
    done = exchange(staging, flags);
    if (done != 0 && errno == EINVAL)
        done = exchange_in_two_steps(staging);
    if (done != 0)
        return error_set(err, ERROR_RETRY, "%s cannot be renamed to %s: %s", staging->directory,
                         staging->published, strerror(errno));
    if (staging->was_there && !is_what_was_there(staging, staging->directory)) {
        exchange(staging, RENAME_EXCHANGE);
        return refuse_changed(staging, err);
    }
    return file_sync_directory(staging->parent, err);
}

/* The next sweep takes the rest. */
static void remove_directory(const char *path)
{
    struct error ignored;
    bool removed = path == NULL || file_remove_tree(path, &ignored);

    (void)removed;
}

void staging_end(struct staging *staging)
{
    char **texts[] = {&staging->directory, &staging->published, &staging->parent};

    remove_directory(staging->directory);
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        free_pointer(texts[i]);
    owner_release(&staging->owner);
}

bool staging_begin_files(struct store_place *place, const struct task *task, const char *folder,
                         struct error *err)
{
    const struct workplace *workplace = task->workplace;
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/%lld", folder, (long long)workplace->project_id);
    CLEANUP(owner_release)
    struct owner owner = owner_of(workplace, workplace->settings->storage, path);

    place->directory = xasprintf("%s/%s", workplace->settings->storage, path);
    place->incoming = name_directory(workplace, task->job);
    return owner_take(&owner, err);
}

void staging_end_files(struct store_place *place)
{
    remove_directory(place->incoming);
    free_pointer(&place->incoming);
    free_pointer(&place->directory);
}
