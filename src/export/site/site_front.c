#include "export/site/site_front.h"

#include <stdlib.h>
#include <string.h>

#include "export/project.h"
#include "export/site/site_style.h"
#include "export/site/site_text.h"
#include "lib/markup/html_chart.h"

/* The lists that a picture is made of. */
struct figures {
    struct json_object *labels;
    struct json_object *series;
    struct json_object *values;
    const char **label_texts;
    const char **series_texts;
    int64_t *numbers;
};

static void figures_release(struct figures *figures)
{
    json_free(&figures->labels);
    json_free(&figures->series);
    json_free(&figures->values);
    free(figures->label_texts);
    free(figures->series_texts);
    free(figures->numbers);
}

static const char **texts_of(const struct json_object *list)
{
    const char **texts = xcalloc(json_length(list) + 1, sizeof(*texts));

    for (size_t i = 0; i < json_length(list); i++)
        texts[i] = json_text(json_element(list, i));
    return texts;
}

static bool read_figures(struct figures *figures, const struct db_rows *rows, size_t row,
                         struct error *err)
{
    CLEANUP(json_free) struct json_object *holder = NULL;
    CLEANUP(free_pointer)
    char *whole = xasprintf("{\"values\": %s}", db_rows_text(rows, row, "values"));
    const struct json_object *values = NULL;

    if (!export_work_parse(db_rows_text(rows, row, "labels"), &figures->labels, err) ||
        !export_work_parse(db_rows_text(rows, row, "series"), &figures->series, err) ||
        !export_work_parse(whole, &holder, err))
        return false;
    values = json_at(holder, "values");
    figures->label_texts = texts_of(figures->labels);
    figures->series_texts = texts_of(figures->series);
    figures->numbers = xcalloc(json_length(values) + 1, sizeof(*figures->numbers));
    for (size_t i = 0; i < json_length(values); i++) {
        const char *number = json_text(json_element(values, i));
        figures->numbers[i] = number != NULL ? strtoll(number, NULL, 10) : -1;
    }
    return true;
}

static bool add_picture(struct site_page *page, const struct db_rows *rows, size_t row,
                        struct error *err)
{
    CLEANUP(figures_release) struct figures figures = {0};

    if (!read_figures(&figures, rows, row, err))
        return false;
    html_chart(&page->html, &(struct html_chart){
                                .id = db_rows_text(rows, row, "id"),
                                .title = db_rows_text(rows, row, "title"),
                                .unit = db_rows_text(rows, row, "unit"),
                                .label = db_rows_text(rows, row, "label"),
                                .is_stacked = db_rows_boolean(rows, row, "is_stacked"),
                                .label_count = json_length(figures.labels),
                                .labels = figures.label_texts,
                                .series_count = json_length(figures.series),
                                .series = figures.series_texts,
                                .values = figures.numbers,
                            });
    return site_page_flush(page, err);
}

static bool add_pictures(struct site_page *page, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct task *task = page->work->shared.task;

    if (!db_query(task->workplace->db,
                  DB_CALL("select id, title, unit, label, is_stacked, labels, series, \"values\" "
                          "from forge.site_figures(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    if (db_rows_count(rows) == 0)
        return true;
    html_begin(&page->html, "section");
    html_element(&page->html, "h2", NULL, "In pictures");
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (!add_picture(page, rows, i, err))
            return false;
    html_end(&page->html);
    return true;
}

static bool write_front(struct site_work *work, struct error *err)
{
    CLEANUP(site_page_release) struct site_page page = {0};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(json_free) struct json_object *facts = NULL;

    if (!db_query(work->shared.task->workplace->db,
                  DB_CALL("select full_name, description, facts from forge.site_front(run => $1)",
                          db_int(work->shared.task->workplace->run_id)),
                  &rows, err) ||
        !export_work_parse(db_rows_text(rows, 0, "facts"), &facts, err) ||
        !site_work_find_anchors_of(work, db_rows_text(rows, 0, "description"), err) ||
        !site_page_open(&page, work, "index.html", db_rows_text(rows, 0, "full_name"), err))
        return false;
    site_text_write(
        &page, &(struct site_text){.body = db_rows_text(rows, 0, "description"), .is_first = true});
    site_page_facts(&page, facts);
    return add_pictures(&page, err) && site_page_close(&page, err);
}

static bool write_style(struct site_work *work, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct export_file file = {.path = "style.css"};

    return export_work_write(&work->shared, &file, &sink, err) &&
           sink_text(sink, site_style, err) && export_work_note(&work->shared, &file, &sink, err);
}

static bool write_redirects(struct site_work *work, struct error *err)
{
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    CLEANUP(buffer_release) struct buffer wiki = {0};
    struct export_file file = {.path = "redirects.csv"};

    sheets_add_redirects(&work->sheets, project_of(work->shared.task)->full_name, &wiki);
    return export_work_write(&work->shared, &file, &sink, err) &&
           db_read(work->shared.task->workplace->db,
                   DB_CALL("select line from forge.site_redirects(run => $1)",
                           db_int(work->shared.task->workplace->run_id)),
                   export_work_take_line, sink, err) &&
           sink_write(sink, buffer_text(&wiki), wiki.size, err) &&
           export_work_note(&work->shared, &file, &sink, err);
}

bool site_front_digest(struct task *task, struct error *err)
{
    CLEANUP(site_work_close) struct site_work work = {0};

    return site_work_open(&work, task, err) && write_front(&work, err) && write_style(&work, err) &&
           write_redirects(&work, err) && export_work_end(&work.shared, err);
}
