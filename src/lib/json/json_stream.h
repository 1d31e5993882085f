/* json_stream.h: takes a big JSON document apart while it arrives, so that memory holds one piece,
 * and nothing of a piece that is larger than the maximum.
 *
 * The document is an object; the elements of the arrays directly below it are its pieces, and so is
 * every other value directly below. Only brackets, strings and commas are looked at: each piece
 * goes through json_parse, which is strict, before anything is believed.
 *
 * It is our own because json-c's tokener takes input in parts, but keeps the whole document in
 * memory and tells neither where a piece begins nor how large it grows.
 */
#ifndef BRIGADE_JSON_JSON_STREAM_H
#define BRIGADE_JSON_JSON_STREAM_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define JSON_STREAM_KEY_BYTES 64

struct json_piece {
    const char *key;      /* of the array, or of the value; as written, escapes and all */
    bool is_list;         /* an array begins: no text yet; its elements follow */
    bool is_element;      /* false: a value that is not an array */
    uint64_t index;       /* in the array, from 0 on */
    uint64_t begin_bytes; /* offset in the document of the piece's first byte, */
    uint64_t end_bytes;   /* and of the byte behind it */
    bool is_too_large;    /* it passes the maximum: its text is not handed out */
    const char *text;
    size_t size;
};

/* False, with *err filled, ends the reading. */
typedef bool json_stream_take(const struct json_piece *piece, void *payload, struct error *err);

struct json_stream {
    json_stream_take *take;
    void *payload;
    struct buffer text; /* of the piece so far; its maximum bounds a piece */
    bool is_too_large;
    char key[JSON_STREAM_KEY_BYTES];
    size_t key_size;
    int state;
    uint64_t at; /* bytes fed */
    uint64_t begin;
    uint64_t index;
    uint64_t depth; /* of brackets within the piece */
    bool in_list;
    bool is_stretch; /* of a list, no document */
    bool in_string;
    bool escaped;
};

void json_stream_begin(struct json_stream *stream, size_t piece_maximum, json_stream_take *take,
                       void *payload);
/* After json_stream_begin, when what is fed is no document but a stretch of the list `key`: whole
 * elements with commas between them. It may end behind any element; a number ends with the blank
 * behind it. */
void json_stream_enter_list(struct json_stream *stream, const char *key);
/* ERROR_ITEM, with the position of the byte, when the bytes are not such a document. */
bool json_stream_feed(struct json_stream *stream, const char *bytes, size_t size,
                      struct error *err) MUST_CHECK;
/* ERROR_ITEM when the document has not come to its end. */
bool json_stream_end(const struct json_stream *stream, struct error *err) MUST_CHECK;
void json_stream_release(struct json_stream *stream);

#endif
