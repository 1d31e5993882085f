#include "lib/markup/html.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/text.h"

#define ENTITY_BYTES_MAX 34

static bool is_one_of(const char *element, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(element, *names) == 0)
            return true;
    return false;
}

/* Elements that have no end. */
static bool is_void(const char *element)
{
    static const char *const names[] = {"br", "hr", "img", "link", "meta", "input", NULL};

    return is_one_of(element, names);
}

/* Elements that end a line of the file. */
static bool ends_line(const char *element)
{
    static const char *const names[] = {
        "address", "article", "blockquote", "body",    "dd",    "details", "div",   "dl", "dt",
        "figure",  "footer",  "h1",         "h2",      "h3",    "h4",      "h5",    "h6", "head",
        "header",  "html",    "li",         "link",    "main",  "meta",    "nav",   "ol", "p",
        "pre",     "section", "svg",        "table",   "tbody", "thead",   "title", "tr", "ul",
        "hr",      "caption", "rect",       "summary", NULL};

    return is_one_of(element, names);
}

void html_release(struct html *html)
{
    buffer_release(&html->out);
}

static void end_tag(struct html *html)
{
    if (html->in_tag)
        buffer_add(&html->out, ">");
    html->in_tag = false;
}

void html_doctype(struct html *html)
{
    buffer_add(&html->out, "<!DOCTYPE html>\n");
}

void html_begin(struct html *html, const char *element)
{
    end_tag(html);
    if (html->skipped > 0 || html->depth == HTML_DEPTH_MAX) {
        html->skipped++;
        return;
    }
    html->open[html->depth++] = element;
    buffer_printf(&html->out, "<%s", element);
    html->in_tag = true;
}

void html_end(struct html *html)
{
    const char *element = NULL;

    end_tag(html);
    if (html->skipped > 0) {
        html->skipped--;
        return;
    }
    if (html->depth == 0)
        bug("more elements end than begin");
    element = html->open[--html->depth];
    if (!is_void(element))
        buffer_printf(&html->out, "</%s>", element);
    if (ends_line(element))
        buffer_add(&html->out, "\n");
}

/* Directions that a text asks for, and what HTML forbids. */
static bool is_shown_by_number(unsigned code)
{
    return (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7f && code < 0xa0) ||
           (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
           (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
}

static unsigned decode(const unsigned char *bytes, size_t size)
{
    unsigned code = bytes[0];

    if (size == 1)
        return code;
    code &= 0xffU >> (size + 1);
    for (size_t i = 1; i < size; i++)
        code = code << 6 | (bytes[i] & 0x3fU);
    return code;
}

static const char *escape_of(unsigned char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Adds one character; returns how many bytes it took. */
static size_t add_character(struct buffer *out, const unsigned char *bytes, size_t size)
{
    size_t length = text_character(bytes, size);
    const char *escape = escape_of(bytes[0]);
    unsigned code = length > 0 ? decode(bytes, length) : 0;

    if (length == 0) {
        buffer_add(out, "\xef\xbf\xbd");
        return 1;
    }
    if (escape != NULL)
        buffer_add(out, escape);
    else if (code == '\r' && size > 1 && bytes[1] == '\n')
        ; /* the line ends with what follows */
    else if (is_shown_by_number(code))
        buffer_printf(out, "U+%04X", code);
    else
        buffer_add_bytes(out, bytes, length);
    return length;
}

static bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x7f && escape_of(byte) == NULL;
}

static void add_escaped(struct buffer *out, const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;

    while (at < size) {
        size_t begin = at;
        while (at < size && is_plain(bytes[at]))
            at++;
        buffer_add_bytes(out, text + begin, at - begin);
        if (at < size)
            at += add_character(out, bytes + at, size - at);
    }
}

void html_attribute(struct html *html, const char *name, const char *value)
{
    if (html->skipped > 0)
        return;
    if (!html->in_tag)
        bug("the attribute %s stands in no element", name);
    buffer_printf(&html->out, " %s=\"", name);
    add_escaped(&html->out, value, strlen(value));
    buffer_add(&html->out, "\"");
}

void html_number(struct html *html, const char *name, int64_t value)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld", (long long)value);
    html_attribute(html, name, text);
}

void html_begin_class(struct html *html, const char *element, const char *class)
{
    html_begin(html, element);
    if (class != NULL)
        html_attribute(html, "class", class);
}

void html_begin_wide(struct html *html, const char *element, const char *class, const char *name)
{
    html_begin_class(html, element, class);
    html_attribute(html, "tabindex", "0");
    html_attribute(html, "role", "region");
    html_attribute(html, "aria-label", name);
}

void html_element(struct html *html, const char *element, const char *class, const char *text)
{
    html_begin_class(html, element, class);
    html_text(html, text);
    html_end(html);
}

void html_text(struct html *html, const char *text)
{
    html_text_bytes(html, text, strlen(text));
}

void html_text_bytes(struct html *html, const char *bytes, size_t size)
{
    end_tag(html);
    add_escaped(&html->out, bytes, size);
}

void html_entity(struct html *html, const char *bytes, size_t size)
{
    bool is_name = size > 2 && size <= ENTITY_BYTES_MAX && bytes[0] == '&' &&
                   bytes[size - 1] == ';' && isalpha((unsigned char)bytes[1]);

    for (size_t i = 1; is_name && i < size - 1; i++)
        is_name = isalnum((unsigned char)bytes[i]) && (unsigned char)bytes[i] < 0x80;
    if (!is_name) {
        html_text_bytes(html, bytes, size);
        return;
    }
    end_tag(html);
    buffer_add_bytes(&html->out, bytes, size);
}

bool html_flush(struct html *html, struct sink *sink, struct error *err)
{
    end_tag(html);
    if (!sink_write(sink, buffer_text(&html->out), html->out.size, err))
        return false;
    buffer_clear(&html->out);
    return true;
}
