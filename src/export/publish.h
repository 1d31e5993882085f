/* publish.h: an output becomes what is published, as a whole: the last job of every export. */
#ifndef BRIGADE_EXPORT_PUBLISH_H
#define BRIGADE_EXPORT_PUBLISH_H

#include "engine/job_kind.h"

struct publication {
    /* Writes the files that tell of the others. */
    bool (*describe)(const struct task *task, struct error *err);
    size_t described; /* how many files those are */
    /* Folders of git, whose files no row of brigade.export_files names; NULL: none. */
    const char *unlisted[2];
    const char *listed_within; /* a folder in one of them whose files have such rows; NULL: none */
};

bool publish_output(struct task *task, const struct publication *publication,
                    struct error *err) MUST_CHECK;

#endif
