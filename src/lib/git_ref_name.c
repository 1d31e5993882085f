#include <string.h>

#include "lib/git.h"
#include "lib/text.h"

#define NAME_BYTES_MAX 1000
#define COMPONENT_BYTES_MAX 255

/* The code point of a character that text_character found valid. */
static unsigned code_point(const unsigned char *bytes, size_t size)
{
    static const unsigned char payload_of_first[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    unsigned code = bytes[0] & payload_of_first[size];
    for (size_t i = 1; i < size; i++)
        code = code << 6 | (bytes[i] & 0x3f);
    return code;
}

/* C0, DEL, C1, and what reverses the reading order of the text around it (Unicode TR 9). */
static bool is_control(unsigned code)
{
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x061c || code == 0x200e ||
           code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069);
}

static bool has_safe_characters(const char *name, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)name;
    for (size_t at = 0, length = 0; at < size; at += length) {
        length = text_character(bytes + at, size - at);
        if (length == 0 || is_control(code_point(bytes + at, length)))
            return false;
    }
    return strpbrk(name, " ~^:?*[\\") == NULL && strstr(name, "..") == NULL &&
           strstr(name, "@{") == NULL;
}

static bool is_safe_component(const char *text, size_t size)
{
    if (size == 0 || size > COMPONENT_BYTES_MAX || text[0] == '.' || text[0] == '-')
        return false;
    return text[size - 1] != '.' && (size < 5 || memcmp(text + size - 5, ".lock", 5) != 0);
}

/* Such a branch passes for a commit (CVE-2022-2417). */
static bool looks_like_commit(const char *text)
{
    return strlen(text) == 40 && strspn(text, "0123456789abcdefABCDEF") == 40;
}

bool git_ref_name_is_safe(const char *name)
{
    size_t size = strlen(name);
    bool is_branch = strncmp(name, "refs/heads/", 11) == 0;
    if ((!is_branch && strncmp(name, "refs/tags/", 10) != 0) || size > NAME_BYTES_MAX ||
        !has_safe_characters(name, size) || strcmp(name, "refs/heads/HEAD") == 0)
        return false;
    const char *component = name;
    for (;;) {
        size_t length = strcspn(component, "/");
        if (!is_safe_component(component, length))
            return false;
        if (component[length] == '\0')
            return !looks_like_commit(component);
        component += length + 1;
    }
}
