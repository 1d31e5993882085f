/* github_join.h: the files of the archive whose records pages have written, and the tables that lie
 * beside it. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_JOIN_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_JOIN_H

#include "export/shared/work.h"

/* GitHub takes no more records in a file. */
#define GITHUB_FILE_RECORDS 100

/* Records that become files. Zeroed but for the work's task and the type; to be released. */
struct github_joining {
    struct export_work work;
    const char *type;  /* such as "issues" */
    struct sink *sink; /* the file that is being written; NULL: none */
    char *path;
    size_t files;
    size_t records; /* of that file, the one that is being written among them */
    bool is_within; /* a record has begun */
};
void github_joining_release(struct github_joining *joining);
/* Takes lines, or a piece of them: each becomes a record, and none is held as a whole. */
bool github_joining_take(struct github_joining *joining, const char *bytes, size_t size,
                         struct error *err) MUST_CHECK;
bool github_joining_end(struct github_joining *joining, struct error *err) MUST_CHECK;

/* The job's key is a type of records, such as "issues": the lines below parts/records/issues/
 * become arrays in parts/files/issues_000001.json and so on. */
bool github_join_digest(struct task *task, struct error *err) MUST_CHECK;
/* schema.json; and, beside the archive, numbers.csv, people.csv, mannequins.csv, losses.csv. */
bool github_tables_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
