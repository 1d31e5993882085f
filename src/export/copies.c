#include "export/copies.h"

#include <string.h>

#include "export/project.h"
#include "export/puts.h"
#include "engine/watch.h"
#include "lib/os/file.h"

static bool refuse(const struct task *task, const char *name, const char *why, struct error *err)
{
    return error_set(err, ERROR_ITEM,
                     "%s %s in the storage: \"brigade verify\" says more; import the project "
                     "again, then: brigade retry %lld",
                     name, why, (long long)task->workplace->run_id);
}

static bool copy(struct task *task, const struct db_rows *rows, size_t row, struct error *err)
{
    const char *sha256 = db_rows_text(rows, row, "sha256");
    const char *name = db_rows_text(rows, row, "name");
    const char *path = db_rows_text(rows, row, "place");
    CLEANUP(free_pointer)
    char *from =
        xasprintf("%s/%s", task->workplace->settings->storage, db_rows_text(rows, row, "path"));
    bool is_part = strncmp(path, "parts/", 6) == 0; /* of an archive */
    CLEANUP(free_pointer) char *below = xasprintf("%s%s", is_part ? "" : "output/", path);
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_watch watch = watch_sink(task->workplace);
    struct sink_file file;

    if (!store_is_sha256(sha256) ||
        !file_check_no_links(task->workplace->settings->storage, from, err))
        return refuse(task, name, "stands behind a link", err);
    if (!file_exists(from))
        return refuse(task, name, "is not there", err);
    if (!project_write(task, below, &sink, err) || !sink_add_file(sink, from, &watch, err) ||
        !sink_close(&sink, &file, err))
        return false;
    if (strcmp(file.sha256, sha256) != 0)
        return refuse(task, name, "has other bytes than it had when it came, and stands", err);
    puts_file(task->outcome, path, is_part, &file, NULL);
    return true;
}

bool copies_digest(struct task *task, struct error *err)
{
    const struct json_object *payload = task->job->payload;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select path, sha256, name, place from forge.export_copies(project "
                          "=> $1, thing => $2, after_key => $3, upto_key => $4, target => $5)",
                          db_int(project_of(task)->id), db_text(json_text_at(payload, "thing")),
                          db_text(json_text_at(payload, "after")),
                          db_text(json_text_at(payload, "upto")),
                          db_text(project_of(task)->target)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        if (!copy(task, rows, i, err))
            return false;
        if (!task->workplace->tick(task->workplace, NULL))
            return error_set(err, ERROR_RETRY, "told to stop while files were copied");
    }
    return true;
}
