/* puts.h: the functions that write down what exports do, in the order in which a transaction calls
 * them. A job's outcome keeps rows under these numbers. */
#ifndef BRIGADE_EXPORT_PUTS_H
#define BRIGADE_EXPORT_PUTS_H

#include "engine/outcome.h"
#include "lib/os/sink.h"

enum export_put {
    PUT_EXPORT_PLAN = 0,
    PUT_EXPORT_FILES,
    PUT_EXPORT_COUNTS,
    PUT_EXPORT_LOSSES,
    PUT_EXPORT_END,
    PUT_EXPORT_COUNT,
};

/* Statements with two parameters: the run, and a JSON array of rows. */
extern const char *const export_puts[PUT_EXPORT_COUNT];

/* A file that a job has written: a row of brigade.export_files. `rows` (taken): how many of each
 * thing it holds; NULL: none. */
void puts_file(struct outcome *outcome, const char *path, bool is_part,
               const struct sink_file *file, struct json_object *rows);

#endif
