#include "export/github/github_join.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "export/project.h"
#include "export/shared/join.h"

#define BLOCK_BYTES ((size_t)64 * 1024)

void github_joining_release(struct github_joining *joining)
{
    sink_abandon(&joining->sink);
    export_work_close(&joining->work);
    free_pointer(&joining->path);
}

static bool begin_file(struct github_joining *joining, struct error *err)
{
    joining->files++;
    joining->records = 0;
    free_pointer(&joining->path);
    joining->path = xasprintf("parts/files/%s_%06zu.json", joining->type, joining->files);
    return export_work_write(&joining->work, &(struct export_file){joining->path, true},
                             &joining->sink, err) &&
           sink_text(joining->sink, "[", err);
}

static bool end_file(struct github_joining *joining, struct error *err)
{
    struct workplace *workplace = joining->work.task->workplace;

    if (joining->sink == NULL)
        return true;
    if (!sink_text(joining->sink, "]\n", err) ||
        !export_work_note(&joining->work, &(struct export_file){joining->path, true},
                          &joining->sink, err))
        return false;
    return workplace->tick(workplace, NULL) ||
           error_set(err, ERROR_RETRY, "told to stop while records were joined");
}

static bool begin_record(struct github_joining *joining, struct error *err)
{
    if (joining->records == GITHUB_FILE_RECORDS && !end_file(joining, err))
        return false;
    if (joining->sink == NULL ? !begin_file(joining, err) : !sink_text(joining->sink, ",\n", err))
        return false;
    joining->records++;
    joining->is_within = true;
    return true;
}

bool github_joining_take(struct github_joining *joining, const char *bytes, size_t size,
                         struct error *err)
{
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end != NULL ? (size_t)(end - bytes) : size;
        if (!joining->is_within && !begin_record(joining, err))
            return false;
        if (!sink_write(joining->sink, bytes, length, err))
            return false;
        if (end == NULL)
            return true;
        joining->is_within = false;
        bytes += length + 1;
        size -= length + 1;
    }
    return true;
}

bool github_joining_end(struct github_joining *joining, struct error *err)
{
    return end_file(joining, err) && export_work_end(&joining->work, err);
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
}

static bool take_part(struct github_joining *joining, const char *path, struct error *err)
{
    CLEANUP(close_descriptor) int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    CLEANUP(free_pointer) char *block = xcalloc(1, BLOCK_BYTES);
    ssize_t got = 0;

    if (descriptor < 0)
        return error_set(err, ERROR_RETRY, "%s cannot be opened: %s", path, strerror(errno));
    while ((got = read(descriptor, block, BLOCK_BYTES)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(err, ERROR_RETRY, "%s cannot be read: %s", path, strerror(errno));
        if (!github_joining_take(joining, block, (size_t)got, err))
            return false;
    }
    return !joining->is_within ||
           error_set(err, ERROR_ITEM, "%s does not end with a line feed", path);
}

bool github_join_digest(struct task *task, struct error *err)
{
    CLEANUP(github_joining_release)
    struct github_joining joining = {.work = {.task = task}, .type = task->job->key};
    CLEANUP(db_rows_free) struct db_rows *parts = NULL;
    CLEANUP(free_pointer) char *folder = xasprintf("records/%s", task->job->key);

    if (!db_query(task->workplace->db,
                  DB_CALL("select path from forge.export_parts(run => $1, folder => $2)",
                          db_int(task->workplace->run_id), db_text(folder)),
                  &parts, err))
        return false;
    for (size_t i = 0; i < db_rows_count(parts); i++) {
        CLEANUP(free_pointer) char *from = project_path(task, db_rows_cell(parts, i, 0));
        if (!take_part(&joining, from, err))
            return false;
    }
    return github_joining_end(&joining, err);
}

static bool write_schema(struct export_work *work, struct error *err)
{
    struct export_file file = {"parts/files/schema.json", true};
    CLEANUP(sink_abandon) struct sink *sink = NULL;

    return export_work_write(work, &file, &sink, err) &&
           sink_text(sink, "{\"version\":\"1.0.1\"}\n", err) &&
           export_work_note(work, &file, &sink, err);
}

/* People have the numbers that they have here. */
bool github_tables_digest(struct task *task, struct error *err)
{
    CLEANUP(export_work_close) struct export_work work = {.task = task};

    return write_schema(&work, err) && join_write_tables(&work, err) &&
           join_write_table(&work, "mannequins.csv", err) && export_work_end(&work, err);
}
