/* site_proof.h: job kind site_proof: every page read back: nothing but our own markup, every link
 * leads somewhere, every row is there. */
#ifndef BRIGADE_EXPORT_SITE_SITE_PROOF_H
#define BRIGADE_EXPORT_SITE_SITE_PROOF_H

#include "engine/job_kind.h"

bool site_proof_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
