#include "export/publish.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/staging.h"
#include "export/project.h"
#include "export/puts.h"
#include "lib/os/file.h"

/* An import that runs again and again must not keep an export from ending: after so many attempts
 * somebody has to ask for the next ones. */
#define GENERATIONS_AT_ONCE 5
/* In the private directory: the inode of the output, before it is exchanged. */
#define EXCHANGED "exchange/inode"
#define INODE_BYTES_MAX 100

/* All stages begin again with the next generation, and then this one with a job of that number. */
static bool begin_again(struct task *task, struct error *err)
{
    const struct project *project = project_of(task);
    CLEANUP(free_pointer)
    char *key = xasprintf("publish/%lld", (long long)project->generation + 1);
    struct json_object *row = NULL;

    if (project->generation % GENERATIONS_AT_ONCE == 0)
        return error_set(err, ERROR_ITEM,
                         "imports changed the project again and again, at last during attempt "
                         "%lld: \"brigade retry %lld\" when none of it is due",
                         (long long)project->generation, (long long)task->workplace->run_id);
    row = json_new_object();
    json_set_boolean(row, "begins_again", true);
    outcome_put(task->outcome, PUT_EXPORT_END, row);
    outcome_enqueue(task->outcome, &(struct follow_up){.kind = task->job->kind, .key = key});
    return true;
}

/* The inode of a directory: it keeps that when it gets another name. "": it is not there. */
static char *inode_of(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 ? xasprintf("%llu", (unsigned long long)status.st_ino)
                                     : xstrdup("");
}

/* Whether the published directory is the one that this run has noted before it exchanged them. */
static bool has_exchanged(const struct task *task, const char *published)
{
    CLEANUP(buffer_release) struct buffer noted = {0};
    CLEANUP(free_pointer) char *path = project_path(task, EXCHANGED);
    CLEANUP(free_pointer) char *inode = inode_of(published);
    struct error ignored;

    return file_read(path, INODE_BYTES_MAX, &noted, &ignored) &&
           strcmp(buffer_text(&noted), inode) == 0;
}

static bool note_inode(const struct task *task, const char *inode, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_file ignored;

    return project_write(task, EXCHANGED, &sink, err) && sink_text(sink, inode, err) &&
           sink_close(&sink, &ignored, err);
}

static bool check_file(const char *directory, const struct db_rows *rows, size_t row,
                       struct error *err)
{
    const char *name = db_rows_text(rows, row, "path");
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", directory, name);
    struct stat status;

    if (lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size == db_rows_integer(rows, row, "size_bytes"))
        return true;
    return error_set(err, ERROR_ITEM, "%s is not there as it was written", path);
}

/* How many files are below `folder` of a directory, which need not be there. */
static bool count_files(const char *directory, const char *folder, size_t *count, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", directory, folder);

    *count = 0;
    return !file_exists(path) || file_count(path, count, err);
}

static bool count_listed(const struct publication *publication, const char *directory,
                         size_t *there, struct error *err)
{
    size_t count = 0;

    if (!file_count(directory, there, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(publication->unlisted); i++) {
        const char *folder = publication->unlisted[i];
        if (folder == NULL)
            continue;
        if (!count_files(directory, folder, &count, err))
            return false;
        *there -= count;
    }
    if (publication->listed_within == NULL)
        return true;
    if (!count_files(directory, publication->listed_within, &count, err))
        return false;
    *there += count;
    return true;
}

/* Nothing is missing, and nothing is there that no job has written. */
static bool check_output(const struct task *task, const struct publication *publication,
                         const char *directory, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    size_t there = 0;

    if (!db_query(task->workplace->db,
                  DB_CALL("select path, size_bytes from brigade.export_output(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (!check_file(directory, rows, i, err))
            return false;
    if (!count_listed(publication, directory, &there, err))
        return false;
    return there == db_rows_count(rows) + publication->described ||
           error_set(err, ERROR_ITEM, "%s has %zu files, and %zu were written", directory, there,
                     db_rows_count(rows) + publication->described);
}

/* Only the directory that has this inode: another attempt may be at the same. */
static bool is_same(const char *output, const char *inode, struct error *err)
{
    CLEANUP(free_pointer) char *now = inode_of(output);

    return strcmp(now, inode) == 0 ||
           error_set(err, ERROR_RETRY, "another attempt has published the output");
}

static bool exchange(const struct task *task, const char *output, const char *inode,
                     const char *published, struct error *err)
{
    CLEANUP(staging_end)
    struct staging staging = {
        .directory = xstrdup(output),
        .published = xstrdup(published),
        .parent = xasprintf("%.*s", (int)(strrchr(published, '/') - published), published),
        .owner = owner_of(task->workplace, project_of(task)->root, project_of(task)->published),
    };

    if (file_check_no_links(project_of(task)->root, staging.published, err) &&
        owner_take(&staging.owner, err) && file_make_directories(staging.parent, 0700, err) &&
        staging_remember(&staging, err) && is_same(output, inode, err) &&
        file_sync_directory(output, err) && staging_publish(&staging, err))
        return true;
    free_pointer(&staging.directory); /* it is tried again */
    return false;
}

/* Who else may read it, and come to it: the setting may be another than at the last time. */
static bool set_modes(const struct task *task, const char *published, struct error *err)
{
    unsigned mask = task->workplace->settings->exports_umask;
    CLEANUP(free_pointer)
    char *parent = xasprintf("%.*s", (int)(strrchr(published, '/') - published), published);

    if (chmod(parent, 0777 & ~mask) != 0)
        return error_set(err, ERROR_RETRY, "the mode of %s cannot be set: %s", parent,
                         strerror(errno));
    return file_set_modes(published, mask, err);
}

/* By another name first, so that a kill in the midst leaves no half of it that has its name. */
static bool remove_private(const struct project *project, struct error *err)
{
    CLEANUP(free_pointer) char *gone = xasprintf("%s-gone", project->private);

    return file_remove_tree(gone, err) &&
           (rename(project->private, gone) == 0 || errno == ENOENT ||
            error_set(err, ERROR_RETRY, "%s cannot be renamed: %s", project->private,
                      strerror(errno))) &&
           file_remove_tree(gone, err);
}

static bool replace(struct task *task, const struct publication *publication, const char *published,
                    struct error *err)
{
    CLEANUP(free_pointer) char *output = project_path(task, "output");
    CLEANUP(free_pointer) char *inode = inode_of(output);

    if (!publication->describe(task, err) || !check_output(task, publication, output, err))
        return is_same(output, inode, err) && false;
    return note_inode(task, inode, err) && exchange(task, output, inode, published, err);
}

static bool is_gone(const char *path)
{
    struct stat status;

    return lstat(path, &status) != 0 && errno == ENOENT;
}

/* A worker that was killed, or lost its connection, may have done some or all of it already. */
static bool publish(struct task *task, const struct publication *publication, struct error *err)
{
    const struct project *project = project_of(task);
    CLEANUP(free_pointer)
    char *published = xasprintf("%s/%s", project->root, project->published);
    bool done = is_gone(project->private)
                    ? check_output(task, publication, published, err)
                    : has_exchanged(task, published) || replace(task, publication, published, err);

    return done && set_modes(task, published, err) && remove_private(project, err);
}

bool publish_output(struct task *task, const struct publication *publication, struct error *err)
{
    const struct project *project = project_of(task);
    struct json_object *row = NULL;

    if (project->newer > 0)
        return error_set(err, ERROR_ITEM,
                         "nothing was published, because export %lld, which was asked for later, "
                         "was published already: export the project again",
                         (long long)project->newer);
    /* Before failures: they may come of a store that is not as the plan has seen it. */
    if (project->has_changed)
        return begin_again(task, err);
    if (project->failed > 0)
        return error_set(err, ERROR_ITEM,
                         "nothing was published, because %lld jobs before this one have failed: "
                         "\"brigade failures %lld\" says why; when that is mended: "
                         "brigade retry %lld",
                         (long long)project->failed, (long long)task->workplace->run_id,
                         (long long)task->workplace->run_id);
    if (!publish(task, publication, err))
        return false;
    row = json_new_object();
    json_set_boolean(row, "begins_again", false);
    json_set_text(row, "directory", project->published);
    outcome_put(task->outcome, PUT_EXPORT_END, row);
    return true;
}
