#include "export/site/site_words.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"
#include "lib/json/json.h"

/* As much is asked for at once. */
#define PIECE_BYTES ((size_t)1024 * 1024)

bool site_words_write(struct export_work *work, const char *name, const struct db_call *call,
                      struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("parts/words/%s", name);
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct export_file file = {path, true};

    return export_work_write(work, &file, &sink, err) &&
           db_read(work->task->workplace->db, call, export_work_take_line, sink, err) &&
           export_work_note(work, &file, &sink, err);
}

void site_words_release(struct site_words *words)
{
    json_free(&words->texts);
}

bool site_words_end(struct site_words *words, struct error *err)
{
    CLEANUP(free_pointer) char *name = NULL;

    if (words->texts == NULL)
        return true;
    name = xasprintf("wiki-%d", ++words->pieces);
    if (!site_words_write(words->work, name,
                          DB_CALL("select line from forge.site_words_of(texts => $1)",
                                  db_text(json_print(words->texts, NULL))),
                          err))
        return false;
    json_free(&words->texts);
    words->size = 0;
    return true;
}

bool site_words_add(struct site_words *words, const char *file, const char *name, const char *body,
                    struct error *err)
{
    CLEANUP(free_pointer) char *digits = text_hex(name);
    CLEANUP(free_pointer) char *place = xasprintf("w%s %s", digits, file);
    CLEANUP(free_pointer) char *text = xasprintf("%s %s", name, body);
    struct json_object *row = json_new_object();

    if (words->texts == NULL)
        words->texts = json_new_array();
    json_set_text(row, "place", place);
    json_set_text(row, "words", text);
    json_append(words->texts, row);
    words->size += strlen(text);
    return words->size < PIECE_BYTES || site_words_end(words, err);
}
