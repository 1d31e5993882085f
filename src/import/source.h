/* source.h: what an import is brought from: the repository at Bitbucket, and what somebody put
 * beside it. Asked from brigade.source_of once for all jobs of a batch. */
#ifndef BRIGADE_IMPORT_SOURCE_H
#define BRIGADE_IMPORT_SOURCE_H

#include "bitbucket/path.h"
#include "engine/job_kind.h"

struct source {
    struct address_base base;
    const char *wiki_source;    /* URL or path of a git repository; NULL: ask Bitbucket */
    const char *issues_archive; /* path of Bitbucket's issue zip; NULL: ask Bitbucket */
};

/* side.open and side.close of imports. */
bool source_open(struct workplace *workplace, struct error *err) MUST_CHECK;
void source_close(struct workplace *workplace);

const struct source *source_of(const struct task *task);

#endif
