#include "export/project.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forge/place.h"
#include "lib/os/file.h"

/* Directories asked about in one query; what is more waits for the next sweep. */
#define SWEPT_AT_ONCE 200
#define NAME_BYTES 64

struct opened {
    struct project project;   /* its texts are borrowed from the rows, or its own */
    struct db_rows *rows;     /* of brigade.export_of */
    struct json_object *made; /* folders: each is looked at once, not for each of its files */
};

static void opened_free(struct opened **opened)
{
    struct opened *old = TAKE(*opened);

    if (old == NULL)
        return;
    free(old->project.root);
    free(old->project.private);
    free(old->project.published);
    db_rows_free(&old->rows);
    json_free(&old->made);
    free(old);
}

static void name_paths(struct project *project, const struct workplace *workplace)
{
    const struct settings *settings = workplace->settings;

    project->root = place_exports(settings->exports, settings->storage);
    project->private = xasprintf("%s/.run-%lld-%lld", project->root, (long long)workplace->run_id,
                                 (long long)project->generation);
    project->published = xasprintf("%s/%lld", project->target, (long long)project->id);
}

bool project_open(struct workplace *workplace, struct error *err)
{
    CLEANUP(opened_free) struct opened *opened = xcalloc(1, sizeof(*opened));
    struct project *project = &opened->project;

    opened->made = json_new_object();
    if (!db_query(workplace->db,
                  DB_CALL("select * from brigade.export_of(run => $1)", db_int(workplace->run_id)),
                  &opened->rows, err))
        return false;
    if (db_rows_count(opened->rows) == 0)
        return error_set(err, ERROR_RETRY, "run %lld was deleted", (long long)workplace->run_id);
    project->id = workplace->project_id;
    project->full_name = db_rows_text(opened->rows, 0, "source");
    project->target = db_rows_text(opened->rows, 0, "target");
    project->as_of = db_rows_text(opened->rows, 0, "as_of");
    project->generation = db_rows_integer(opened->rows, 0, "generation");
    project->failed = db_rows_integer(opened->rows, 0, "failed");
    project->newer = db_rows_integer(opened->rows, 0, "newer");
    project->has_changed = db_rows_boolean(opened->rows, 0, "has_changed");
    name_paths(project, workplace);
    workplace->about = project->full_name;
    workplace->storage_key = db_rows_text(opened->rows, 0, "storage_key");
    workplace->adopts_storage = db_rows_boolean(opened->rows, 0, "adopts_storage");
    workplace->subject = TAKE(opened);
    return true;
}

void project_close(struct workplace *workplace)
{
    CLEANUP(opened_free) struct opened *opened = workplace->subject;

    workplace->subject = NULL;
}

const struct project *project_of(const struct task *task)
{
    const struct opened *opened = task->workplace->subject;

    return &opened->project;
}

char *project_path(const struct task *task, const char *path)
{
    return xasprintf("%s/%s", project_of(task)->private, path);
}

char *project_scratch(const struct task *task, const char *what)
{
    return xasprintf("%s/new/%lld-%lld-%s", project_of(task)->private, (long long)task->job->id,
                     (long long)task->job->attempt, what);
}

bool project_make_folder(const struct task *task, const char *folder, struct error *err)
{
    const struct opened *opened = task->workplace->subject;
    CLEANUP(free_pointer) char *path = project_path(task, folder);

    if (json_has_key(opened->made, folder))
        return true;
    if (!file_check_no_links(opened->project.root, path, err) ||
        !file_make_directories(path, 0700, err))
        return false;
    json_set_boolean(opened->made, folder, true);
    return true;
}

bool project_write(const struct task *task, const char *path, struct sink **sink, struct error *err)
{
    static unsigned long long written; /* a job writes several files at once */
    const char *name = strrchr(path, '/') + 1;
    CLEANUP(free_pointer) char *folder = xasprintf("%.*s", (int)(name - 1 - path), path);
    CLEANUP(free_pointer) char *whole = project_path(task, path);
    CLEANUP(free_pointer) char *number = xasprintf("%llu", ++written);
    CLEANUP(free_pointer) char *temporary = project_scratch(task, number);

    return project_make_folder(task, folder, err) && project_make_folder(task, "new", err) &&
           sink_open(sink, whole, temporary, err);
}

static void close_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

/* .run-<export>-<generation>; "-gone" while it is swept. */
static bool is_private(const char *name)
{
    long long numbers[2];
    int end = 0;

    return strlen(name) < NAME_BYTES &&
           sscanf(name, ".run-%18lld-%9lld%n", &numbers[0], &numbers[1], &end) == 2 &&
           numbers[0] > 0 && numbers[1] > 0 &&
           (name[end] == '\0' || strcmp(name + end, "-gone") == 0);
}

static size_t list_private(const char *root, char names[SWEPT_AT_ONCE][NAME_BYTES])
{
    CLEANUP(close_folder) DIR *folder = opendir(root);
    size_t count = 0;
    struct dirent *entry = NULL;

    while (folder != NULL && count < SWEPT_AT_ONCE && (entry = readdir(folder)) != NULL)
        if (is_private(entry->d_name))
            snprintf(names[count++], NAME_BYTES, "%.*s", NAME_BYTES - 1, entry->d_name);
    return count;
}

/* Under another name first, so that a job that only slept finds nothing to write into. */
static bool sweep_one(const char *root, const char *name, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", root, name);
    CLEANUP(free_pointer) char *gone = xasprintf("%s-gone", path);

    if (strstr(name, "-gone") != NULL)
        return file_remove_tree(path, err);
    return rename(path, gone) != 0 || file_remove_tree(gone, err);
}

bool project_sweep(const struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const char *root = project_of(task)->root;
    char names[SWEPT_AT_ONCE][NAME_BYTES];
    const char *texts[SWEPT_AT_ONCE];
    size_t count = list_private(root, names);

    for (size_t i = 0; i < count; i++)
        texts[i] = names[i];
    if (count > 0 && !db_query(task->workplace->db,
                               DB_CALL("select name from brigade.dead_exports(names => $1)",
                                       db_texts(texts, count)),
                               &rows, err))
        return false;
    for (size_t i = 0; count > 0 && i < db_rows_count(rows); i++)
        if (!is_private(db_rows_cell(rows, i, 0)) ||
            !sweep_one(root, db_rows_cell(rows, i, 0), err))
            return false;
    return true;
}
