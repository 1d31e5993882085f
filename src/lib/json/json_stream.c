#include "lib/json/json_stream.h"

#include <string.h>

/* The next thing to look for. */
enum state {
    AT_START = 0,
    AT_FIRST_KEY, /* or the end of the object */
    AT_KEY,
    IN_KEY,
    AT_COLON,
    AT_VALUE,
    AT_FIRST_ELEMENT, /* or the end of the array */
    AT_ELEMENT,
    IN_PIECE,
    BEHIND_ELEMENT,
    BEHIND_VALUE,
    AT_END,
};

static const char *const wanted[] = {
    [AT_START] = "an object",
    [AT_FIRST_KEY] = "a key",
    [AT_KEY] = "a key",
    [IN_KEY] = "a shorter key",
    [AT_COLON] = "a colon",
    [AT_VALUE] = "a value",
    [AT_FIRST_ELEMENT] = "a value",
    [AT_ELEMENT] = "a value",
    [IN_PIECE] = "a value",
    [BEHIND_ELEMENT] = "a comma or the end of the list",
    [BEHIND_VALUE] = "a comma or }",
    [AT_END] = "its end",
};

static bool refuse(const struct json_stream *stream, struct error *err)
{
    return error_set(err, ERROR_ITEM, "malformed JSON at byte %llu: %s should stand here",
                     (unsigned long long)stream->at, wanted[stream->state]);
}

void json_stream_begin(struct json_stream *stream, size_t piece_maximum, json_stream_take *take,
                       void *payload)
{
    *stream =
        (struct json_stream){.take = take, .payload = payload, .text = {.maximum = piece_maximum}};
}

void json_stream_enter_list(struct json_stream *stream, const char *key)
{
    stream->in_list = stream->is_stretch = true;
    stream->state = AT_ELEMENT;
    stream->key_size = strnlen(key, sizeof(stream->key) - 1);
    memcpy(stream->key, key, stream->key_size);
}

void json_stream_release(struct json_stream *stream)
{
    buffer_release(&stream->text);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool hand_out(struct json_stream *stream, bool is_list, struct error *err)
{
    struct json_piece piece = {
        .key = stream->key,
        .is_list = is_list,
        .is_element = stream->in_list && !is_list,
        .index = stream->index,
        .begin_bytes = stream->begin,
        .end_bytes = stream->at,
        .is_too_large = stream->is_too_large,
        .text = buffer_text(&stream->text),
        .size = stream->text.size,
    };

    return stream->take(&piece, stream->payload, err);
}

static bool end_piece(struct json_stream *stream, struct error *err)
{
    if (!hand_out(stream, false, err))
        return false;
    stream->index++;
    stream->state = stream->in_list ? BEHIND_ELEMENT : BEHIND_VALUE;
    return true;
}

static void begin_text(struct json_stream *stream)
{
    buffer_clear(&stream->text);
    stream->is_too_large = false;
}

static void begin_piece(struct json_stream *stream)
{
    begin_text(stream);
    stream->begin = stream->at;
    stream->depth = 0;
    stream->in_string = stream->escaped = false;
    stream->state = IN_PIECE;
}

static bool begin_list(struct json_stream *stream, struct error *err)
{
    stream->in_list = true;
    stream->index = 0;
    stream->state = AT_FIRST_ELEMENT;
    stream->begin = stream->at;
    begin_text(stream);
    return hand_out(stream, true, err);
}

/* Finds the meaning of a byte within a piece. *ends: the piece ends here; *taken: the byte belongs
 * to it. */
static void weigh(struct json_stream *stream, char byte, bool first, bool *ends, bool *taken)
{
    *ends = false;
    *taken = true;
    if (stream->in_string) {
        bool closes = byte == '"' && !stream->escaped;
        stream->escaped = byte == '\\' && !stream->escaped;
        stream->in_string = !closes;
        *ends = closes && stream->depth == 0;
    } else if (byte == '"') {
        stream->in_string = true;
    } else if (byte == '{' || byte == '[') {
        stream->depth++;
    } else if (stream->depth > 0) {
        stream->depth -= byte == '}' || byte == ']';
        *ends = stream->depth == 0;
    } else {
        /* A number or a word ends with what cannot belong to it. */
        *ends = !first && (byte == ',' || byte == ']' || byte == '}' || is_blank(byte));
        *taken = !*ends;
    }
}

/* Bytes of a string that mean nothing but themselves. */
static size_t plain_run(const char *bytes, size_t size)
{
    size_t count = 0;

    while (count < size && bytes[count] != '"' && bytes[count] != '\\')
        count++;
    return count;
}

/* A piece above the maximum is passed over to its end, so that what follows it is found. */
static void keep(struct json_stream *stream, const char *bytes, size_t count)
{
    if (stream->is_too_large || buffer_append(&stream->text, bytes, count))
        return;
    stream->is_too_large = true;
    buffer_clear(&stream->text);
}

/* Takes bytes of a piece up to its end or that of the chunk; *used says how many. */
static bool run(struct json_stream *stream, const char *bytes, size_t size, size_t *used,
                struct error *err)
{
    bool ends = false;
    bool taken = true;
    size_t count = 0;

    while (count < size && !ends) {
        count += stream->in_string && !stream->escaped ? plain_run(bytes + count, size - count) : 0;
        if (count == size)
            break;
        weigh(stream, bytes[count], stream->at + count == stream->begin, &ends, &taken);
        count += taken;
    }
    *used = count;
    stream->at += count;
    keep(stream, bytes, count);
    return !ends || end_piece(stream, err);
}

static bool key_byte(struct json_stream *stream, char byte, struct error *err)
{
    if (byte == '"' && !stream->escaped) {
        stream->state = AT_COLON;
        return true;
    }
    stream->escaped = byte == '\\' && !stream->escaped;
    if (stream->key_size + 1 >= sizeof(stream->key))
        return refuse(stream, err);
    stream->key[stream->key_size++] = byte;
    stream->key[stream->key_size] = '\0';
    return true;
}

static void begin_key(struct json_stream *stream)
{
    stream->state = IN_KEY;
    stream->key_size = 0;
    stream->key[0] = '\0';
    stream->escaped = false;
}

/* The state that follows a byte between the pieces, or -1 when the byte may not stand there. */
static int follow(const struct json_stream *stream, char byte)
{
    switch (stream->state) {
    case AT_START:
        return byte == '{' ? AT_FIRST_KEY : -1;
    case AT_FIRST_KEY:
        return byte == '"' ? IN_KEY : byte == '}' ? AT_END : -1;
    case AT_KEY:
        return byte == '"' ? IN_KEY : -1;
    case AT_COLON:
        return byte == ':' ? AT_VALUE : -1;
    case BEHIND_ELEMENT:
        return byte == ',' ? AT_ELEMENT : byte == ']' ? BEHIND_VALUE : -1;
    case BEHIND_VALUE:
        return byte == ',' ? AT_KEY : byte == '}' ? AT_END : -1;
    default:
        return -1;
    }
}

static bool step(struct json_stream *stream, char byte, struct error *err)
{
    int next = follow(stream, byte);

    if (next < 0)
        return refuse(stream, err);
    stream->state = next;
    if (next == IN_KEY)
        begin_key(stream);
    if (next == BEHIND_VALUE)
        stream->in_list = false;
    return true;
}

/* True when a value may begin here and the byte is not another thing that may stand here. */
static bool begins_value(const struct json_stream *stream, char byte)
{
    return (stream->state == AT_VALUE && byte != '[') || stream->state == AT_ELEMENT ||
           (stream->state == AT_FIRST_ELEMENT && byte != ']');
}

static bool outside(struct json_stream *stream, char byte, struct error *err)
{
    if (stream->state == IN_KEY)
        return key_byte(stream, byte, err);
    if (is_blank(byte))
        return true;
    if (stream->state == AT_VALUE)
        return begin_list(stream, err);
    if (stream->state == AT_FIRST_ELEMENT) {
        stream->state = BEHIND_VALUE;
        stream->in_list = false;
        return true;
    }
    return step(stream, byte, err);
}

bool json_stream_feed(struct json_stream *stream, const char *bytes, size_t size, struct error *err)
{
    size_t done = 0;

    while (done < size) {
        size_t used = 1;
        char byte = bytes[done];

        if (stream->state != IN_PIECE && !is_blank(byte) && begins_value(stream, byte)) {
            if (strchr("]},:", byte) != NULL)
                return refuse(stream, err);
            begin_piece(stream);
        }
        if (stream->state == IN_PIECE) {
            if (!run(stream, bytes + done, size - done, &used, err))
                return false;
        } else {
            if (!outside(stream, byte, err))
                return false;
            stream->at++;
        }
        done += used;
    }
    return true;
}

bool json_stream_end(const struct json_stream *stream, struct error *err)
{
    if (stream->state == (stream->is_stretch ? BEHIND_ELEMENT : AT_END))
        return true;
    return error_set(err, ERROR_ITEM,
                     "the JSON is cut off: it ends at byte %llu where %s should "
                     "stand",
                     (unsigned long long)stream->at, wanted[stream->state]);
}
