/* ndjson.h: files with one JSON document a line, read line by line: for what may be large. */
#ifndef BRIGADE_MARKUP_NDJSON_H
#define BRIGADE_MARKUP_NDJSON_H

#include "lib/json/json.h"

/* Takes a document, which lives only until it returns. False ends the reading, with *err filled. */
typedef bool ndjson_take(const struct json_object *document, void *payload, struct error *err);

/* Calls `take` for every line of the file at `path`, parsed strictly. ERROR_ITEM, naming the line:
 * one that is no JSON, that has more than `maximum` bytes, or that no line feed ends. ERROR_RETRY:
 * the file cannot be read. */
bool ndjson_each(const char *path, size_t maximum, ndjson_take *take, void *payload,
                 struct error *err) MUST_CHECK;

#endif
