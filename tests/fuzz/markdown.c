/* Texts of Markdown: what is told of stands in the text, and code is never told of. */
#include "fuzz.h"
#include "lib/markup/markdown.h"

struct seen {
    const char *text;
    size_t size;
};

static void take(const struct markdown_piece *piece, void *payload)
{
    const struct seen *seen = payload;

    claim(piece->size > 0 && piece->at < seen->size && piece->size <= seen->size - piece->at,
          "a piece stands in the text");
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    CLEANUP(free_pointer) char *text = fuzz_text(bytes, size);
    CLEANUP(free_pointer) char *code = NULL;
    struct seen seen = {text, strlen(text)};

    (void)markdown_each(text, strlen(text), take, &seen);
    /* The same in a fence: nothing is found. */
    if (strstr(text, "`") == NULL && strstr(text, "~") == NULL && strstr(text, "\r") == NULL) {
        code = xasprintf("```\n%s\n```\n", text);
        seen = (struct seen){code, 0};
        (void)markdown_each(code, strlen(code), take, &seen);
    }
    return 0;
}
