#include <string.h>

#include "lib/git/git.h"
#include "lib/base/text.h"

#define NAME_BYTES_MAX 1000
/* git writes <name>.lock beside a ref, and a file name has at most 255 bytes. */
#define COMPONENT_BYTES_MAX 250

/* The code point of a character that text_character found valid. */
static unsigned code_point(const unsigned char *bytes, size_t size)
{
    static const unsigned char payload_of_first[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    unsigned code = bytes[0] & payload_of_first[size];
    for (size_t i = 1; i < size; i++)
        code = code << 6 | (bytes[i] & 0x3f);
    return code;
}

/* C1, what ends a line, and what reverses the reading order of the text around it (TR 9); git
 * refuses C0 and DEL. */
static bool is_control(unsigned code)
{
    return (code >= 0x7f && code <= 0x9f) || code == 0x061c || code == 0x200e || code == 0x200f ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

static const char *refuse_characters(const char *name)
{
    const unsigned char *bytes = (const unsigned char *)name;
    size_t size = strlen(name);
    for (size_t at = 0, length = 0; at < size; at += length) {
        length = text_character(bytes + at, size - at);
        if (length == 0)
            return "the name is not UTF-8";
        if (is_control(code_point(bytes + at, length)))
            return "the name has characters that control how text is shown";
    }
    return NULL;
}

static bool has_valid_characters(const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        if ((unsigned char)*at <= ' ' || *at == 0x7f || strchr("~^:?*[\\", *at) != NULL)
            return false;
    return strstr(name, "..") == NULL && strstr(name, "@{") == NULL;
}

static bool is_valid_component(const char *text, size_t size)
{
    return size > 0 && text[0] != '.' && (size < 5 || memcmp(text + size - 5, ".lock", 5) != 0);
}

/* The component after the one at `text`, which has `length` bytes; NULL: that was the last. */
static const char *next_component(const char *text, size_t length)
{
    return text[length] == '/' ? text + length + 1 : NULL;
}

bool git_ref_name_is_valid(const char *name)
{
    size_t size = strlen(name);
    if (strchr(name, '/') == NULL || name[size - 1] == '.' || !has_valid_characters(name))
        return false;
    for (const char *component = name; component != NULL;) {
        size_t length = strcspn(component, "/");
        if (!is_valid_component(component, length))
            return false;
        component = next_component(component, length);
    }
    return true;
}

/* Such a branch passes for a commit (CVE-2022-2417). */
static bool looks_like_commit(const char *text)
{
    return strlen(text) == 40 && strspn(text, "0123456789abcdefABCDEF") == 40;
}

static const char *refuse_components(const char *name)
{
    for (const char *component = name; component != NULL;) {
        size_t length = strcspn(component, "/");
        if (length > COMPONENT_BYTES_MAX)
            return "a part of the name is too long for a file";
        if (component[0] == '-')
            return "a part of the name begins with -, as options do";
        if (component[length] == '\0' && looks_like_commit(component))
            return "the name passes for a commit";
        component = next_component(component, length);
    }
    return NULL;
}

const char *git_ref_name_refusal(const char *name)
{
    const char *reason = NULL;
    if (strncmp(name, "refs/heads/", 11) != 0 && strncmp(name, "refs/tags/", 10) != 0)
        return "it is neither a branch nor a tag";
    if (!git_ref_name_is_valid(name))
        return "git does not allow such a name";
    if (strlen(name) > NAME_BYTES_MAX)
        return "the name is too long";
    if (strcmp(name, "refs/heads/HEAD") == 0)
        return "the name passes for HEAD";
    reason = refuse_characters(name);
    return reason != NULL ? reason : refuse_components(name);
}
