/* join.h: files that are no page: pieces joined, and the tables that go with an output. */
#ifndef BRIGADE_EXPORT_SHARED_JOIN_H
#define BRIGADE_EXPORT_SHARED_JOIN_H

#include "export/shared/work.h"

struct join {
    struct export_file file; /* that is written */
    const char *folder;      /* the pieces stand in parts/<folder>/ */
    const char *when_empty;  /* what is written without any; NULL: nothing */
};
/* Joins pieces, in the order of forge.export_parts. */
bool join_parts(struct export_work *work, const struct join *join, struct error *err) MUST_CHECK;

/* Writes a table of brigade.export_table. People have the numbers of work->people; NULL: those that
 * they have here. */
bool join_write_table(struct export_work *work, const char *name, struct error *err) MUST_CHECK;
/* Writes numbers.csv, people.csv and losses.csv. */
bool join_write_tables(struct export_work *work, struct error *err) MUST_CHECK;

#endif
