#include "export/shared/addresses.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define DIGITS_MAX 18

int64_t address_number(const char *text, const char *limit, const char **end)
{
    int64_t number = 0;
    const char *at = text;

    while (at < limit && at - text < DIGITS_MAX && *at >= '0' && *at <= '9')
        number = number * 10 + (*at++ - '0');
    *end = at;
    return at < limit && *at >= '0' && *at <= '9' ? 0 : number;
}

/* Steps over `word`, whatever its letter case. */
static bool skip(const char **at, const char *end, const char *word, size_t size)
{
    if ((size_t)(end - *at) < size || strncasecmp(*at, word, size) != 0)
        return false;
    *at += size;
    return true;
}

#define SKIP(at, end, word) skip(at, end, word, sizeof(word) - 1)

/* Whether a name or number ends there. */
static bool ends(const char *at, const char *end)
{
    return at == end || strchr("/#?)]>\"' \t\r\n", *at) != NULL;
}

/* Up to one of `stops`. */
static size_t length_to(const char *at, const char *end, const char *stops)
{
    const char *begin = at;

    while (at < end && strchr(stops, *at) == NULL)
        at++;
    return (size_t)(at - begin);
}

static bool skip_site(const char **at, const char *end, const char *site)
{
    const char *host = strstr(site, "://");
    const char *begin = *at;

    if (SKIP(at, end, "http")) {
        (void)SKIP(at, end, "s");
        if (SKIP(at, end, "://")) {
            (void)SKIP(at, end, "www.");
            if (host != NULL && skip(at, end, host + 3, strlen(host + 3)))
                return true;
            if (SKIP(at, end, "bitbucket.org"))
                return true;
        }
    }
    *at = begin;
    return false;
}

static void parse_lines(struct address *address, const char *at, const char *end)
{
    if (!SKIP(&at, end, "#lines-"))
        return;
    address->first_line = address_number(at, end, &at);
    address->last_line = address->first_line;
    if (at < end && *at == ':')
        address->last_line = address_number(at + 1, end, &at);
}

static void parse_source(struct address *address, const char *at, const char *end)
{
    address->ref = at;
    address->ref_size = length_to(at, end, "/?#");
    at += address->ref_size;
    if (address->ref_size == 0 || at == end || *at != '/')
        return;
    address->path = at + 1;
    address->path_size = length_to(at + 1, end, "?#");
    at += 1 + address->path_size;
    at += length_to(at, end, "#");
    if (address->path_size == 0)
        return;
    address->kind = ADDRESS_SOURCE;
    parse_lines(address, at, end);
}

static void parse_numbered(struct address *address, int kind, const char *at, const char *end)
{
    const char *behind = at;
    int64_t number = address_number(at, end, &behind);

    if (number <= 0 || !ends(behind, end))
        return;
    address->kind = kind;
    address->number = number;
}

static void parse_named(struct address *address, int kind, const char *at, const char *end,
                        const char *stops)
{
    address->ref = at;
    address->ref_size = length_to(at, end, stops);
    if (address->ref_size > 0)
        address->kind = kind;
}

static void parse_page(struct address *address, const char *at, const char *end)
{
    address->kind = ADDRESS_PAGE;
    if (SKIP(&at, end, "/pull-requests/"))
        parse_numbered(address, ADDRESS_PULL, at, end);
    else if (SKIP(&at, end, "/issues/") || SKIP(&at, end, "/issue/"))
        parse_numbered(address, ADDRESS_ISSUE, at, end);
    else if (SKIP(&at, end, "/commits/"))
        parse_named(address, ADDRESS_COMMIT, at, end, "/?#");
    else if (SKIP(&at, end, "/src/"))
        parse_source(address, at, end);
    else if (SKIP(&at, end, "/branch/"))
        parse_named(address, ADDRESS_BRANCH, at, end, "?#");
}

struct address address_parse(const char *text, size_t size, const char *site, const char *full_name)
{
    struct address address = {.kind = ADDRESS_FOREIGN};
    const char *at = text;
    const char *end = text + size;

    if (!skip_site(&at, end, site) || at == end || *at != '/')
        return address;
    if (SKIP(&at, end, "/repo/")) {
        address.kind = memmem(at, (size_t)(end - at), "/images/", 8) != NULL ? ADDRESS_PICTURE
                                                                             : ADDRESS_FOREIGN;
        return address;
    }
    at++;
    if (skip(&at, end, full_name, strlen(full_name)) && ends(at, end))
        parse_page(&address, at, end);
    return address;
}
