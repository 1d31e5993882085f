#include "export/site/site_sheets.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "export/shared/people.h"
#include "lib/base/text.h"

/* What is more is in the bundle alone. */
#define FILES_MAX 20000
#define NAME_BYTES_MAX 150

void sheets_release(struct sheets *sheets)
{
    for (size_t i = 0; i < sheets->count; i++) {
        free(sheets->list[i].path);
        free(sheets->list[i].name);
        free(sheets->list[i].file);
        free(sheets->list[i].address);
    }
    free(sheets->list);
    free(sheets->files);
    json_free(&sheets->taken);
    gitdir_close(&sheets->gitdir);
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

static char *page_file(struct sheets *sheets, const char *name)
{
    CLEANUP(free_pointer) char *safe = safe_name(name);
    char *file = xasprintf("wiki/%s.html", safe);

    for (int n = 2; json_has_key(sheets->taken, file); n++) {
        free(file);
        file = xasprintf("wiki/%s-%d.html", safe, n);
    }
    json_set_boolean(sheets->taken, file, true);
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

static char *address_of(const char *file)
{
    CLEANUP(buffer_release) struct buffer out = {0};
    const char *slash = strrchr(file, '/');

    buffer_add_bytes(&out, file, (size_t)(slash + 1 - file));
    text_url_encode(&out, slash + 1);
    return xstrdup(buffer_text(&out));
}

static bool take_file(const char *path, const char *oid, void *payload)
{
    struct sheets *sheets = payload;
    CLEANUP(buffer_release) struct buffer shown = {0};
    struct sheet *sheet = NULL;

    if (sheets->count == FILES_MAX)
        return false;
    sheet = &sheets->list[sheets->count++];
    text_sanitise(&shown, path, strlen(path));
    sheet->path = xstrdup(buffer_text(&shown));
    snprintf(sheet->oid, sizeof(sheet->oid), "%s", oid);
    classify(sheet);
    if (sheet->kind == SHEET_PAGE)
        sheet->file = page_file(sheets, sheet->name);
    else if (sheet->kind == SHEET_PICTURE)
        sheet->file = picture_file(sheet);
    if (sheet->file != NULL)
        sheet->address = address_of(sheet->file);
    sheet->is_shown = sheet->kind == SHEET_PAGE;
    return true;
}

bool sheets_open(struct sheets *sheets, const struct task *task, struct error *err)
{
    sheets->taken = json_new_object();
    json_set_boolean(sheets->taken, "wiki/index.html", true);
    if (!repository_open(task, "wiki", &sheets->gitdir, err))
        return false;
    if (sheets->gitdir == NULL)
        return true;
    sheets->list = xcalloc(FILES_MAX, sizeof(*sheets->list));
    gitdir_each_file(sheets->gitdir, take_file, sheets);
    return true;
}

void sheets_add_names(struct sheets *sheets, struct references *references)
{
    CLEANUP(json_free) struct json_object *named = json_new_object();
    size_t count = references->file_count;

    sheets->files = xcalloc(count + 2 * sheets->count + 1, sizeof(*sheets->files));
    for (size_t i = 0; i < count; i++)
        sheets->files[i] = references->files[i];
    for (size_t i = 0; i < sheets->count; i++) {
        const struct sheet *sheet = &sheets->list[i];
        const char *const names[] = {sheet->path, sheet->name};
        for (size_t n = 0; sheet->is_shown && n < ARRAY_LENGTH(names) && names[n] != NULL; n++) {
            if (json_has_key(named, names[n])) /* that of the first that has it */
                continue;
            json_set_boolean(named, names[n], true);
            sheets->files[count++] =
                (struct reference_file){0, names[n], sheet->address, sheet->kind == SHEET_PICTURE};
        }
    }
    qsort(sheets->files, count, sizeof(*sheets->files), references_compare_files);
    references->files = sheets->files;
    references->file_count = count;
}

/* Slashes stay; of two pages that differ in their ending alone the second has its ending. */
static char *old_path(const struct sheet *sheet, struct json_object *written)
{
    const char *name = json_has_key(written, sheet->name) ? sheet->path : sheet->name;
    CLEANUP(buffer_release) struct buffer out = {0};

    json_set_boolean(written, name, true);
    while (*name != '\0') {
        size_t size = strcspn(name, "/");
        CLEANUP(free_pointer) char *part = xasprintf("%.*s", (int)size, name);
        text_url_encode(&out, part);
        buffer_add(&out, name[size] == '/' ? "/" : "");
        name += size + (name[size] == '/');
    }
    return xstrdup(buffer_text(&out));
}

void sheets_add_redirects(const struct sheets *sheets, const char *full_name, struct buffer *out)
{
    CLEANUP(json_free) struct json_object *written = json_new_object();

    for (size_t i = 0; i < sheets->count; i++) {
        CLEANUP(free_pointer) char *path = NULL;
        if (sheets->list[i].kind != SHEET_PAGE)
            continue;
        path = old_path(&sheets->list[i], written);
        buffer_printf(out, "\"/%s/wiki/%s\",\"%s\"\n", full_name, path, sheets->list[i].address);
    }
}
