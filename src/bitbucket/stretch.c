#include "bitbucket/stretch.h"

#include <stdlib.h>
#include <string.h>

/* Of a pull request, an issue, a comment, a person, a name, an activity entry; and the way on. */
#define NAMES                                                                                      \
    "next,size,page,pagelen,values.id,values.name,values.slug,values.user.uuid,"                   \
    "values.user.account_id,values.pull_request.id"

/* Finds the value of a parameter; NULL: there is none. */
static const char *find(const char *url, const char *name, size_t *size)
{
    size_t length = strlen(name);

    for (const char *at = strpbrk(url, "?&"); at != NULL; at = strpbrk(at + 1, "&"))
        if (strncmp(at + 1, name, length) == 0 && at[1 + length] == '=') {
            *size = strcspn(at + 2 + length, "&#");
            return at + 2 + length;
        }
    return NULL;
}

static long number(const char *url, const char *name)
{
    size_t size = 0;
    const char *text = find(url, name, &size);
    long value = text != NULL && size > 0 && size < 10 ? strtol(text, NULL, 10) : 0;

    return value > 0 ? value : 0;
}

/* The value in place of the one that is there, or behind the others. */
static char *with(const char *url, const char *name, const char *value)
{
    size_t size = 0;
    const char *text = find(url, name, &size);

    if (text == NULL)
        return xasprintf("%s%s%s=%s", url, strchr(url, '?') != NULL ? "&" : "?", name, value);
    return xasprintf("%.*s%s%s", (int)(text - url), url, value, text + size);
}

static char *with_length(const char *url, long length, long page)
{
    CLEANUP(free_pointer) char *length_text = xasprintf("%ld", length);
    CLEANUP(free_pointer) char *page_text = xasprintf("%ld", page);
    CLEANUP(free_pointer) char *other = with(url, "pagelen", length_text);

    return page > 0 ? with(other, "page", page_text) : TAKE(other);
}

long stretch_length(const char *url)
{
    return number(url, "pagelen");
}

char *stretch_shorter(const char *url)
{
    long length = stretch_length(url);
    long page = number(url, "page");
    long before = page > 0 ? (page - 1) * length : 0;
    long half = length / 2;

    if (half == 0)
        return NULL;
    while (before % half != 0)
        half--;
    return with_length(url, half, page > 0 ? before / half + 1 : 0);
}

char *stretch_names(const char *url)
{
    return with(url, "fields", NAMES);
}

char *stretch_fields(const char *next, const char *like)
{
    size_t size = 0;
    const char *fields = find(like, "fields", &size);
    CLEANUP(free_pointer) char *value = NULL;
    size_t other = 0;

    if (fields == NULL || find(next, "fields", &other) != NULL)
        return xstrdup(next);
    value = xasprintf("%.*s", (int)size, fields);
    return with(next, "fields", value);
}

char *stretch_longer(const char *next, const char *like, long most)
{
    long length = stretch_length(next);
    long page = number(next, "page");
    long before = page > 0 ? (page - 1) * length : 0;
    long twice = length * 2 < most ? length * 2 : most;
    size_t size = 0;
    bool is_narrow = find(next, "fields", &size) != NULL;
    const char *fields = find(like, "fields", &size);
    CLEANUP(free_pointer)
    char *value = xasprintf("%.*s", fields != NULL ? (int)size : 0, fields != NULL ? fields : "");
    CLEANUP(free_pointer)
    char *whole = is_narrow || fields != NULL ? with(next, "fields", value) : xstrdup(next);

    if (length == 0 || twice <= length || before % twice != 0)
        return TAKE(whole);
    return with_length(whole, twice, page > 0 ? before / twice + 1 : 0);
}
