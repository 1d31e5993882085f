/* forms.h: how each target writes what texts refer to: signs of numbers, and where pages stand. */
#ifndef BRIGADE_EXPORT_SHARED_FORMS_H
#define BRIGADE_EXPORT_SHARED_FORMS_H

#include "lib/base/base.h"

struct reference_forms {
    const char *target;
    const char *pull;  /* what stands in front of a pull request's number: "#" or "!" */
    const char *pulls; /* where pages stand below that of the project */
    const char *issues;
    const char *commit;
    const char *file_at_commit;
    const char *file_at_branch;
    const char *branch;
    bool has_files;        /* those that are attached to issues have places there */
    const char *last_line; /* what stands in front of the last of several lines */
};
/* Those of a target; of one that has none of its own, those of Forgejo. */
const struct reference_forms *references_forms(const char *target);

#endif
