/* issues_archive_page.h: Pages of an archive: elements of one list as rows, by way of the objects
 * that the API gives. An element that cannot be brought over becomes a job of its own, which fails
 * with the reason: so the rest of the page comes in, and brigade.retry takes just that one. */
#ifndef BRIGADE_IMPORT_ISSUES_ARCHIVE_PAGE_H
#define BRIGADE_IMPORT_ISSUES_ARCHIVE_PAGE_H

#include "engine/job_kind.h"

bool issues_archive_page_digest(struct task *task, struct error *err) MUST_CHECK;
bool issues_archive_page_digest_item(struct task *task, struct error *err) MUST_CHECK;

#endif
