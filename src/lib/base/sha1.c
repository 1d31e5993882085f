#include "lib/base/sha1.h"

#include <stdio.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64)
#define WORDS 80

static uint32_t rotate(uint32_t word, unsigned by)
{
    return word << by | word >> (32 - by);
}

/* What round t does with three of the words: its function and its constant. */
static uint32_t mix(unsigned t, uint32_t b, uint32_t c, uint32_t d)
{
    switch (t / 20) {
    case 0:
        return ((b & c) | (~b & d)) + UINT32_C(0x5a827999);
    case 1:
        return (b ^ c ^ d) + UINT32_C(0x6ed9eba1);
    case 2:
        return ((b & c) | (b & d) | (c & d)) + UINT32_C(0x8f1bbcdc);
    default:
        return (b ^ c ^ d) + UINT32_C(0xca62c1d6);
    }
}

static void spread(uint32_t words[WORDS], const unsigned char *block)
{
    for (size_t i = 0; i < 16; i++)
        words[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
                   (uint32_t)block[4 * i + 2] << 8 | (uint32_t)block[4 * i + 3];
    for (size_t i = 16; i < WORDS; i++)
        words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
}

static void take_block(uint32_t state[5], const unsigned char *block)
{
    uint32_t words[WORDS];
    uint32_t now[5];

    spread(words, block);
    memcpy(now, state, sizeof(now));
    for (unsigned t = 0; t < WORDS; t++) {
        uint32_t next = rotate(now[0], 5) + mix(t, now[1], now[2], now[3]) + now[4] + words[t];
        now[4] = now[3];
        now[3] = now[2];
        now[2] = rotate(now[1], 30);
        now[1] = now[0];
        now[0] = next;
    }
    for (size_t i = 0; i < 5; i++)
        state[i] += now[i];
}

/* Behind the text: a bit, zeros, and the number of its bits at the end of a block. */
static void take_end(uint32_t state[5], const char *rest, size_t left, uint64_t bits)
{
    unsigned char end[2 * BLOCK_BYTES] = {0};
    size_t size = left + 9 <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;

    memcpy(end, rest, left);
    end[left] = 0x80;
    for (size_t i = 0; i < 8; i++)
        end[size - 1 - i] = (unsigned char)(bits >> (8 * i));
    take_block(state, end);
    if (size > BLOCK_BYTES)
        take_block(state, end + BLOCK_BYTES);
}

void sha1_text(char out[SHA1_TEXT], const char *text)
{
    uint32_t state[5] = {UINT32_C(0x67452301), UINT32_C(0xefcdab89), UINT32_C(0x98badcfe),
                         UINT32_C(0x10325476), UINT32_C(0xc3d2e1f0)};
    size_t size = strlen(text);
    size_t at = 0;

    for (; size - at >= BLOCK_BYTES; at += BLOCK_BYTES)
        take_block(state, (const unsigned char *)text + at);
    take_end(state, text + at, size - at, (uint64_t)size * 8);
    for (size_t i = 0; i < 5; i++)
        snprintf(out + 8 * i, 9, "%08x", state[i]);
}
