/* files_proof.h: a file of an export read back: by the parser of JSON, which shares nothing with
 * PostgreSQL that wrote it, row by row counted; and its CSV beside it. */
#ifndef BRIGADE_EXPORT_FILES_FILES_PROOF_H
#define BRIGADE_EXPORT_FILES_FILES_PROOF_H

#include "engine/job_kind.h"

bool files_proof_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
