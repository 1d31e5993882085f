#include "export/site/site_lists.h"

#include <string.h>

#include "export/site/site_page.h"

#define LINES_A_PAGE 200

#define LIST(function)                                                                             \
    "select stem, title, intro, columns, total, things, cells from " function "(run => $1)"

/* The keys of the jobs, and who knows their lists. */
static const struct {
    const char *key;
    const char *sql;
} families[] = {
    {"pulls", LIST("forge.site_pull_lists")},    {"issues", LIST("forge.site_issue_lists")},
    {"people", LIST("forge.site_people_lists")}, {"others", LIST("forge.site_other_lists")},
    {"losses", LIST("forge.site_loss_lists")},
};

struct list {
    struct site_work work;
    struct site_page page;
    char *stem; /* of the list that is open; NULL: none */
    int64_t total;
    int64_t lines; /* written of it */
};

static void list_release(struct list *list)
{
    site_page_release(&list->page);
    free_pointer(&list->stem);
    site_work_close(&list->work);
}

/* Lists of pull requests and issues count from 1, because they always may have several pages. */
static char *path_of(const char *stem, int64_t number)
{
    bool is_counted = strncmp(stem, "pulls/", 6) == 0 || strncmp(stem, "issues/", 7) == 0;

    return number == 1 && !is_counted ? xasprintf("%s.html", stem)
                                      : xasprintf("%s-%lld.html", stem, (long long)number);
}

static int64_t page_number(const struct list *list)
{
    return list->lines / LINES_A_PAGE + 1;
}

static void add_step(struct list *list, int64_t number, const char *relation, const char *words)
{
    CLEANUP(free_pointer) char *path = path_of(list->stem, number);
    CLEANUP(free_pointer) char *address = site_page_address(&list->page, path);
    struct html *html = &list->page.html;

    html_text(html, " ");
    html_begin(html, "a");
    html_attribute(html, "href", address);
    html_attribute(html, "rel", relation);
    html_text(html, words);
    html_end(html);
}

static void add_steps(struct list *list, int64_t number)
{
    int64_t last = (list->total + LINES_A_PAGE - 1) / LINES_A_PAGE;
    CLEANUP(free_pointer)
    char *words = xasprintf("Page %lld of %lld, %lld lines.", (long long)number, (long long)last,
                            (long long)list->total);
    struct html *html = &list->page.html;

    if (last <= 1)
        return;
    html_begin_class(html, "nav", "steps");
    html_attribute(html, "aria-label", "Pages of this list");
    html_begin(html, "p");
    html_text(html, words);
    if (number > 1) {
        add_step(list, 1, "first", "First");
        add_step(list, number - 1, "prev", "Previous");
    }
    if (number < last) {
        add_step(list, number + 1, "next", "Next");
        add_step(list, last, "last", "Last");
    }
    html_end(html);
    html_end(html);
}

static bool add_head(struct list *list, const struct db_rows *rows, struct error *err)
{
    CLEANUP(json_free) struct json_object *columns = NULL;
    const char *text = db_rows_text(rows, 0, "columns");
    struct html *html = &list->page.html;

    if (!json_parse(text, strlen(text), &columns, NULL, err))
        return false;
    html_begin_wide(html, "div", "wide", db_rows_text(rows, 0, "title"));
    html_begin_class(html, "table", "list");
    html_begin(html, "thead");
    html_begin(html, "tr");
    for (size_t i = 0; i < json_length(columns); i++) {
        html_begin(html, "th");
        html_attribute(html, "scope", "col");
        html_text(html, json_text(json_element(columns, i)));
        html_end(html);
    }
    html_end(html);
    html_end(html);
    html_begin(html, "tbody");
    return true;
}

static bool add_intro(struct list *list, const struct db_rows *rows, struct error *err)
{
    CLEANUP(json_free) struct json_object *facts = NULL;
    const char *text = db_rows_text(rows, 0, "intro");

    if (text == NULL || list->lines > 0)
        return true;
    if (!json_parse(text, strlen(text), &facts, NULL, err))
        return false;
    site_page_facts(&list->page, facts);
    return true;
}

static bool open_page(struct list *list, const struct db_rows *rows, struct error *err)
{
    int64_t number = page_number(list);
    CLEANUP(free_pointer) char *path = path_of(list->stem, number);
    CLEANUP(free_pointer)
    char *title =
        number == 1 ? xstrdup(db_rows_text(rows, 0, "title"))
                    : xasprintf("%s, page %lld", db_rows_text(rows, 0, "title"), (long long)number);

    if (!site_page_open(&list->page, &list->work, path, title, err) || !add_intro(list, rows, err))
        return false;
    add_steps(list, number);
    if (db_rows_text(rows, 0, "cells") != NULL)
        return add_head(list, rows, err);
    html_element(&list->page.html, "p", "none", "None.");
    return true;
}

static bool close_page(struct list *list, struct error *err)
{
    if (list->page.sink == NULL)
        return true;
    if (list->lines > 0) {
        html_end(&list->page.html); /* tbody */
        html_end(&list->page.html); /* table */
        html_end(&list->page.html); /* div */
        add_steps(list, (list->lines + LINES_A_PAGE - 1) / LINES_A_PAGE);
    }
    return site_page_close(&list->page, err);
}

static bool add_line(struct list *list, const struct db_rows *rows, struct error *err)
{
    CLEANUP(json_free) struct json_object *cells = NULL;
    const char *text = db_rows_text(rows, 0, "cells");
    struct html *html = &list->page.html;

    if (text == NULL)
        return true;
    if (!json_parse(text, strlen(text), &cells, NULL, err))
        return false;
    list->lines++;
    html_begin(html, "tr");
    site_page_mark_row(&list->page, db_rows_text(rows, 0, "things"));
    for (size_t i = 0; i < json_length(cells); i++) {
        html_begin(html, i == 0 ? "th" : "td");
        if (i == 0)
            html_attribute(html, "scope", "row");
        site_page_cell(&list->page, json_element(cells, i));
        html_end(html);
    }
    html_end(html);
    return site_page_flush(&list->page, err);
}

static bool take_line(const struct db_rows *rows, void *payload, struct error *err)
{
    struct list *list = payload;
    const char *stem = db_rows_text(rows, 0, "stem");

    if (list->stem == NULL || strcmp(list->stem, stem) != 0) {
        if (!close_page(list, err))
            return false;
        free_pointer(&list->stem);
        list->stem = xstrdup(stem);
        list->lines = 0;
        list->total = db_rows_integer(rows, 0, "total");
    } else if (list->lines % LINES_A_PAGE == 0 && !close_page(list, err)) {
        return false;
    }
    return (list->page.sink != NULL || open_page(list, rows, err)) && add_line(list, rows, err);
}

bool site_lists_digest(struct task *task, struct error *err)
{
    CLEANUP(list_release) struct list list = {0};
    const char *sql = NULL;

    for (size_t i = 0; i < ARRAY_LENGTH(families); i++)
        if (strcmp(task->job->key, families[i].key) == 0)
            sql = families[i].sql;
    if (sql == NULL)
        bug("there is no list %s", task->job->key);
    list.work.shared.task = task;
    return db_read(task->workplace->db, DB_CALL(sql, db_int(task->workplace->run_id)), take_line,
                   &list, err) &&
           close_page(&list, err) &&
           (strcmp(task->job->key, "others") != 0 ||
            export_work_put_losses(task,
                                   DB_CALL("select loss from forge.site_losses(run => $1)",
                                           db_int(task->workplace->run_id)),
                                   err)) &&
           export_work_end(&list.work.shared, err);
}
