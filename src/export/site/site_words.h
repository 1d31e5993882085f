/* site_words.h: pieces of the search pages: sorted lines, each with a word and where it stands. The
 * stage join makes the pages of all pieces. */
#ifndef BRIGADE_EXPORT_SITE_SITE_WORDS_H
#define BRIGADE_EXPORT_SITE_SITE_WORDS_H

#include "export/shared/work.h"
#include "lib/db/db.h"

/* Writes the piece of that name: the lines that the call gives. */
bool site_words_write(struct export_work *work, const char *name, const struct db_call *call,
                      struct error *err) MUST_CHECK;

/* Texts that are in no table, such as pages of the wiki. */
struct site_words {
    struct export_work *work;
    struct json_object *texts; /* not written yet; NULL: none */
    size_t size;
    int pieces;
};
void site_words_release(struct site_words *words);
/* file: the page, as an address; name: what links to it say. */
bool site_words_add(struct site_words *words, const char *file, const char *name, const char *body,
                    struct error *err) MUST_CHECK;
/* Writes what is not written yet. */
bool site_words_end(struct site_words *words, struct error *err) MUST_CHECK;

#endif
