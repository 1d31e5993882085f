/* issues_archive.h: Stages issues and issues_notes from an archive: its document is unpacked and
 * cut into pages, each a job, so that any worker takes any page. The pages themselves are in
 * issues_archive_page.c.
 */
#ifndef BRIGADE_IMPORT_ISSUES_ARCHIVE_H
#define BRIGADE_IMPORT_ISSUES_ARCHIVE_H

#include "engine/job_kind.h"

/* Of the first stage: whether the zip can be taken, so that nobody hears of a wrong path after
 * hours. */
bool issues_archive_digest_look(struct task *task, struct error *err) MUST_CHECK;
bool issues_archive_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
