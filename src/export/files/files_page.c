#include "export/files/files_page.h"

#include "export/project.h"
#include "export/puts.h"

struct files_page {
    struct task *task;
    struct sink *lines;
    struct sink *cells;
    int64_t rows;
};

static void files_page_release(struct files_page *page)
{
    sink_abandon(&page->lines);
    sink_abandon(&page->cells);
}

static bool write_line(struct sink *sink, const char *line, struct error *err)
{
    return sink_text(sink, line, err) && sink_write(sink, "\n", 1, err);
}

static bool take_row(const struct db_rows *rows, void *payload, struct error *err)
{
    struct files_page *page = payload;
    const char *loss = db_rows_text(rows, 0, "loss");
    const char *line = db_rows_text(rows, 0, "line");

    if (loss != NULL)
        outcome_put_text(page->task->outcome, PUT_EXPORT_LOSSES, loss);
    if (line == NULL) /* it is left out */
        return true;
    page->rows++;
    return write_line(page->lines, line, err) &&
           write_line(page->cells, db_rows_text(rows, 0, "cells"), err);
}

static bool end_piece(struct task *task, const char *path, struct sink **sink,
                      struct json_object *rows, struct error *err)
{
    struct sink_file file;

    if (!sink_close(sink, &file, err)) {
        json_free(&rows);
        return false;
    }
    puts_file(task->outcome, path, true, &file, rows);
    return true;
}

bool files_page_digest(struct task *task, struct error *err)
{
    const char *thing = json_text_at(task->job->payload, "thing");
    CLEANUP(files_page_release) struct files_page page = {.task = task};
    CLEANUP(free_pointer) char *lines = xasprintf("parts/%s.ndjson", task->job->key);
    CLEANUP(free_pointer) char *cells = xasprintf("parts/%s.csv", task->job->key);
    struct json_object *rows = NULL;

    if (!project_write(task, lines, &page.lines, err) ||
        !project_write(task, cells, &page.cells, err) ||
        !db_read(task->workplace->db,
                 DB_CALL("select line, cells, loss from forge.export_rows(run => $1, thing => $2, "
                         "after_key => $3, upto_key => $4)",
                         db_int(task->workplace->run_id), db_text(thing),
                         db_text(json_text_at(task->job->payload, "after")),
                         db_text(json_text_at(task->job->payload, "upto"))),
                 take_row, &page, err))
        return false;
    rows = json_new_object();
    json_set_integer(rows, thing, page.rows);
    return end_piece(task, lines, &page.lines, rows, err) &&
           end_piece(task, cells, &page.cells, NULL, err);
}
