#include "export/site/site_wiki.h"

#include "export/site/site_text.h"
#include "export/site/site_words.h"
#include "lib/base/text.h"

/* What is larger is in the bundle alone. */
#define TEXT_BYTES_MAX ((size_t)2 * 1024 * 1024)
#define PICTURE_BYTES_MAX ((size_t)16 * 1024 * 1024)

struct wiki {
    struct site_work work;
    struct site_words words;
};

static void wiki_release(struct wiki *wiki)
{
    site_words_release(&wiki->words);
    site_work_close(&wiki->work);
}

/* False where it is too large or cannot be read: then it is not shown. */
static bool read_sheet(const struct wiki *wiki, const struct sheet *sheet, struct buffer *out)
{
    struct error ignored;

    out->maximum = sheet->kind == SHEET_PAGE ? TEXT_BYTES_MAX : PICTURE_BYTES_MAX;
    return gitdir_read_blob(wiki->work.sheets.gitdir, sheet->oid, out, &ignored);
}

static bool write_picture(struct wiki *wiki, struct sheet *sheet, struct error *err)
{
    CLEANUP(buffer_release) struct buffer bytes = {0};
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct export_file file = {.path = sheet->file};

    if (json_has_key(wiki->work.sheets.taken, sheet->file)) {
        sheet->is_shown = true;
        return true;
    }
    if (!read_sheet(wiki, sheet, &bytes))
        return true;
    sheet->is_shown = true;
    json_set_boolean(wiki->work.sheets.taken, sheet->file, true);
    return export_work_write(&wiki->work.shared, &file, &sink, err) &&
           sink_write(sink, buffer_text(&bytes), bytes.size, err) &&
           export_work_note(&wiki->work.shared, &file, &sink, err);
}

/* The sheet as text, in body; false: it cannot be shown. */
static bool read_text(const struct wiki *wiki, const struct sheet *sheet, struct buffer *body)
{
    CLEANUP(buffer_release) struct buffer bytes = {0};

    if (!read_sheet(wiki, sheet, &bytes))
        return false;
    text_sanitise(body, buffer_text(&bytes), bytes.size);
    return true;
}

static void add_article(struct site_page *page, const struct sheet *sheet,
                        const struct buffer *body)
{
    html_begin(&page->html, "article");
    site_text_write(page, &(struct site_text){.body = buffer_text(body),
                                              .markup = sheet->markup,
                                              .subject = {"repositories", "wiki", NULL},
                                              .is_wiki = true,
                                              .is_first = true});
    html_end(&page->html);
}

static bool write_page(struct wiki *wiki, const struct sheet *sheet, struct error *err)
{
    CLEANUP(buffer_release) struct buffer body = {0};
    CLEANUP(site_page_release) struct site_page page = {0};
    bool is_read = read_text(wiki, sheet, &body);

    if (!site_work_find_anchors_of(&wiki->work, buffer_text(&body), err) ||
        !site_page_open(&page, &wiki->work, sheet->file, sheet->name, err))
        return false;
    if (is_read)
        add_article(&page, sheet, &body);
    else
        html_element(&page.html, "p", "none", "It is too large to be shown: wiki.bundle has it.");
    return site_page_close(&page, err) &&
           site_words_add(&wiki->words, sheet->address, sheet->name, buffer_text(&body), err) &&
           (wiki->work.shared.task->workplace->tick(wiki->work.shared.task->workplace, NULL) ||
            error_set(err, ERROR_RETRY, "told to stop while the wiki was written"));
}

static void add_sheets(struct site_page *page, const struct wiki *wiki, bool are_pages)
{
    html_begin(&page->html, "ul");
    for (size_t i = 0; i < wiki->work.sheets.count; i++) {
        const struct sheet *sheet = &wiki->work.sheets.list[i];
        if ((sheet->kind == SHEET_PAGE) != are_pages)
            continue;
        html_begin(&page->html, "li");
        if (sheet->is_shown) {
            site_page_link(page, sheet->address, are_pages ? sheet->name : sheet->path);
        } else {
            html_text(&page->html, sheet->path);
        }
        html_end(&page->html);
    }
    html_end(&page->html);
}

static bool write_list(struct wiki *wiki, struct error *err)
{
    CLEANUP(site_page_release) struct site_page page = {0};

    if (!site_page_open(&page, &wiki->work, "wiki/index.html", "Wiki", err))
        return false;
    if (wiki->work.sheets.gitdir == NULL) {
        html_element(&page.html, "p", "none", "There is no wiki.");
        return site_page_close(&page, err);
    }
    html_element(&page.html, "h2", NULL, "Pages");
    add_sheets(&page, wiki, true);
    html_element(&page.html, "h2", NULL, "Other files");
    html_element(&page.html, "p", NULL, "wiki.bundle has all of them, with their history.");
    add_sheets(&page, wiki, false);
    return site_page_close(&page, err);
}

bool site_wiki_digest(struct task *task, struct error *err)
{
    CLEANUP(wiki_release) struct wiki wiki = {0};
    struct sheets *sheets = &wiki.work.sheets;

    wiki.words.work = &wiki.work.shared;
    if (!export_work_open(&wiki.work.shared, task, err) || !sheets_open(sheets, task, err))
        return false;
    for (size_t i = 0; i < sheets->count; i++)
        if (sheets->list[i].kind == SHEET_PICTURE && !write_picture(&wiki, &sheets->list[i], err))
            return false;
    sheets_add_names(sheets, &wiki.work.shared.references);
    for (size_t i = 0; i < sheets->count; i++)
        if (sheets->list[i].kind == SHEET_PAGE && !write_page(&wiki, &sheets->list[i], err))
            return false;
    return write_list(&wiki, err) && site_words_end(&wiki.words, err) &&
           export_work_end(&wiki.work.shared, err);
}
