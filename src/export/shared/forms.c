#include "export/shared/forms.h"

#include <string.h>

static const struct reference_forms all_forms[] = {
    {.target = "forgejo",
     .pull = "#",
     .pulls = "pulls",
     .issues = "issues",
     .commit = "commit",
     .file_at_commit = "src/commit",
     .file_at_branch = "src/branch",
     .branch = "src/branch",
     .last_line = "-L"},
    {.target = "github",
     .pull = "#",
     .pulls = "pull",
     .issues = "issues",
     .commit = "commit",
     .file_at_commit = "blob",
     .file_at_branch = "blob",
     .branch = "tree",
     .has_files = true,
     .last_line = "-L"},
    {.target = "gitlab",
     .pull = "!",
     .pulls = "-/merge_requests",
     .issues = "-/issues",
     .commit = "-/commit",
     .file_at_commit = "-/blob",
     .file_at_branch = "-/blob",
     .branch = "-/tree",
     .has_files = true,
     .last_line = "-"},
    /* Its links are made by site_text. */
    {.target = "site", .has_files = true},
};

const struct reference_forms *references_forms(const char *target)
{
    for (size_t i = 0; i < ARRAY_LENGTH(all_forms); i++)
        if (strcmp(all_forms[i].target, target) == 0)
            return &all_forms[i];
    return &all_forms[0];
}
