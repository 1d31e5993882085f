#include "cli/inventory.h"

#include <stdio.h>
#include <string.h>

#include "bitbucket/page.h"
#include "bitbucket/path.h"
#include "cli/api.h"
#include "lib/base/text.h"
#include "lib/os/csv.h"

#define REPOSITORIES_PER_PAGE 100
/* A workspace of a hundred thousand repositories; a server that goes on for ever ends here. */
#define PAGES_MAX 1000

struct inventory {
    const struct inventory_request *request;
    struct api api;
    struct address_base base;
};

static const char *const columns[] = {
    "full_name",      "name",     "private",  "size_bytes", "created_at", "updated_at",
    "default_branch", "language", "has_wiki", "has_issues", "fork_of",    "lfs",
};

/* A row on its way. */
struct line {
    const char *cells[ARRAY_LENGTH(columns)];
    char *owned[ARRAY_LENGTH(columns)];
    size_t count;
};

static void line_release(struct line *line)
{
    for (size_t i = 0; i < line->count; i++)
        free_pointer(&line->owned[i]);
}

static void print_cells(const char *const *cells)
{
    CLEANUP(buffer_release) struct buffer text = {0};

    csv_add_row(&text, cells, ARRAY_LENGTH(columns));
    fputs(buffer_text(&text), stdout);
}

/* Names are anybody's word: neither a spreadsheet nor a terminal obeys them. */
static void add(struct line *line, const char *text)
{
    char *owned = text != NULL ? xstrdup(text) : NULL;

    if (owned != NULL)
        text_single_line(owned);
    line->owned[line->count] = owned;
    line->cells[line->count++] = owned;
}

static void add_flag(struct line *line, const struct json_object *repository, const char *key)
{
    bool is_said = json_at(repository, key) != NULL;

    add(line, !is_said ? NULL : json_boolean_at(repository, key, false) ? "yes" : "no");
}

/* What the list says; a cell stays empty where it says nothing. */
static void add_listed(struct line *line, const struct json_object *repository)
{
    CLEANUP(free_pointer) char *size = NULL;
    int64_t size_bytes = 0;

    if (json_integer_at(repository, "size", &size_bytes))
        size = xasprintf("%lld", (long long)size_bytes);
    add(line, json_text_at(repository, "full_name"));
    add(line, json_text_at(repository, "name"));
    add_flag(line, repository, "is_private");
    add(line, size);
    add(line, json_text_at(repository, "created_on"));
    add(line, json_text_at(repository, "updated_on"));
    add(line, json_text_at(repository, "mainbranch.name"));
    add(line, json_text_at(repository, "language"));
    add_flag(line, repository, "has_wiki");
    add_flag(line, repository, "has_issues");
    add(line, json_text_at(repository, "parent.full_name"));
}

/* "yes", "no", or NULL where nobody can tell: by .gitattributes at the root of the main branch.
 * Folders may have one of their own. */
static bool ask_lfs(struct inventory *inventory, const struct json_object *repository,
                    const char **lfs, struct error *err)
{
    CLEANUP(http_response_free) struct http_response *answer = NULL;
    CLEANUP(free_pointer) char *url = NULL;
    struct address_base base = inventory->base;
    struct error refusal = {0};

    base.slug = path_slug_of(repository);
    if (!inventory->request->lfs || !path_is_slug(base.slug))
        return true;
    if (json_text_at(repository, "mainbranch.name") == NULL) {
        *lfs = "no"; /* it has no commit */
        return true;
    }
    url = path_file(&base, ".gitattributes");
    answer = api_get(&inventory->api, url, err);
    if (answer == NULL)
        return false;
    if (answer->error.class == ERROR_NONE && answer->status == 404)
        *lfs = "no";
    else if (client_check_answer(answer, &refusal))
        *lfs = strstr(buffer_text(&answer->body), "filter=lfs") != NULL ? "yes" : "no";
    else if (refusal.class != ERROR_ITEM) {
        *err = refusal;
        return false;
    }
    return true;
}

static bool print_repository(struct inventory *inventory, const struct json_object *repository,
                             struct error *err)
{
    CLEANUP(line_release) struct line line = {0};
    const char *lfs = NULL;

    if (!ask_lfs(inventory, repository, &lfs, err))
        return false;
    add_listed(&line, repository);
    add(&line, lfs);
    print_cells(line.cells);
    return true;
}

static bool read_page(struct inventory *inventory, const char *url, struct page *page,
                      struct error *err)
{
    CLEANUP(http_response_free) struct http_response *answer = api_get(&inventory->api, url, err);

    return answer != NULL && client_check_answer(answer, err) &&
           page_decode(inventory->base.api_url, buffer_text(&answer->body), answer->body.size, page,
                       err);
}

/* How many requests it takes; those of pages that were read are among them. */
static int64_t count_requests(const struct inventory *inventory, const struct page *first)
{
    int64_t repositories = first->size >= 0 ? first->size : (int64_t)json_length(first->values);

    return (repositories + REPOSITORIES_PER_PAGE - 1) / REPOSITORIES_PER_PAGE +
           (inventory->request->lfs ? repositories : 0) + (repositories == 0);
}

/* What the budget has left; without a row, nothing was booked yet. */
static bool ask_left(struct inventory *inventory, int64_t *left, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    const char *name = inventory->api.identity.name;
    const struct db_call *call =
        DB_CALL("select requests_per_hour, used from brigade.rate_limits where credential = $1",
                db_text(name != NULL ? name : "(anonymous)"));

    if (!db_query(inventory->api.db, call, &rows, err))
        return false;
    *left = db_rows_count(rows) > 0
                ? db_rows_integer(rows, 0, "requests_per_hour") - db_rows_integer(rows, 0, "used")
                : inventory->api.per_hour;
    return true;
}

/* Nothing is begun that this hour cannot end. */
static bool check_budget(struct inventory *inventory, int64_t requests, struct error *err)
{
    int64_t left = 0;

    if (!ask_left(inventory, &left, err))
        return false;
    if (requests - 1 <= left)
        return true;
    error_set(err, ERROR_RETRY,
              "it takes %lld requests, and %lld are left of the %d in an hour: wait, or leave out "
              "--lfs",
              (long long)requests, (long long)left, inventory->api.per_hour);
    err->throttled = true;
    return false;
}

static bool print_pages(struct inventory *inventory, struct page *page, struct error *err)
{
    print_cells(columns);
    for (size_t n = 1;; n++) {
        CLEANUP(free_pointer) char *next = page->next != NULL ? xstrdup(page->next) : NULL;
        for (size_t i = 0; i < json_length(page->values); i++)
            if (!print_repository(inventory, json_element(page->values, i), err))
                return false;
        if (next == NULL)
            return true;
        if (n == PAGES_MAX)
            return error_set(err, ERROR_ITEM, "the list has more than %d pages", PAGES_MAX);
        page_release(page);
        *page = (struct page){0};
        if (!read_page(inventory, next, page, err))
            return false;
    }
}

static bool print(struct inventory *inventory, struct error *err)
{
    CLEANUP(free_pointer) char *url = path_repositories(&inventory->base);
    CLEANUP(page_release) struct page page = {0};
    int64_t requests = 0;

    if (!read_page(inventory, url, &page, err))
        return error_prefix(err, "the repositories of %s cannot be listed",
                            inventory->request->workspace);
    requests = count_requests(inventory, &page);
    if (!inventory->request->estimate)
        return check_budget(inventory, requests, err) && print_pages(inventory, &page, err);
    printf("%lld requests of the %d in an hour\n", (long long)requests, inventory->api.per_hour);
    return true;
}

static bool find_workspace(struct inventory *inventory, struct db *db, struct db_rows **rows,
                           struct error *err)
{
    if (!db_query(db,
                  DB_CALL("select workspace, slug from brigade.parse_source(source => $1)",
                          db_text(inventory->request->workspace)),
                  rows, err))
        return false;
    inventory->base.workspace = db_rows_text(*rows, 0, "workspace");
    if (*db_rows_text(*rows, 0, "slug") == '\0')
        return true;
    return error_set(err, ERROR_ITEM,
                     "\"%s\" is one repository: write the workspace alone, such as %s",
                     inventory->request->workspace, inventory->base.workspace);
}

bool inventory_print(const struct config *config, struct db *db,
                     const struct inventory_request *request, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct inventory inventory = {
        .request = request,
        .base = {.api_url = config_text(config, SETTING_API_URL),
                 .web_url = config_text(config, SETTING_WEB_URL)},
    };
    bool is_done = find_workspace(&inventory, db, &rows, err) &&
                   api_open(&inventory.api, config, db, request->credential, err) &&
                   print(&inventory, err);

    api_release(&inventory.api);
    return is_done;
}
