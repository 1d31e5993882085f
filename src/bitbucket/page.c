#include "bitbucket/page.h"

#include "bitbucket/client.h"

static int64_t count_pages(const struct page *page)
{
    int64_t length = 0;

    if (page->size <= 0 || !json_integer_at(page->body, "pagelen", &length) || length <= 0)
        return -1;
    return (page->size - 1) / length + 1;
}

bool page_decode(const char *api_url, const char *text, size_t size, struct page *out,
                 struct error *err)
{
    CLEANUP(page_release) struct page page = {.size = -1, .pages = -1};

    if (!json_parse(text, size, &page.body, &page.sanitised, err))
        return error_prefix(err, "the answer is not JSON");
    page.values = json_at(page.body, "values");
    if (!json_is_array(page.values))
        return error_set(err, ERROR_RETRY, "the answer is not a page: it has no list of values");
    page.next = json_text_at(page.body, "next");
    if (page.next == NULL && json_at(page.body, "next") != NULL)
        return error_set(err, ERROR_RETRY, "the answer's link to the next page is not a text");
    if (page.next != NULL && *page.next == '\0')
        page.next = NULL; /* seen in recordings of other clients: the last page */
    if (page.next != NULL && !client_check_link(api_url, page.next, err)) {
        err->class = ERROR_RETRY; /* the next answer may be a good one */
        return false;
    }
    if (!json_integer_at(page.body, "size", &page.size) || page.size < 0)
        page.size = -1;
    page.pages = count_pages(&page);
    *out = page;
    page = (struct page){0};
    return true;
}

void page_release(struct page *page)
{
    json_free(&page->body);
    *page = (struct page){0};
}
