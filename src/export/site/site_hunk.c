#include "export/site/site_hunk.h"

#include <stdio.h>
#include <string.h>

/* Longer lines are cut: they are made by programs. */
#define LINE_BYTES_MAX 2000

struct numbers {
    int64_t old_line;
    int64_t new_line;
};

static void add_number(struct html *html, bool is_there, int64_t number)
{
    char text[32] = "";

    if (is_there)
        snprintf(text, sizeof(text), "%lld", (long long)number);
    html_element(html, "td", "number", text);
}

static bool is_meant(const struct site_hunk *hunk, char sign, const struct numbers *at)
{
    int64_t line = hunk->is_old ? at->old_line : at->new_line;

    return sign != (hunk->is_old ? '+' : '-') && line >= hunk->first && line <= hunk->last;
}

static const char *class_of(char sign, bool is_marked)
{
    if (sign == '+')
        return is_marked ? "added meant" : "added";
    if (sign == '-')
        return is_marked ? "removed meant" : "removed";
    return is_marked ? "meant" : NULL;
}

static void add_code(struct html *html, char sign, const char *line, size_t size)
{
    const char *element = sign == '+' ? "ins" : sign == '-' ? "del" : "span";
    size_t shown = size;

    /* A cut must not go through a character. */
    while (shown > LINE_BYTES_MAX || (shown < size && ((unsigned char)line[shown] & 0xc0) == 0x80))
        shown = shown > LINE_BYTES_MAX ? LINE_BYTES_MAX : shown - 1;
    html_begin_class(html, "td", "code");
    html_begin(html, element);
    html_text_bytes(html, line, shown);
    if (shown < size)
        html_text(html, " …");
    html_end(html);
    html_end(html);
}

static void add_line(struct html *html, const struct site_hunk *hunk, const char *line, size_t size,
                     struct numbers *at)
{
    char sign = size > 0 && strchr("+-", *line) != NULL ? *line : ' ';
    bool is_marked = is_meant(hunk, sign, at);
    char shown[2] = {sign, '\0'};

    if (size > 0 && *line == '\\') /* no newline at the end of the file */
        return;
    html_begin_class(html, "tr", class_of(sign, is_marked));
    add_number(html, sign != '+', at->old_line);
    add_number(html, sign != '-', at->new_line);
    html_element(html, "td", "sign", shown);
    add_code(html, sign, size > 0 ? line + 1 : line, size > 0 ? size - 1 : 0);
    html_end(html);
    at->old_line += sign != '+';
    at->new_line += sign != '-';
}

/* "@@ -12,7 +12,8 @@": where the lines below it stand. */
static void read_heading(const char *text, struct numbers *at)
{
    long long old_line = 0;
    long long new_line = 0;

    if (sscanf(text, "@@ -%lld,%*d +%lld", &old_line, &new_line) != 2 &&
        sscanf(text, "@@ -%lld +%lld", &old_line, &new_line) != 2)
        return;
    *at = (struct numbers){old_line, new_line};
}

static void begin_table(struct html *html, const char *path)
{
    html_begin_wide(html, "div", "wide hunk", path);
    html_begin(html, "table");
    html_element(html, "caption", NULL, path);
    html_begin(html, "tbody");
}

void site_hunk_write(struct html *html, const struct site_hunk *hunk)
{
    struct numbers at = {1, 1};
    const char *line = hunk->text;

    begin_table(html, hunk->path);
    while (*line != '\0') {
        size_t size = strcspn(line, "\n");
        if (strncmp(line, "@@ ", 3) == 0)
            read_heading(line, &at);
        else
            add_line(html, hunk, line, size, &at);
        line += size;
        line += *line == '\n';
    }
    html_end(html);
    html_end(html);
    html_end(html);
}
