#include "lib/json/json_write.h"

#include <string.h>

/* Outside strings, and a value's last byte is outside of them or its closing quote, these three
 * bytes alone stand before a value that is the first. */
static bool is_comma_due(const struct buffer *text)
{
    return text->size > 0 && strchr("{[:", text->data[text->size - 1]) == NULL;
}

static void add_comma(struct buffer *text)
{
    if (is_comma_due(text))
        buffer_add(text, ",");
}

void json_write_begin(struct buffer *text, char bracket)
{
    add_comma(text);
    buffer_add_bytes(text, &bracket, 1);
}

void json_write_end(struct buffer *text, char bracket)
{
    buffer_add_bytes(text, &bracket, 1);
}

void json_write_key(struct buffer *text, const char *key)
{
    json_write_value(text, json_new_text(key));
    buffer_add(text, ":");
}

void json_write_value(struct buffer *text, struct json_object *value)
{
    json_write_text(text, json_print(value, NULL));
    json_free(&value);
}

void json_write_text(struct buffer *text, const char *json)
{
    add_comma(text);
    buffer_add(text, json);
}

/* C1 and DEL, of which JSON's own grammar has none: they stand in strings. */
void json_write_for_terminal(struct buffer *text, const char *json)
{
    const unsigned char *at = (const unsigned char *)json;

    for (; *at != '\0'; at++) {
        if (at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0)
            buffer_printf(text, "\\u%04x", (unsigned)*++at);
        else if (*at == 0x7F)
            buffer_add(text, "\\u007f");
        else
            buffer_add_bytes(text, at, 1);
    }
}
