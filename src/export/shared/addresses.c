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

static bool skip_site(const char **at, const char *end, const char *site, const char *prefix)
{
    const char *host = strstr(site, "://");
    const char *begin = *at;

    if (SKIP(at, end, "http")) {
        (void)SKIP(at, end, "s");
        if (SKIP(at, end, "://")) {
            (void)skip(at, end, prefix, strlen(prefix));
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

/* "/issues/1/attachments/a.txt", as the API has them, and "/issues/attachments/1/.../a.txt", as
 * pages once had them: the name is the last part of either. */
static bool parse_file(struct address *address, const char *at, const char *end)
{
    bool is_page = SKIP(&at, end, "attachments/");
    int64_t number = address_number(at, end, &at);
    const char *stop = at + length_to(at, end, "?#");
    const char *slash = memrchr(at, '/', (size_t)(stop - at));

    if (number <= 0 || slash == NULL || *at != '/' || slash + 1 == stop)
        return false;
    if (!is_page && (!SKIP(&at, end, "/attachments") || at != slash))
        return false;
    address->kind = ADDRESS_FILE;
    address->number = number;
    address->ref = slash + 1;
    address->ref_size = (size_t)(stop - slash) - 1;
    return true;
}

static void parse_named(struct address *address, int kind, const char *at, const char *end,
                        const char *stops)
{
    address->ref = at;
    address->ref_size = length_to(at, end, stops);
    if (address->ref_size > 0)
        address->kind = kind;
}

static void parse_issue(struct address *address, const char *at, const char *end)
{
    if (!parse_file(address, at, end))
        parse_numbered(address, ADDRESS_ISSUE, at, end);
}

static void parse_page(struct address *address, const char *at, const char *end)
{
    address->kind = ADDRESS_PAGE;
    if (SKIP(&at, end, "/pull-requests/"))
        parse_numbered(address, ADDRESS_PULL, at, end);
    else if (SKIP(&at, end, "/issues/") || SKIP(&at, end, "/issue/"))
        parse_issue(address, at, end);
    else if (SKIP(&at, end, "/commits/"))
        parse_named(address, ADDRESS_COMMIT, at, end, "/?#");
    else if (SKIP(&at, end, "/src/"))
        parse_source(address, at, end);
    else if (SKIP(&at, end, "/branch/"))
        parse_named(address, ADDRESS_BRANCH, at, end, "?#");
    else if (SKIP(&at, end, "/wiki/"))
        parse_named(address, ADDRESS_WIKI, at, end, "?#");
}

/* Of what the API has, people link to files alone. */
static struct address parse_of_api(const char *text, size_t size, const char *site,
                                   const char *full_name)
{
    struct address address = {.kind = ADDRESS_FOREIGN};
    const char *at = text;
    const char *end = text + size;

    if (!skip_site(&at, end, site, "api.") || !SKIP(&at, end, "/2.0/repositories/") ||
        !skip(&at, end, full_name, strlen(full_name)) || !SKIP(&at, end, "/issues/") ||
        !parse_file(&address, at, end))
        address.kind = ADDRESS_FOREIGN;
    return address;
}

struct address address_parse(const char *text, size_t size, const char *site, const char *full_name)
{
    struct address address = parse_of_api(text, size, site, full_name);
    const char *at = text;
    const char *end = text + size;

    if (address.kind != ADDRESS_FOREIGN || !skip_site(&at, end, site, "www.") || at == end ||
        *at != '/')
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

static int digit_of(char byte)
{
    return byte >= '0' && byte <= '9'   ? byte - '0'
           : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
           : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                        : -1;
}

void address_decode(char *text)
{
    char *out = text;

    while (*text != '\0') {
        int high = *text == '%' ? digit_of(text[1]) : -1;
        int low = high >= 0 ? digit_of(text[2]) : -1;
        if (low >= 0 && high * 16 + low > 0) {
            *out++ = (char)(high * 16 + low);
            text += 3;
        } else {
            *out++ = *text++;
        }
    }
    *out = '\0';
}
