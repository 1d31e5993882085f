#include "export/site/site_talk.h"

#include <string.h>

#include "export/site/site_hunk.h"

#define DEPTH_SHOWN 6

void site_talk_release(struct site_talk *talk)
{
    free_pointer(&talk->section);
}

void site_talk_end(struct site_talk *talk)
{
    if (talk->section == NULL)
        return;
    html_end(&talk->page->html);
    html_end(&talk->page->html);
    free_pointer(&talk->section);
}

static void begin_section(struct site_talk *talk, const char *name)
{
    struct html *html = &talk->page->html;

    if (talk->section != NULL && strcmp(talk->section, name) == 0)
        return;
    site_talk_end(talk);
    talk->section = xstrdup(name);
    html_begin(html, "section");
    html_element(html, "h2", NULL, name);
    html_begin_class(html, "ol", "talk");
}

static void add_person(struct site_page *page, const struct db_rows *rows)
{
    int64_t user_id = db_rows_integer(rows, 0, "user_id");
    const struct person *person = people_find(page->work->shared.people, user_id);
    CLEANUP(free_pointer) char *path = xasprintf("people/%lld.html", (long long)person->user_id);

    if (person->user_id > 0)
        site_page_link(page, path, person->name);
    else
        html_text(&page->html, person->name);
}

static void add_marks(struct site_page *page, const struct json_object *marks, bool is_outdated)
{
    bool is_told = false;

    for (size_t i = 0; i < json_length(marks); i++) {
        const char *mark = json_text(json_element(marks, i));
        html_text(&page->html, " ");
        html_element(&page->html, "span", "mark", mark);
        is_told |= strcmp(mark, "outdated") == 0;
    }
    if (is_outdated && !is_told) {
        html_text(&page->html, " ");
        html_element(&page->html, "span", "mark", "outdated");
    }
}

/* NAME words TIME marks. The time of a comment is a link to it. */
static void add_by_line(struct site_page *page, const struct db_rows *rows, bool is_outdated,
                        struct json_object *marks)
{
    const char *anchor = db_rows_text(rows, 0, "anchor");

    html_begin_class(&page->html, "p", "by");
    if (!db_rows_boolean(rows, 0, "is_file")) {
        add_person(page, rows);
        html_text(&page->html, " ");
    }
    html_text(&page->html, db_rows_text(rows, 0, "words"));
    if (db_rows_text(rows, 0, "at") != NULL) {
        html_text(&page->html, " ");
        if (anchor != NULL) {
            CLEANUP(free_pointer) char *address = xasprintf("#%s", anchor);
            html_begin(&page->html, "a");
            html_attribute(&page->html, "href", address);
        }
        site_page_time(page, db_rows_text(rows, 0, "at"));
        if (anchor != NULL)
            html_end(&page->html);
    }
    add_marks(page, marks, is_outdated);
    html_end(&page->html);
}

static void find_anchor(const struct site_talk *talk, const struct db_rows *rows,
                        struct anchor *anchor)
{
    struct anchor_wanted wanted = {
        .path = db_rows_text(rows, 0, "path"),
        .old_line = db_rows_integer(rows, 0, "old_line"),
        .new_line = db_rows_integer(rows, 0, "new_line"),
        .base = db_rows_text(rows, 0, "base_sha"),
        .head = db_rows_text(rows, 0, "head_sha"),
    };

    anchors_find(talk->page->work->shared.gitdir, talk->range, &wanted, anchor);
}

/* The lines that a thread is about; those of an outdated one are where they stood. */
static void add_place(struct site_talk *talk, const struct db_rows *rows,
                      const struct anchor *anchor)
{
    struct html *html = &talk->page->html;
    int64_t new_line = db_rows_integer(rows, 0, "new_line");
    int64_t line = new_line > 0 ? new_line : db_rows_integer(rows, 0, "old_line");
    int64_t start = db_rows_integer(rows, 0, "start_line");
    struct site_hunk hunk = {.text = buffer_text(&anchor->hunk.text),
                             .path = db_rows_text(rows, 0, "path")};

    if (line > 0 && anchor->state != ANCHOR_LOST) {
        hunk.is_old = anchor->state == ANCHOR_FINAL ? anchor->line < 0 : new_line == 0;
        hunk.last = anchor->state != ANCHOR_FINAL ? line
                    : hunk.is_old                 ? -anchor->line
                                                  : anchor->line;
        hunk.first = start > 0 && start < line ? hunk.last - (line - start) : hunk.last;
        site_hunk_write(html, &hunk);
        return;
    }
    html_begin_class(html, "p", "place");
    html_element(html, "code", NULL, hunk.path);
    if (line > 0) {
        CLEANUP(free_pointer) char *words = xasprintf(", line %lld", (long long)line);
        html_text(html, words);
    }
    html_end(html);
}

static void add_body(struct site_talk *talk, const struct db_rows *rows)
{
    struct site_text text = {
        .body = db_rows_text(rows, 0, "body"),
        .markup = db_rows_text(rows, 0, "markup"),
        .subject = {db_rows_text(rows, 0, "thing"), db_rows_text(rows, 0, "key"),
                    db_rows_text(rows, 0, "link")},
    };

    site_text_write(talk->page, &text);
}

/* A file of an issue: its name leads to it, and a picture is shown. */
static void add_file(struct site_talk *talk, const struct db_rows *rows)
{
    struct html *html = &talk->page->html;
    const char *name = db_rows_text(rows, 0, "body");
    CLEANUP(free_pointer)
    char *address = site_page_address(talk->page, db_rows_text(rows, 0, "path"));

    html_begin(html, "a");
    html_attribute(html, "href", address);
    if (db_rows_boolean(rows, 0, "is_picture")) {
        html_begin_class(html, "img", "thumbnail");
        html_attribute(html, "src", address);
        html_attribute(html, "alt", "");
        html_attribute(html, "loading", "lazy");
        html_end(html);
        html_text(html, " ");
    }
    html_text(html, name);
    html_end(html);
}

static void begin_item(struct site_talk *talk, const struct db_rows *rows)
{
    struct html *html = &talk->page->html;
    const char *anchor = db_rows_text(rows, 0, "anchor");
    int64_t depth = db_rows_integer(rows, 0, "depth");
    char class[16] = "depth-0";

    class[6] = (char)('0' + (depth > DEPTH_SHOWN ? DEPTH_SHOWN : depth));
    html_begin_class(html, "li", class);
    if (anchor != NULL)
        html_attribute(html, "id", anchor);
    site_page_mark_row(talk->page, db_rows_text(rows, 0, "thing"));
}

bool site_talk_take(struct site_talk *talk, const struct db_rows *rows, struct error *err)
{
    CLEANUP(anchor_release) struct anchor anchor = {.state = ANCHOR_LOST};
    CLEANUP(json_free) struct json_object *marks = NULL;
    const char *text = db_rows_text(rows, 0, "marks");
    bool is_file = db_rows_boolean(rows, 0, "is_file");
    bool is_root =
        !is_file && db_rows_boolean(rows, 0, "is_root") && db_rows_text(rows, 0, "path") != NULL;
    bool has_line = db_rows_integer(rows, 0, "old_line") + db_rows_integer(rows, 0, "new_line") > 0;
    struct export_subject subject = {db_rows_text(rows, 0, "thing"), db_rows_text(rows, 0, "key"),
                                     db_rows_text(rows, 0, "link")};

    if (!json_parse(text, strlen(text), &marks, NULL, err))
        return false;
    begin_section(talk, db_rows_text(rows, 0, "section"));
    if (is_root && talk->range != NULL)
        find_anchor(talk, rows, &anchor);
    begin_item(talk, rows);
    add_by_line(talk->page, rows, anchor.state == ANCHOR_OUTDATED, marks);
    if (is_root)
        add_place(talk, rows, &anchor);
    if (is_root && has_line && anchor.state == ANCHOR_LOST)
        export_work_lose(&talk->page->work->shared, &subject, "context", NULL);
    if (is_file)
        add_file(talk, rows);
    else
        add_body(talk, rows);
    html_end(&talk->page->html);
    return site_page_flush(talk->page, err);
}
