/* html_read.h: markup of our own read back, tag by tag, with nothing of what wrote it. What is not
 * in the form that html.h writes is an error: tags in small letters, attributes in double quotes,
 * each element closed by its own end. */
#ifndef BRIGADE_MARKUP_HTML_READ_H
#define BRIGADE_MARKUP_HTML_READ_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define HTML_ATTRIBUTES_MAX 16
/* A tag with its attributes, such as an address that somebody wrote. */
#define HTML_TAG_BYTES_MAX ((size_t)4 * 1024 * 1024)

struct html_tag {
    const char *element;
    struct {
        const char *name;
        const char *value; /* as it was before it was written */
    } attributes[HTML_ATTRIBUTES_MAX];
    size_t count;
};

/* The value of an attribute; NULL: it has none of that name. */
const char *html_tag_value(const struct html_tag *tag, const char *name);

typedef bool html_take(const struct html_tag *tag, void *payload, struct error *err);
/* Calls `take` for every element of a file as it begins. The tag is good until `take` returns. */
bool html_each(const char *path, html_take *take, void *payload, struct error *err) MUST_CHECK;

#endif
