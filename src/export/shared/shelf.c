#include "export/shared/shelf.h"

#include <string.h>

#include "export/shared/web_page.h"

/* A project's directory, below that of the target; NULL: nothing was published. */
static const char *folder_of(const struct db_rows *rows, size_t row)
{
    const char *directory = db_rows_text(rows, row, "directory");
    const char *slash = directory != NULL ? strchr(directory, '/') : NULL;

    return slash != NULL ? slash + 1 : NULL;
}

/* All sites have the same style: that of the first one will do. The caller frees it. */
static char *find_style(const struct db_rows *rows)
{
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (folder_of(rows, i) != NULL)
            return xasprintf("%s/style.css", folder_of(rows, i));
    return NULL;
}

static void add_cell(struct html *html, const char *text)
{
    html_element(html, "td", NULL, text != NULL ? text : "");
}

static void add_project(struct html *html, const struct db_rows *rows, size_t row)
{
    const char *folder = folder_of(rows, row);
    CLEANUP(free_pointer) char *address = xasprintf("%s/index.html", folder != NULL ? folder : "");

    html_begin(html, "tr");
    html_begin(html, "th");
    html_attribute(html, "scope", "row");
    html_begin(html, folder != NULL ? "a" : "span");
    if (folder != NULL)
        html_attribute(html, "href", address);
    html_text(html, db_rows_text(rows, row, "source"));
    html_end(html);
    html_end(html);
    add_cell(html, db_rows_text(rows, row, "state"));
    add_cell(html, db_rows_text(rows, row, "verdict"));
    add_cell(html, db_rows_text(rows, row, "losses"));
    add_cell(html, db_rows_text(rows, row, "as_of"));
    html_end(html);
}

static void add_table(struct html *html, const struct db_rows *rows)
{
    static const char *const columns[] = {"Project", "State", "Verdict", "Not as it was", "As of"};

    html_begin_wide(html, "div", "wide", "Projects");
    html_begin_class(html, "table", "list");
    html_begin(html, "thead");
    html_begin(html, "tr");
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++) {
        html_begin(html, "th");
        html_attribute(html, "scope", "col");
        html_text(html, columns[i]);
        html_end(html);
    }
    html_end(html);
    html_end(html);
    html_begin(html, "tbody");
    for (size_t i = 0; i < db_rows_count(rows); i++)
        add_project(html, rows, i);
    html_end(html);
    html_end(html);
    html_end(html);
}

void shelf_write(struct html *html, const char *workspace, const struct db_rows *rows)
{
    CLEANUP(free_pointer) char *style = find_style(rows);

    web_page_begin(html, workspace, style);
    html_begin(html, "body");
    html_begin(html, "main");
    html_element(html, "h1", NULL, workspace);
    add_table(html, rows);
    html_end(html);
    html_end(html);
    html_end(html);
}
