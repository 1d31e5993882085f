/* plan.h: how every export begins: what is there, cut into pages, and jobs for these; numbers and
 * people; room on the disk. */
#ifndef BRIGADE_EXPORT_SHARED_PLAN_H
#define BRIGADE_EXPORT_SHARED_PLAN_H

#include "engine/job_kind.h"

/* A job that a plan enqueues. */
struct export_plan_job {
    const char *thing; /* of forge.export_tables: one for each page of it; NULL: of every thing */
    const char *stage;
    const char *kind;
};

/* What a target does with what is there. Lists of jobs end with one that has no kind. */
struct export_plan_way {
    const struct export_plan_job *pages;
    const struct export_plan_job *files; /* one for each file of forge.export_tables; NULL: none */
    int64_t page_rows;                   /* of a page at most */
    int64_t row_copies;                  /* how many times a row is written */
    int64_t file_copies;                 /* likewise repositories and files */
};

/* Sweeps, says in the store who has which number, counts each thing (numbers only where there are
 * files of things, as a file of its own), enqueues, looks for room. */
bool export_plan_make(struct task *task, const struct export_plan_way *way,
                      struct error *err) MUST_CHECK;

#endif
