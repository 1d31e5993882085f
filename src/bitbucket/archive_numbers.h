/* archive_numbers.h: numbers for elements of an issue archive that nothing else tells apart.
 *
 * Two logs of one field at one comment, two files of one name in one issue, or two milestones of
 * one name, are two things. The number follows what they say, and only among equals their order in
 * the document, so that an archive whose lists stand in another order gives the same numbers.
 */
#ifndef BRIGADE_BITBUCKET_ARCHIVE_NUMBERS_H
#define BRIGADE_BITBUCKET_ARCHIVE_NUMBERS_H

#include "bitbucket/archive.h"
#include "lib/json/json.h"
#include "lib/json/json_stream.h"

/* The element with this index is number n, above 1, of those that share a key. */
struct archive_number {
    int64_t index;
    int64_t n;
};

/* Of one list. Zeroed: empty. */
struct archive_numbers {
    struct archive_identity *seen;
    size_t count;
    size_t capacity;
    struct archive_number *numbers; /* ascending by index; after archive_numbers_settle */
    size_t number_count;
};

/* Remembers an element of `list`, which is the `index`th; the piece is how it stands in the
 * document. Lists whose elements have ids of their own are passed over. */
void archive_numbers_add(struct archive_numbers *numbers, enum archive_list list, int64_t index,
                         const struct json_piece *piece, struct json_object *element);
void archive_numbers_settle(struct archive_numbers *numbers);
/* {"<index>": n} for those of the `count` elements from `first` on that are not number 1; NULL:
 * all are. */
struct json_object *archive_numbers_of(const struct archive_numbers *numbers, int64_t first,
                                       int64_t count) MUST_CHECK;
void archive_numbers_release(struct archive_numbers *numbers);

#endif
