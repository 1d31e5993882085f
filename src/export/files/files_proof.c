#include "export/files/files_proof.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export/project.h"
#include "export/puts.h"
#include "lib/base/limits.h"
#include "lib/markup/ndjson.h"

#define THINGS_MAX 2
#define READ_BYTES ((size_t)64 * 1024)

struct proof {
    struct task *task;
    const struct db_rows *things; /* of forge.export_file */
    int64_t written[THINGS_MAX];
};

/* Notes of issues and of merge requests stand in one file, and each says which it is. */
static size_t thing_of(const struct proof *proof, const struct json_object *row)
{
    const char *type = json_text_at(row, "noteable_type");

    for (size_t i = 0; type != NULL && i < db_rows_count(proof->things); i++)
        if (strncmp(db_rows_text(proof->things, i, "thing"), type, strlen(type)) == 0)
            return i;
    return 0;
}

/* A row that stands for a file of the output. */
static bool check_file(const struct proof *proof, const struct json_object *row, struct error *err)
{
    const char *path = json_text_at(row, "path");
    CLEANUP(free_pointer) char *below = xasprintf("output/%s", path != NULL ? path : "");
    CLEANUP(free_pointer) char *whole = project_path(proof->task, below);
    int64_t size_bytes = 0;
    struct stat status;

    if (path == NULL || !json_integer_at(row, "size_bytes", &size_bytes) ||
        strstr(path, "..") != NULL)
        return error_set(err, ERROR_ITEM, "a row of %s names no file", proof->task->job->key);
    if (lstat(whole, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == size_bytes)
        return true;
    return error_set(err, ERROR_ITEM,
                     "%s is not in the output with its %lld bytes: the jobs of the stage git that "
                     "failed say why; when that is mended: brigade retry %lld",
                     path, (long long)size_bytes, (long long)proof->task->workplace->run_id);
}

static bool take_row(const struct json_object *row, void *payload, struct error *err)
{
    struct proof *proof = payload;
    const char *key = proof->task->job->key;

    if (!json_is_object(row))
        return error_set(err, ERROR_ITEM, "a line of %s is no object", key);
    proof->written[thing_of(proof, row)]++;
    if (!proof->task->workplace->tick(proof->task->workplace, NULL))
        return error_set(err, ERROR_RETRY, "told to stop while %s was read back", key);
    return (strcmp(key, "attachments") != 0 && strcmp(key, "lfs_objects") != 0) ||
           check_file(proof, row, err);
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
}

/* Line feeds outside of quotes: rows, and the heading. */
static bool count_csv(const char *path, int64_t *lines, struct error *err)
{
    CLEANUP(close_descriptor) int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    char bytes[READ_BYTES];
    bool is_quoted = false;
    ssize_t got = 0;

    if (descriptor < 0)
        return error_set(err, ERROR_RETRY, "cannot open %s: %s", path, strerror(errno));
    while ((got = read(descriptor, bytes, sizeof(bytes))) > 0)
        for (ssize_t i = 0; i < got; i++) {
            is_quoted ^= bytes[i] == '"';
            *lines += bytes[i] == '\n' && !is_quoted;
        }
    return (got == 0 && !is_quoted) ||
           error_set(err, ERROR_RETRY, "%s cannot be read to its end", path);
}

static bool compare(const struct proof *proof, int64_t csv_lines, struct error *err)
{
    int64_t all = 0;

    for (size_t i = 0; i < db_rows_count(proof->things); i++) {
        int64_t here = db_rows_integer(proof->things, i, "here");
        all += proof->written[i];
        if (proof->written[i] != here)
            return error_set(err, ERROR_ITEM, "%lld of %lld rows of %s are in the output",
                             (long long)proof->written[i], (long long)here,
                             db_rows_text(proof->things, i, "thing"));
    }
    return csv_lines == all + 1 ||
           error_set(err, ERROR_ITEM, "%s.csv has %lld rows, and %s.ndjson has %lld",
                     proof->task->job->key, (long long)csv_lines - 1, proof->task->job->key,
                     (long long)all);
}

static void put_counts(const struct proof *proof)
{
    for (size_t i = 0; i < db_rows_count(proof->things); i++) {
        struct json_object *row = json_new_object();
        json_set_text(row, "thing", db_rows_text(proof->things, i, "thing"));
        json_set_integer(row, "written", proof->written[i]);
        outcome_put(proof->task->outcome, PUT_EXPORT_COUNTS, row);
    }
}

bool files_proof_digest(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *things = NULL;
    CLEANUP(free_pointer) char *lines = xasprintf("output/%s.ndjson", task->job->key);
    CLEANUP(free_pointer) char *lines_path = project_path(task, lines);
    CLEANUP(free_pointer) char *cells = xasprintf("output/%s.csv", task->job->key);
    CLEANUP(free_pointer) char *cells_path = project_path(task, cells);
    struct proof proof = {.task = task};
    int64_t csv_lines = 0;

    if (!db_query(task->workplace->db,
                  DB_CALL("select thing, here from forge.export_file(run => $1, file => $2)",
                          db_int(task->workplace->run_id), db_text(task->job->key)),
                  &things, err))
        return false;
    if (db_rows_count(things) > THINGS_MAX)
        bug("%s holds more than %d things", task->job->key, THINGS_MAX);
    proof.things = things;
    if (!ndjson_each(lines_path, LIMIT_EXPORT_LINE_BYTES, take_row, &proof, err) ||
        !count_csv(cells_path, &csv_lines, err) || !compare(&proof, csv_lines, err))
        return false;
    put_counts(&proof);
    return true;
}
