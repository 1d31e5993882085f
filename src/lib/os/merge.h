/* merge.h: files of sorted lines as one, line by line in the order of their bytes. So many files as
 * there are, few are open at once, and one line of each is in memory. */
#ifndef BRIGADE_OS_MERGE_H
#define BRIGADE_OS_MERGE_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

/* Files open at once; what is more is merged to files first. */
#define MERGE_OPEN_MAX 128

typedef bool merge_take(const char *line, void *payload, struct error *err);
struct merge {
    const char *const *paths;
    size_t count;
    const char *scratch; /* files may be written there, with more behind the name; none is left */
    merge_take *take;
    void *payload;
};
/* Calls `take` for every line, without its end. ERROR_RETRY for faults of this host. */
bool merge_lines(const struct merge *merge, struct error *err) MUST_CHECK;

#endif
