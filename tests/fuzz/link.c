/* Links that may be followed with our credential. */
#include <strings.h>

#include "bitbucket/client.h"
#include "fuzz.h"

/* NULL: it is another origin. */
static const char *behind_origin(const char *link)
{
    static const char host[] = "https://api.bitbucket.org";
    if (strncasecmp(link, host, sizeof(host) - 1) != 0)
        return NULL;
    link += sizeof(host) - 1;
    if (*link != ':')
        return link;
    /* A port may be empty, or have zeros in front (RFC 3986, 3.2.3). */
    size_t zeros = strspn(++link, "0");
    if (strncmp(link + zeros, "443", 3) == 0)
        return link + zeros + 3;
    return zeros == 0 ? link : NULL;
}

/* A second reading of the same rule: the origin, then a path below /2.0/ that does not lead out. */
static bool is_below_api(const char *link)
{
    char path[8192];
    size_t used = 0;

    link = behind_origin(link);
    if (link == NULL)
        return false;
    while (*link != '\0' && *link != '?' && *link != '#' && used < sizeof(path) - 2) {
        bool is_dot = strncasecmp(link, "%2e", 3) == 0;
        path[used++] = is_dot ? '.' : *link;
        link += is_dot ? 3 : 1;
    }
    memcpy(path + used, "/", 2);
    return strncmp(path, "/2.0/", 5) == 0 && strstr(path, "/../") == NULL;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    CLEANUP(free_pointer) char *link = fuzz_text(bytes, size);
    struct error err;

    if (!client_check_link(FUZZ_API, link, &err)) {
        claim(err.class != ERROR_NONE && err.message[0] != '\0', "a refusal has a reason");
        return 0;
    }
    claim(strlen(link) <= 4096, "a link is short");
    claim(strpbrk(link, " \t\r\n\f\v") == NULL, "a link has no blanks");
    claim(is_below_api(link), "a link that may be followed is below the API");
    return 0;
}
