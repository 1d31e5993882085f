/* zip_maker.h: a zip of what a fuzzer says, with checksums that are right, so that a member is read
 * to its end. Members are stored. Format: APPNOTE.TXT of PKWARE, 4.3 and 4.4. */
#ifndef BRIGADE_FUZZ_ZIP_MAKER_H
#define BRIGADE_FUZZ_ZIP_MAKER_H

#include <stdint.h>
#include <string.h>

#include "lib/base/buffer.h"

struct zip_words {
    const unsigned char *bytes;
    size_t left;
};

static inline uint32_t zip_checksum(const unsigned char *bytes, size_t size)
{
    uint32_t sum = ~0U;
    for (size_t i = 0; i < size; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ ((sum & 1) != 0 ? 0xedb88320U : 0);
    }
    return ~sum;
}

static inline void zip_number(struct buffer *out, uint64_t number, int bytes)
{
    for (; bytes > 0; bytes--, number >>= 8)
        buffer_add_bytes(out, (const char[]){(char)number}, 1);
}

static inline uint64_t zip_take_number(struct zip_words *words, int bytes)
{
    uint64_t number = 0;
    for (; bytes > 0 && words->left > 0; bytes--, words->left--)
        number = number << 8 | *words->bytes++;
    return number;
}

static inline const unsigned char *zip_take(struct zip_words *words, size_t *size)
{
    const unsigned char *bytes = words->bytes;
    *size = *size < words->left ? *size : words->left;
    words->bytes += *size;
    words->left -= *size;
    return bytes;
}

/* What a local header and one of the list at the end have in common. */
static inline void zip_common(struct buffer *out, uint32_t flags, uint32_t checksum, uint64_t size,
                              uint64_t announced, size_t name_size)
{
    zip_number(out, flags, 2);
    zip_number(out, 0, 2); /* stored */
    zip_number(out, 0, 4); /* 1980 */
    zip_number(out, checksum, 4);
    zip_number(out, size, 4);
    zip_number(out, announced, 4);
    zip_number(out, name_size, 2);
    zip_number(out, 0, 2);
}

/* One member: how (1 byte), name, data. How: 1 a lie about the size, 2 its mode follows, 4 the
 * flags follow, 8 the name of the document, 16 listed where the one before begins. */
static inline void zip_make_member(struct buffer *out, struct buffer *list, struct zip_words *words,
                                   size_t *begin)
{
    uint64_t how = zip_take_number(words, 1);
    size_t name_size = (how & 8) != 0 ? 0 : (size_t)zip_take_number(words, 1);
    const unsigned char *name = zip_take(words, &name_size);
    size_t size = (size_t)zip_take_number(words, 2);
    const unsigned char *data = zip_take(words, &size);
    uint64_t announced = (how & 1) != 0 ? zip_take_number(words, 4) : size;
    uint64_t mode = (how & 2) != 0 ? zip_take_number(words, 2) : 0100600;
    uint32_t flags = (how & 4) != 0 ? (uint32_t)zip_take_number(words, 2) : 0;
    uint32_t checksum = zip_checksum(data, size);
    size_t at = *begin;

    if ((how & 8) != 0) {
        name = (const unsigned char *)"db-2.0.json";
        name_size = 11;
    }
    *begin = (how & 16) != 0 ? at : out->size;
    buffer_add_bytes(out, "PK\3\4\24\0", 6);
    zip_common(out, flags, checksum, size, announced, name_size);
    buffer_add_bytes(out, (const char *)name, name_size);
    buffer_add_bytes(out, (const char *)data, size);
    buffer_add_bytes(list, "PK\1\2\24\3\24\0", 8); /* made by: Unix, which has modes */
    zip_common(list, flags, checksum, size, announced, name_size);
    zip_number(list, 0, 6);
    zip_number(list, mode << 16, 4);
    zip_number(list, *begin, 4);
    buffer_add_bytes(list, (const char *)name, name_size);
}

static inline void zip_make(struct buffer *out, const unsigned char *bytes, size_t size)
{
    CLEANUP(buffer_release) struct buffer list = {0};
    struct zip_words words = {.bytes = bytes, .left = size};
    size_t begin = 0;
    unsigned members = 0;
    size_t list_begin = 0;

    while (words.left > 0) {
        zip_make_member(out, &list, &words, &begin);
        members++;
    }
    list_begin = out->size;
    buffer_add_bytes(out, buffer_text(&list), list.size);
    buffer_add_bytes(out, "PK\5\6\0\0\0\0", 8);
    zip_number(out, members, 2);
    zip_number(out, members, 2);
    zip_number(out, list.size, 4);
    zip_number(out, list_begin, 4);
    zip_number(out, 0, 2);
}

#endif
