/* issues_notes.h: Stage issues_notes: comments and the list of files of one issue: its first pages
 * together, further pages as jobs of their own. Every change has a comment (without a text when
 * that is all it stands for), so only issues with comments are asked for changes. Each file is a
 * job: one that is missing costs only itself. */
#ifndef BRIGADE_IMPORT_ISSUES_NOTES_H
#define BRIGADE_IMPORT_ISSUES_NOTES_H

#include "engine/job_kind.h"

bool issues_notes_plan(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool issues_notes_digest(struct task *task, struct error *err) MUST_CHECK;
bool issues_notes_plan_changes(struct task *task, struct plan *plan, struct error *err) MUST_CHECK;
bool issues_notes_digest_comments(struct task *task, struct error *err) MUST_CHECK;
bool issues_notes_digest_changes(struct task *task, struct error *err) MUST_CHECK;
bool issues_notes_digest_attachments(struct task *task, struct error *err) MUST_CHECK;
bool issues_notes_digest_attachment(struct task *task, struct error *err) MUST_CHECK;

#endif
