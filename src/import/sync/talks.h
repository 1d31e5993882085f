/* talks.h: comments and tasks of pull requests that are to be read again, because something
 * happened to them (forge.unread_talks): both lists of each, whole. One that no list showed is read
 * alone first. */
#ifndef BRIGADE_IMPORT_SYNC_TALKS_H
#define BRIGADE_IMPORT_SYNC_TALKS_H

#include "engine/job_kind.h"

bool talks_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
