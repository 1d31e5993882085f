/* copies.h: large files and attachments of a page, copied out of the store and checked by their
 * hashes. Copies and never links: people edit what they are handed. */
#ifndef BRIGADE_EXPORT_COPIES_H
#define BRIGADE_EXPORT_COPIES_H

#include "engine/job_kind.h"

bool copies_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
