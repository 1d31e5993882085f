/* github_join.h: the files of the archive whose records pages have written, and the tables that lie
 * beside it. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_JOIN_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_JOIN_H

#include "engine/job_kind.h"

/* GitHub takes no more records in a file. */
#define GITHUB_FILE_RECORDS 100

/* The job's key is a type of records, such as "issues": the lines below parts/records/issues/
 * become arrays in parts/files/issues_000001.json and so on. */
bool github_join_digest(struct task *task, struct error *err) MUST_CHECK;
/* schema.json; and, beside the archive, numbers.csv, people.csv, mannequins.csv, losses.csv. */
bool github_tables_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
