#include "export/github/github_pack.h"

#include <stdlib.h>
#include <string.h>

#include "engine/watch.h"
#include "export/project.h"
#include "export/puts.h"
#include "lib/archive/tar.h"
#include "lib/os/file.h"

struct member {
    char *name; /* in the archive; that of a folder ends with a slash */
    char *from; /* <private>/<this> has its bytes; NULL: it is a folder */
};

struct packing {
    struct task *task;
    struct member *members;
    size_t count;
    size_t capacity;
};

static void packing_release(struct packing *packing)
{
    for (size_t i = 0; i < packing->count; i++) {
        free(packing->members[i].name);
        free(packing->members[i].from);
    }
    free(packing->members);
}

/* Takes both over. */
static void add(struct packing *packing, char *name, char *from)
{
    if (packing->count == packing->capacity) {
        packing->capacity = packing->capacity > 0 ? 2 * packing->capacity : 256;
        packing->members =
            xrealloc(packing->members, packing->capacity * sizeof(*packing->members));
    }
    packing->members[packing->count++] = (struct member){name, from};
}

/* Files of "files" stand at the top of the archive, others in their folder. */
static bool list_parts(struct packing *packing, const char *folder, size_t cut, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(packing->task->workplace->db,
                  DB_CALL("select path from forge.export_parts(run => $1, folder => $2)",
                          db_int(packing->task->workplace->run_id), db_text(folder)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        add(packing, xstrdup(db_rows_cell(rows, i, 0) + cut), xstrdup(db_rows_cell(rows, i, 0)));
    return true;
}

static bool list_below(const char *below, void *payload, struct error *err)
{
    bool is_folder = below[strlen(below) - 1] == '/';

    (void)err;
    add(payload, xasprintf("repositories/%s", below),
        is_folder ? NULL : xasprintf("%s/%s", GITHUB_REPOSITORIES, below));
    return true;
}

static int compare(const void *left, const void *right)
{
    return strcmp(((const struct member *)left)->name, ((const struct member *)right)->name);
}

static bool list_all(struct packing *packing, struct error *err)
{
    CLEANUP(free_pointer) char *repositories = project_path(packing->task, GITHUB_REPOSITORIES);

    if (!list_parts(packing, "files", strlen("parts/files/"), err) ||
        !list_parts(packing, "attachments", strlen("parts/"), err) ||
        !file_each(repositories, list_below, packing, err))
        return false;
    qsort(packing->members, packing->count, sizeof(*packing->members), compare);
    return true;
}

static bool pack_one(const struct packing *packing, const struct member *member, struct tar *tar,
                     struct error *err)
{
    CLEANUP(free_pointer) char *from = NULL;
    struct sink_watch watch = watch_sink(packing->task->workplace);

    if (member->from == NULL)
        return tar_add_folder(tar, member->name, err);
    from = project_path(packing->task, member->from);
    return tar_add_file(tar, &(struct tar_file){member->name, from}, &watch, err);
}

static bool pack_all(const struct packing *packing, struct tar *tar, struct error *err)
{
    struct workplace *workplace = packing->task->workplace;

    for (size_t i = 0; i < packing->count; i++) {
        if (!pack_one(packing, &packing->members[i], tar, err))
            return false;
        if (!workplace->tick(workplace, NULL))
            return error_set(err, ERROR_RETRY, "told to stop while the archive was packed");
    }
    return tar_end(tar, err);
}

bool github_pack_digest(struct task *task, struct error *err)
{
    CLEANUP(packing_release) struct packing packing = {.task = task};
    CLEANUP(db_rows_free) struct db_rows *facts = NULL;
    CLEANUP(tar_close) struct tar *tar = NULL;
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    CLEANUP(free_pointer) char *path = NULL;
    struct sink_file file;

    if (!db_query(task->workplace->db,
                  DB_CALL("select archive, as_of from forge.export_archive(run => $1)",
                          db_int(task->workplace->run_id)),
                  &facts, err) ||
        !list_all(&packing, err))
        return false;
    path = xasprintf("output/%s", db_rows_text(facts, 0, "archive"));
    if (!project_write(task, path, &sink, err))
        return false;
    tar_begin(&tar, sink, db_rows_integer(facts, 0, "as_of"));
    if (!pack_all(&packing, tar, err) || !sink_close(&sink, &file, err))
        return false;
    puts_file(task->outcome, db_rows_text(facts, 0, "archive"), false, &file, NULL);
    return true;
}
