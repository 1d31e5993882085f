/* newest.h: the walk through the list of pull requests from the one that was changed last, to where
 * an earlier import or sync began. Those that differ from what is here are taken, each in a job of
 * its own, as an import takes them. */
#ifndef BRIGADE_IMPORT_SYNC_NEWEST_H
#define BRIGADE_IMPORT_SYNC_NEWEST_H

#include "engine/job_kind.h"

bool newest_plan(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool newest_digest(struct task *task, struct error *err) MUST_CHECK;
/* At the end of an import: makes again the walks that it has made to their ends. */
bool newest_digest_catch_up(struct task *task, struct error *err) MUST_CHECK;

/* What is read again though nothing says that it changed (forge.audit_jobs); and a page of the list
 * that is among it. */
bool newest_digest_audit(struct task *task, struct error *err) MUST_CHECK;
bool newest_plan_sweep(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool newest_digest_sweep(struct task *task, struct error *err) MUST_CHECK;

#endif
