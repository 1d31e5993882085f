/* github_records.h: a file of records, read back as it comes out of the archive. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_RECORDS_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_RECORDS_H

#include "export/github/github_seen.h"
#include "lib/json/json_stream.h"

/* Zeroed; to be released. */
struct github_records {
    struct github_seen *seen;
    char *types; /* such as "issues" */
    size_t count;
    struct json_stream stream;
};
void github_records_release(struct github_records *records);

/* name: of the file, such as "issues_000001.json". */
bool github_records_begin(struct github_records *records, struct github_seen *seen,
                          const char *name, struct error *err) MUST_CHECK;
bool github_records_feed(struct github_records *records, const char *bytes, size_t size,
                         struct error *err) MUST_CHECK;
bool github_records_end(struct github_records *records, struct error *err) MUST_CHECK;

#endif
