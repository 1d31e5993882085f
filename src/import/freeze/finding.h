/* finding.h: what the freeze check finds: a thing that is not at the source as it is here. Each is
 * a job of the last stage, which fails with the sentence, so that brigade.failures names it; and
 * the next sync reads its pull request whole. */
#ifndef BRIGADE_IMPORT_FREEZE_FINDING_H
#define BRIGADE_IMPORT_FREEZE_FINDING_H

#include "engine/job_kind.h"

struct finding {
    const char *thing;
    int64_t iid; /* the pull request that it belongs to; 0: none */
    const char *key;
    const char *sentence;
};

void finding_add(struct task *task, const struct finding *finding);
/* A row of what finding_compare compares: an object (borrowed) with its number. */
void finding_row(struct json_object *rows, int64_t iid, struct json_object *object);
/* Compares rows of a thing with what is here, and adds a finding for each that differs. */
bool finding_compare(struct task *task, const char *thing, struct json_object *rows,
                     struct error *err) MUST_CHECK;
/* The job of a finding. */
bool finding_digest(struct task *task, struct error *err) MUST_CHECK;

#endif
