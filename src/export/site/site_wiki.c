#include "export/site/site_wiki.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "export/shared/repository.h"
#include "export/site/site_text.h"
#include "export/site/site_words.h"
#include "lib/base/text.h"

/* What is more, or larger, is in the bundle alone. */
#define FILES_MAX 20000
#define TEXT_BYTES_MAX ((size_t)2 * 1024 * 1024)
#define PICTURE_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define NAME_BYTES_MAX 150

/* A file of the wiki. */
struct sheet {
    char *path; /* in the repository, as it is shown */
    char *name; /* of a page: without its ending */
    char *file; /* of the output */
    char oid[GIT_OID_TEXT];
    enum { SHEET_PAGE, SHEET_PICTURE, SHEET_OTHER } kind;
    const char *markup; /* of a page */
    bool is_shown;
};

struct wiki {
    struct site_work work;
    struct gitdir *gitdir;
    struct sheet *sheets;
    size_t count;
    struct json_object *taken;    /* names of files */
    struct reference_file *files; /* what links may name */
    size_t file_count;
    struct site_words words;
};

static void wiki_release(struct wiki *wiki)
{
    for (size_t i = 0; i < wiki->count; i++) {
        free(wiki->sheets[i].path);
        free(wiki->sheets[i].name);
        free(wiki->sheets[i].file);
    }
    for (size_t i = 0; i < wiki->file_count; i++)
        free((char *)wiki->files[i].place);
    free(wiki->sheets);
    free(wiki->files);
    json_free(&wiki->taken);
    site_words_release(&wiki->words);
    gitdir_close(&wiki->gitdir);
    site_work_close(&wiki->work);
}

static const struct {
    const char *ending;
    int kind;
    const char *markup;
} endings[] = {
    {".md", SHEET_PAGE, "markdown"},     {".markdown", SHEET_PAGE, "markdown"},
    {".mkd", SHEET_PAGE, "markdown"},    {".mkdn", SHEET_PAGE, "markdown"},
    {".mdown", SHEET_PAGE, "markdown"},  {".wiki", SHEET_PAGE, "creole"},
    {".creole", SHEET_PAGE, "creole"},   {".rst", SHEET_PAGE, "restructuredtext"},
    {".textile", SHEET_PAGE, "textile"}, {".txt", SHEET_PAGE, "plaintext"},
    {".png", SHEET_PICTURE, NULL},       {".jpg", SHEET_PICTURE, NULL},
    {".jpeg", SHEET_PICTURE, NULL},      {".gif", SHEET_PICTURE, NULL},
    {".webp", SHEET_PICTURE, NULL},
};

static void classify(struct sheet *sheet)
{
    size_t size = strlen(sheet->path);

    sheet->kind = SHEET_OTHER;
    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
        size_t ending = strlen(endings[i].ending);
        if (size > ending && strcasecmp(sheet->path + size - ending, endings[i].ending) == 0) {
            sheet->kind = endings[i].kind;
            sheet->markup = endings[i].markup;
            sheet->name = xasprintf("%.*s", (int)(size - ending), sheet->path);
            return;
        }
    }
}

/* A name that stands in a folder and as an address: everything but letters, digits, - . _ and ~ is
 * percent-encoded, and a long one ends with a number made of it. */
static char *safe_name(const char *text)
{
    CLEANUP(buffer_release) struct buffer out = {0};

    text_url_encode(&out, text);
    return out.size <= NAME_BYTES_MAX ? xstrdup(buffer_text(&out))
                                      : xasprintf("%.*s-%llx", NAME_BYTES_MAX, buffer_text(&out),
                                                  (unsigned long long)people_hash(text));
}

static char *page_file(struct wiki *wiki, const char *name)
{
    CLEANUP(free_pointer) char *safe = safe_name(name);
    char *file = xasprintf("wiki/%s.html", safe);

    for (int n = 2; json_has_key(wiki->taken, file); n++) {
        free(file);
        file = xasprintf("wiki/%s-%d.html", safe, n);
    }
    json_set_boolean(wiki->taken, file, true);
    return file;
}

static char *picture_file(const struct sheet *sheet)
{
    const char *slash = strrchr(sheet->path, '/');
    CLEANUP(free_pointer) char *name = xstrdup(slash != NULL ? slash + 1 : sheet->path);
    size_t size = strlen(name);

    for (char *at = name; *at != '\0'; at++)
        *at = isalnum((unsigned char)*at) || *at == '.' || *at == '-' ? *at : '_';
    return xasprintf("files/%s/%s", sheet->oid, size > 100 ? name + size - 100 : name);
}

static bool take_file(const char *path, const char *oid, void *payload)
{
    struct wiki *wiki = payload;
    CLEANUP(buffer_release) struct buffer shown = {0};
    struct sheet *sheet = NULL;

    if (wiki->count == FILES_MAX)
        return false;
    sheet = &wiki->sheets[wiki->count++];
    text_sanitise(&shown, path, strlen(path));
    sheet->path = xstrdup(buffer_text(&shown));
    snprintf(sheet->oid, sizeof(sheet->oid), "%s", oid);
    classify(sheet);
    if (sheet->kind == SHEET_PAGE)
        sheet->file = page_file(wiki, sheet->name);
    else if (sheet->kind == SHEET_PICTURE)
        sheet->file = picture_file(sheet);
    return true;
}

static char *address_of(const char *file)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    const char *slash = strrchr(file, '/');

    buffer_add_bytes(&out, file, (size_t)(slash + 1 - file));
    text_url_encode(&out, slash + 1);
    return xstrdup(buffer_text(&out));
}

/* A page is called by its path, with or without its ending. */
static void add_name(struct wiki *wiki, const struct sheet *sheet, const char *name)
{
    wiki->files[wiki->file_count++] =
        (struct reference_file){0, name, address_of(sheet->file), sheet->kind == SHEET_PICTURE};
}

static void list_names(struct wiki *wiki)
{
    wiki->files = xcalloc(2 * wiki->count + 1, sizeof(*wiki->files));
    for (size_t i = 0; i < wiki->count; i++) {
        const struct sheet *sheet = &wiki->sheets[i];
        if (!sheet->is_shown)
            continue;
        add_name(wiki, sheet, sheet->path);
        if (sheet->kind == SHEET_PAGE)
            add_name(wiki, sheet, sheet->name);
    }
    qsort(wiki->files, wiki->file_count, sizeof(*wiki->files), references_compare_files);
    wiki->work.shared.references.files = wiki->files;
    wiki->work.shared.references.file_count = wiki->file_count;
}

/* False where it is too large or cannot be read: then it is not shown. */
static bool read_sheet(const struct wiki *wiki, const struct sheet *sheet, struct buffer *out)
{
    struct error ignored;

    out->maximum = sheet->kind == SHEET_PAGE ? TEXT_BYTES_MAX : PICTURE_BYTES_MAX;
    return gitdir_read_blob(wiki->gitdir, sheet->oid, out, &ignored);
}

static bool write_picture(struct wiki *wiki, struct sheet *sheet, struct error *err)
{
    CLEANUP(buffer_release) struct buffer bytes = {0};
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct export_file file = {.path = sheet->file};

    if (json_has_key(wiki->taken, sheet->file)) {
        sheet->is_shown = true;
        return true;
    }
    if (!read_sheet(wiki, sheet, &bytes))
        return true;
    sheet->is_shown = true;
    json_set_boolean(wiki->taken, sheet->file, true);
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
                                              .is_wiki = true});
    html_end(&page->html);
}

static bool write_page(struct wiki *wiki, const struct sheet *sheet, struct error *err)
{
    CLEANUP(buffer_release) struct buffer body = {0};
    CLEANUP(site_page_release) struct site_page page = {0};
    CLEANUP(free_pointer) char *address = address_of(sheet->file);

    if (!site_page_open(&page, &wiki->work, sheet->file, sheet->name, err))
        return false;
    if (read_text(wiki, sheet, &body))
        add_article(&page, sheet, &body);
    else
        html_element(&page.html, "p", "none", "It is too large to be shown: wiki.bundle has it.");
    return site_page_close(&page, err) &&
           site_words_add(&wiki->words, address, sheet->name, buffer_text(&body), err) &&
           (wiki->work.shared.task->workplace->tick(wiki->work.shared.task->workplace, NULL) ||
            error_set(err, ERROR_RETRY, "told to stop while the wiki was written"));
}

static void add_sheets(struct site_page *page, const struct wiki *wiki, bool are_pages)
{
    html_begin(&page->html, "ul");
    for (size_t i = 0; i < wiki->count; i++) {
        const struct sheet *sheet = &wiki->sheets[i];
        CLEANUP(free_pointer) char *address = NULL;
        if ((sheet->kind == SHEET_PAGE) != are_pages)
            continue;
        html_begin(&page->html, "li");
        if (sheet->is_shown) {
            address = address_of(sheet->file);
            site_page_link(page, address, are_pages ? sheet->name : sheet->path);
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
    if (wiki->gitdir == NULL) {
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

    wiki.words.work = &wiki.work.shared;
    wiki.taken = json_new_object();
    json_set_boolean(wiki.taken, "wiki/index.html", true);
    wiki.sheets = xcalloc(FILES_MAX, sizeof(*wiki.sheets));
    if (!export_work_open(&wiki.work.shared, task, err) ||
        !repository_open(task, "wiki", &wiki.gitdir, err))
        return false;
    if (wiki.gitdir != NULL)
        gitdir_each_file(wiki.gitdir, take_file, &wiki);
    for (size_t i = 0; i < wiki.count; i++) {
        wiki.sheets[i].is_shown = wiki.sheets[i].kind == SHEET_PAGE;
        if (wiki.sheets[i].kind == SHEET_PICTURE && !write_picture(&wiki, &wiki.sheets[i], err))
            return false;
    }
    list_names(&wiki);
    for (size_t i = 0; i < wiki.count; i++)
        if (wiki.sheets[i].kind == SHEET_PAGE && !write_page(&wiki, &wiki.sheets[i], err))
            return false;
    return write_list(&wiki, err) && site_words_end(&wiki.words, err) &&
           export_work_end(&wiki.work.shared, err);
}
