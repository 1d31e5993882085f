/* Texts of Markdown as markup: what is written is read back as markup of ours alone, and time and
 * size stay within bounds. */
#include <unistd.h>

#include "fuzz.h"
#include "lib/markup/html_read.h"
#include "lib/markup/markdown_html.h"

static char *take_address(const char *destination, void *payload)
{
    (void)payload;
    return strncmp(destination, "http", 4) == 0 ? xstrdup(destination) : NULL;
}

static void take_text(struct html *html, const char *text, size_t size, void *payload)
{
    (void)payload;
    html_text_bytes(html, text, size);
}

static bool take_tag(const struct html_tag *tag, void *payload, struct error *err)
{
    static const char known[] =
        " main p h3 h4 h5 h6 ul ol li blockquote hr br pre code div table thead tbody tr th td a "
        "img em strong del span ";
    CLEANUP(free_pointer) char *name = xasprintf(" %s ", tag->element);
    const char *href = html_tag_value(tag, "href");

    (void)payload;
    (void)err;
    claim(strstr(known, name) != NULL, "an element is one of ours");
    claim(href == NULL || strncmp(href, "http", 4) == 0, "a link leads where it may");
    for (size_t i = 0; i < tag->count; i++)
        claim(strncmp(tag->attributes[i].name, "on", 2) != 0 &&
                  strcmp(tag->attributes[i].name, "style") != 0,
              "no attribute runs or paints");
    return true;
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    static const struct markdown_reader reader = {2, take_address, take_address, take_text, NULL};
    CLEANUP(free_pointer) char *text = fuzz_text(bytes, size);
    CLEANUP(html_release) struct html html = {0};
    const char *folder = getenv("TMPDIR");
    CLEANUP(free_pointer) char *path = xasprintf("%s/page", folder != NULL ? folder : "/tmp");
    struct error err = {0};
    FILE *file = NULL;

    html_begin(&html, "main");
    (void)markdown_html(&html, text, &reader);
    claim(html.depth == 1 && html.skipped == 0, "every element ends");
    html_end(&html);
    claim(html.out.size <= 200000 + 64 * strlen(text), "the page grows with its text");
    file = fopen(path, "w");
    claim(file != NULL && fwrite(html.out.data, 1, html.out.size, file) == html.out.size &&
              fclose(file) == 0,
          "the page is written");
    claim(html_each(path, take_tag, NULL, &err), "the page is read back");
    return 0;
}
