/* yaml.h: the only door to libyaml.
 *
 * What is written is in block style with every text in double quotes, so that nothing that people
 * wrote can be taken for anything else; numbers, truth values and points in time are plain. Files
 * are lists, written element by element, so that pieces that follow one another are one list; or
 * they are one object. Read is what is written here: no aliases, no tags, one document.
 */
#ifndef BRIGADE_MARKUP_YAML_H
#define BRIGADE_MARKUP_YAML_H

#include "lib/json/json.h"
#include "lib/os/sink.h"

/* Adds an element of the list that the file is; is_whole: adds the object that the file is. Texts
 * under a key of `times` (ends with NULL) are points in time. */
bool yaml_write(struct sink *sink, struct json_object *value, bool is_whole,
                const char *const *times, struct error *err) MUST_CHECK;

/* Takes an element, which lives only until it returns. False ends the reading, with *err filled. */
typedef bool yaml_take(struct json_object *element, void *payload, struct error *err);

/* Calls `take` for every element of the list that the file at `path` is, or once for the object
 * that it is. ERROR_ITEM when it is no such YAML, or when an element has more than `maximum` bytes
 * of texts; ERROR_RETRY: it cannot be read. */
bool yaml_each(const char *path, size_t maximum, yaml_take *take, void *payload,
               struct error *err) MUST_CHECK;

#endif
