/* The gate between foreign bytes and PostgreSQL. */
#include "fuzz.h"
#include "lib/base/text.h"

static void check_sanitise(const char *bytes, size_t size)
{
    CLEANUP(buffer_release) struct buffer once = {0};
    CLEANUP(buffer_release) struct buffer twice = {0};
    size_t replaced = text_sanitise(&once, bytes, size);

    claim(text_is_utf8(buffer_text(&once), once.size), "what is let through is UTF-8");
    claim(memchr(buffer_text(&once), '\0', once.size) == NULL, "and has no U+0000");
    claim((replaced == 0) == text_is_utf8(bytes, size), "what is clean stays as it is");
    claim(replaced > 0 || (once.size == size && memcmp(buffer_text(&once), bytes, size) == 0),
          "to the byte");
    claim(text_sanitise(&twice, buffer_text(&once), once.size) == 0, "and is clean afterwards");
}

static void check_line(const char *bytes)
{
    CLEANUP(free_pointer) char *line = xstrdup(bytes);
    CLEANUP(free_pointer) char *again = NULL;

    text_single_line(line);
    for (const char *byte = line; *byte != '\0'; byte++)
        claim((unsigned char)*byte >= ' ' && *byte != 0x7f, "a line has no control characters");
    claim(text_is_utf8(line, strlen(line)), "a line is UTF-8");
    again = xstrdup(line);
    text_single_line(again);
    claim(strcmp(again, line) == 0, "a clean line stays as it is");
}

static void check_url(const char *bytes)
{
    CLEANUP(buffer_release) struct buffer encoded = {0};
    const char *at = NULL;

    text_url_encode(&encoded, bytes);
    at = buffer_text(&encoded);
    for (; *bytes != '\0'; bytes++) {
        char hex[3] = {0};
        if (*at != '%') {
            claim(*at++ == *bytes, "what is not encoded is the same");
            continue;
        }
        memcpy(hex, at + 1, 2);
        claim((char)strtol(hex, NULL, 16) == *bytes, "what is encoded can be read back");
        at += 3;
    }
    claim(*at == '\0', "nothing is added");
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    CLEANUP(free_pointer) char *text = fuzz_text(bytes, size);
    int64_t milliseconds = 0;

    check_sanitise(text, size);
    check_line(text);
    check_url(text);
    if (text_parse_duration(text, &milliseconds))
        claim(milliseconds >= 0, "no time is negative");
    return 0;
}
