#include "lib/markup/html_read.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPEN_MAX_DEPTH 256
#define ELEMENT_BYTES_MAX 16

struct reading {
    FILE *file;
    html_take *take;
    void *payload;
    struct buffer tag; /* between < and > */
    char open[OPEN_MAX_DEPTH][ELEMENT_BYTES_MAX];
    size_t depth;
};

static void reading_release(struct reading *reading)
{
    if (reading->file != NULL)
        fclose(reading->file);
    buffer_release(&reading->tag);
}

const char *html_tag_value(const struct html_tag *tag, const char *name)
{
    for (size_t i = 0; i < tag->count; i++)
        if (strcmp(tag->attributes[i].name, name) == 0)
            return tag->attributes[i].value;
    return NULL;
}

static bool is_void(const char *element)
{
    static const char *const names[] = {"br", "hr", "img", "link", "meta", "input"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strcmp(element, names[i]) == 0)
            return true;
    return false;
}

/* What the references of html.h stand for; in place. False: there is another one. */
static bool decode(char *text)
{
    static const struct {
        const char *reference;
        char byte;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    char *out = text;

    while (*text != '\0') {
        size_t i = 0;
        if (*text != '&') {
            *out++ = *text++;
            continue;
        }
        while (i < ARRAY_LENGTH(known) &&
               strncmp(text, known[i].reference, strlen(known[i].reference)) != 0)
            i++;
        if (i == ARRAY_LENGTH(known))
            return false;
        *out++ = known[i].byte;
        text += strlen(known[i].reference);
    }
    *out = '\0';
    return true;
}

/* Takes ` name="value"` apart; *at is behind it. */
static bool take_attribute(char **at, struct html_tag *tag)
{
    char *name = *at + 1;
    char *equals =
        name + strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789");
    char *end = NULL;

    if (**at != ' ' || equals == name || strncmp(equals, "=\"", 2) != 0 ||
        tag->count == HTML_ATTRIBUTES_MAX)
        return false;
    end = strchr(equals + 2, '"');
    if (end == NULL)
        return false;
    *equals = '\0';
    *end = '\0';
    if (!decode(equals + 2) || html_tag_value(tag, name) != NULL)
        return false;
    tag->attributes[tag->count].name = name;
    tag->attributes[tag->count++].value = equals + 2;
    *at = end + 1;
    return true;
}

static bool take_end(struct reading *reading, const char *element)
{
    return reading->depth > 0 && strcmp(reading->open[--reading->depth], element) == 0;
}

static bool refuse(const char *tag, struct error *err)
{
    return error_set(err, ERROR_ITEM, "<%.60s> is not as it was written", tag);
}

static bool take_tag(struct reading *reading, struct error *err)
{
    CLEANUP(free_pointer) char *whole = xstrdup(buffer_text(&reading->tag));
    struct html_tag tag = {0};
    char *text = reading->tag.data;
    char *at = text + strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789");
    char *rest = at;
    char after = *at;

    if (strcmp(text, "!DOCTYPE html") == 0)
        return reading->depth == 0 || refuse(whole, err);
    if (*text == '/')
        return take_end(reading, text + 1) || refuse(whole, err);
    if (at == text || at - text >= ELEMENT_BYTES_MAX || (after != ' ' && after != '\0'))
        return refuse(whole, err);
    while (*rest != '\0')
        if (!take_attribute(&rest, &tag))
            return refuse(whole, err);
    *at = '\0';
    tag.element = text;
    if (!is_void(text)) {
        if (reading->depth == OPEN_MAX_DEPTH)
            return refuse(whole, err);
        snprintf(reading->open[reading->depth++], ELEMENT_BYTES_MAX, "%s", text);
    }
    return reading->take(&tag, reading->payload, err);
}

static bool read_tag(struct reading *reading, struct error *err)
{
    int byte = 0;

    buffer_clear(&reading->tag);
    while ((byte = getc_unlocked(reading->file)) != EOF && byte != '>') {
        char character = (char)byte;
        if (byte == '<' || byte == '\0' || reading->tag.size == HTML_TAG_BYTES_MAX)
            return error_set(err, ERROR_ITEM, "a tag is not as it was written");
        buffer_add_bytes(&reading->tag, &character, 1);
    }
    if (byte == EOF || reading->tag.size == 0)
        return error_set(err, ERROR_ITEM, "the file ends within a tag, or a tag is empty");
    return take_tag(reading, err);
}

bool html_each(const char *path, html_take *take, void *payload, struct error *err)
{
    CLEANUP(reading_release)
    struct reading reading = {.file = fopen(path, "rbe"), .take = take, .payload = payload};
    int byte = 0;

    if (reading.file == NULL)
        return error_set(err, ERROR_RETRY, "cannot open %s: %s", path, strerror(errno));
    while ((byte = getc_unlocked(reading.file)) != EOF) {
        if (byte == '<' && !read_tag(&reading, err))
            return false;
        if (byte == '>')
            return error_set(err, ERROR_ITEM, "a > stands in a text");
    }
    if (ferror(reading.file))
        return error_set(err, ERROR_RETRY, "cannot read %s: %s", path, strerror(errno));
    return reading.depth == 0 ||
           error_set(err, ERROR_ITEM, "<%s> is not closed", reading.open[reading.depth - 1]);
}
