/* files_page.h: a page of rows as two pieces, one line of JSON and one of CSV a row. PostgreSQL
 * writes both lines, so that every type is written by whoever reads it. */
#ifndef BRIGADE_EXPORT_FILES_FILES_PAGE_H
#define BRIGADE_EXPORT_FILES_FILES_PAGE_H

#include "engine/job_kind.h"

bool files_page_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
