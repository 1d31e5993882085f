#include "export/site/site_page.h"

#include <string.h>

#include "export/project.h"
#include "export/shared/web_page.h"
#include "lib/markup/markdown_html.h"

static const struct {
    const char *path;
    const char *name;
} sections[] = {
    {"index.html", "Overview"},        {"pulls/index-1.html", "Pull requests"},
    {"issues/index-1.html", "Issues"}, {"people/index.html", "People"},
    {"branches.html", "Branches"},     {"wiki/index.html", "Wiki"},
    {"search/index.html", "Search"},   {"losses.html", "Losses"},
};

void site_page_release(struct site_page *page)
{
    sink_abandon(&page->sink);
    html_release(&page->html);
    free_pointer(&page->path);
}

char *site_page_address(const struct site_page *page, const char *path)
{
    return xasprintf("%s%s", page->up, path);
}

void site_page_link(struct site_page *page, const char *path, const char *text)
{
    CLEANUP(free_pointer) char *address = site_page_address(page, path);

    markdown_html_link(&page->html, address, text);
}

static bool is_in(const char *path, const char *section)
{
    size_t folder = strcspn(section, "/");

    return strcmp(path, section) == 0 ||
           (section[folder] == '/' && strncmp(path, section, folder + 1) == 0);
}

static void add_navigation(struct site_page *page)
{
    struct html *html = &page->html;

    html_begin(html, "nav");
    html_attribute(html, "aria-label", "Site");
    html_begin(html, "ul");
    for (size_t i = 0; i < ARRAY_LENGTH(sections); i++) {
        CLEANUP(free_pointer) char *address = site_page_address(page, sections[i].path);
        html_begin(html, "li");
        html_begin(html, "a");
        html_attribute(html, "href", address);
        if (is_in(page->path, sections[i].path))
            html_attribute(html, "aria-current",
                           strcmp(page->path, sections[i].path) == 0 ? "page" : "true");
        html_text(html, sections[i].name);
        html_end(html);
        html_end(html);
    }
    html_end(html);
    html_end(html);
}

static void add_header(struct site_page *page)
{
    struct html *html = &page->html;

    html_begin_class(html, "a", "skip");
    html_attribute(html, "href", "#content");
    html_text(html, "Skip to the content");
    html_end(html);
    html_begin(html, "header");
    html_begin_class(html, "p", "project");
    html_text(html, project_of(page->work->shared.task)->full_name);
    html_end(html);
    add_navigation(page);
    html_end(html);
}

bool site_page_open(struct site_page *page, struct site_work *work, const char *path,
                    const char *title, struct error *err)
{
    const char *project = project_of(work->shared.task)->full_name;
    CLEANUP(free_pointer) char *whole_title = xasprintf("%s · %s", title, project);
    CLEANUP(free_pointer) char *style = NULL;
    struct html *html = &page->html;

    page->work = work;
    free_pointer(&page->path);
    page->path = xstrdup(path);
    page->up = strchr(path, '/') != NULL ? "../" : "";
    style = site_page_address(page, "style.css");
    web_page_begin(html, whole_title, style);
    html_begin(html, "body");
    add_header(page);
    html_begin(html, "main");
    html_attribute(html, "id", "content");
    html_element(html, "h1", NULL, title);
    return export_work_write(&work->shared, &(struct export_file){.path = path}, &page->sink, err);
}

bool site_page_flush(struct site_page *page, struct error *err)
{
    return html_flush(&page->html, page->sink, err);
}

bool site_page_close(struct site_page *page, struct error *err)
{
    struct html *html = &page->html;
    const char *as_of = project_of(page->work->shared.task)->as_of;
    /* "2026-01-01 10:00:00 UTC", which is for people. */
    CLEANUP(free_pointer)
    char *at = as_of != NULL ? xasprintf("%.10sT%.8sZ", as_of, as_of + 11) : NULL;

    html_end(html);
    html_begin(html, "footer");
    html_begin(html, "p");
    html_text(html, "As of ");
    site_page_time(page, at);
    html_text(html, ". Texts are as people wrote them.");
    html_end(html);
    html_end(html);
    html_end(html);
    html_end(html);
    return site_page_flush(page, err) &&
           export_work_note(&page->work->shared, &(struct export_file){.path = page->path},
                            &page->sink, err);
}

void site_page_time(struct site_page *page, const char *at)
{
    if (at == NULL)
        return;
    html_begin(&page->html, "time");
    html_attribute(&page->html, "datetime", at);
    if (strlen(at) >= 16) {
        html_text_bytes(&page->html, at, 10);
        html_text(&page->html, " ");
        html_text_bytes(&page->html, at + 11, 5);
        html_text(&page->html, " UTC");
    } else {
        html_text(&page->html, at);
    }
    html_end(&page->html);
}

void site_page_mark_row(struct site_page *page, const char *things)
{
    if (things != NULL)
        html_attribute(&page->html, "data-row", things);
}

static bool is_web(const char *address)
{
    return strncmp(address, "http://", 7) == 0 || strncmp(address, "https://", 8) == 0;
}

static void add_object(struct site_page *page, const struct json_object *cell)
{
    const char *text = json_text_at(cell, "t");
    const char *path = json_text_at(cell, "h");
    const char *foreign = json_text_at(cell, "u");

    if (json_has_key(cell, "row")) {
        html_begin(&page->html, "span");
        site_page_mark_row(page, json_text_at(cell, "row"));
    }
    if (json_has_key(cell, "at"))
        site_page_time(page, json_text_at(cell, "at"));
    else if (path != NULL)
        site_page_link(page, path, text);
    else if (foreign != NULL && is_web(foreign))
        markdown_html_link(&page->html, foreign, text);
    else
        html_text(&page->html, text != NULL ? text : foreign != NULL ? foreign : "");
    if (json_has_key(cell, "row"))
        html_end(&page->html);
}

void site_page_cell(struct site_page *page, const struct json_object *cell)
{
    if (json_is_text(cell))
        html_text(&page->html, json_text(cell));
    else if (json_is_object(cell))
        add_object(page, cell);
    for (size_t i = 0; i < json_length(cell); i++) {
        if (i > 0)
            html_text(&page->html, ", ");
        site_page_cell(page, json_element(cell, i));
    }
}

void site_page_facts(struct site_page *page, const struct json_object *facts)
{
    if (json_length(facts) == 0)
        return;
    html_begin_class(&page->html, "dl", "facts");
    for (size_t i = 0; i < json_length(facts); i++) {
        const struct json_object *fact = json_element(facts, i);
        html_begin(&page->html, "dt");
        site_page_cell(page, json_element(fact, 0));
        html_end(&page->html);
        html_begin(&page->html, "dd");
        site_page_cell(page, json_element(fact, 1));
        html_end(&page->html);
    }
    html_end(&page->html);
}
