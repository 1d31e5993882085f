/* project.h: the project that an export hands out, and where its files stand. All paths are made of
 * numbers:
 *
 *   <exports>/.run-<export>-<generation>/output   what will be published, file by file
 *                                       /parts    pieces that the stage join puts together
 *                                       /new      what is being written
 *                                       /exchange  the inode of `output`, noted before that is
 *                                                  exchanged with what was published
 *   <exports>/<target>/<project>                  what was published: the output, renamed as a
 * whole
 *
 * Two attempts of a job write the same bytes, so the later one does no harm.
 */
#ifndef BRIGADE_EXPORT_PROJECT_H
#define BRIGADE_EXPORT_PROJECT_H

#include "engine/job_kind.h"
#include "lib/os/sink.h"

struct project {
    int64_t id;
    const char *full_name;
    const char *target;
    const char *as_of; /* NULL: not planned yet */
    int64_t generation;
    int64_t failed;   /* jobs of this export, so far */
    bool has_changed; /* an import ran since it was planned */
    int64_t newer;    /* a later export to the same target that is published already; 0: none */
    char *root;       /* the setting exports, or its place below storage */
    char *private;    /* <root>/.run-<export>-<generation> */
    char *published;  /* <target>/<project>, below root */
};

/* A side's open and close. */
bool project_open(struct workplace *workplace, struct error *err) MUST_CHECK;
void project_close(struct workplace *workplace);

const struct project *project_of(const struct task *task);

/* <private>/<path>; the caller frees it. */
char *project_path(const struct task *task, const char *path) MUST_CHECK;
/* A path in <private>/new that no other attempt has; the caller frees it. */
char *project_scratch(const struct task *task, const char *what) MUST_CHECK;
/* Makes <private>/<folder>. */
bool project_make_folder(const struct task *task, const char *folder, struct error *err) MUST_CHECK;
/* Opens the file <private>/<path>, such as "output/refs.csv", for writing. Its folder is made. */
bool project_write(const struct task *task, const char *path, struct sink **sink,
                   struct error *err) MUST_CHECK;
/* Removes the private directories of exports that need theirs no more. */
bool project_sweep(const struct task *task, struct error *err) MUST_CHECK;

#endif
