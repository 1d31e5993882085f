/* json_gate.h: the lexical pass over foreign bytes before json-c sees them.
 *
 * json-c 0.16, even when strict, takes overlong UTF-8, surrogates, NaN and `1.`, saturates big
 * integers, cuts keys at U+0000 and frees nested values recursively. This pass decides every token:
 * it repairs text, refuses the rest, and bounds the depth and, beforehand, the number of values.
 * json-c then decides the grammar.
 *
 * This pass is our own because json-c has no option for any of this, and a stricter parser would
 * refuse the documents that have to be repaired.
 */
#ifndef BRIGADE_JSON_JSON_GATE_H
#define BRIGADE_JSON_JSON_GATE_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

/* Appends the document to `out` with U+FFFD for each byte in a string that is not UTF-8 or is NUL,
 * for each escape of U+0000 and for each lone surrogate; `*replaced` counts them. A bare control
 * character in a string, which servers send and JSON forbids, becomes its escape. ERROR_RETRY with
 * the position for anything that is not a JSON token, and brackets nested deeper than
 * LIMIT_JSON_DEPTH; `out` is then incomplete. */
bool json_gate_pass(struct buffer *out, const char *text, size_t size, size_t *replaced,
                    struct error *err) MUST_CHECK;

/* Writes each character above U+007F as an escape, of a document that json_gate_pass made. */
void json_gate_to_ascii(struct buffer *document);

/* Whether it has at most `maximum` values, keys not counted; nothing is built for that. ERROR_ITEM
 * with CAUSE_TOO_LARGE when it has more. What is not JSON is counted as far as it looks like it. */
bool json_gate_count(const char *text, size_t size, size_t maximum, struct error *err) MUST_CHECK;

#endif
