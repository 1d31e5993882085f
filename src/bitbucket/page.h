/* page.h: a page of a list: values, next, sometimes size. Only values and next are sure; the end is
 * where no next is. */
#ifndef BRIGADE_BITBUCKET_PAGE_H
#define BRIGADE_BITBUCKET_PAGE_H

#include "lib/base/error.h"
#include "lib/json/json.h"

struct page {
    struct json_object *body;   /* owned */
    struct json_object *values; /* array; owned by body */
    const char *next; /* checked by client_check_link; NULL: the last page; owned by body */
    int64_t size;     /* of the whole list; -1: not said */
    int64_t pages;    /* how many the whole list has; -1: not said */
    bool sanitised;   /* something in it was replaced by U+FFFD */
};

/* ERROR_RETRY when it is not JSON or not a page: maintenance pages and cut-off bodies come whole
 * the next time. */
bool page_decode(const char *api_url, const char *text, size_t size, struct page *out,
                 struct error *err) MUST_CHECK;
void page_release(struct page *page);

#endif
