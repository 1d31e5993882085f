#include "export/table.h"

#include "export/bundle.h"
#include "export/copies.h"
#include "export/files_join.h"
#include "export/files_page.h"
#include "export/files_plan.h"
#include "export/files_proof.h"
#include "export/project.h"
#include "export/publish.h"
#include "export/puts.h"

static const struct job_kind kinds[] = {
    /* Stage plan: what is there, and the jobs of the stages behind it. */
    {.name = "files_plan", .digest = files_plan_digest},

    /* Stage git: code and wiki, large files and attachments. */
    {.name = "bundle", .digest = bundle_digest},
    {.name = "copies", .digest = copies_digest},

    /* Stage rows: a page of rows. */
    {.name = "files_page", .digest = files_page_digest},

    /* Stage join: a file of such pages. */
    {.name = "files_join", .digest = files_join_digest},

    /* Stage proof: the output read back. */
    {.name = "files_proof", .digest = files_proof_digest},
    {.name = "bundle_proof", .digest = bundle_digest_proof},

    /* Stage publish: the output becomes what is published. */
    {.name = "publish", .digest = publish_digest},

    {.name = NULL},
};

const struct side export_side = {
    .kinds = kinds,
    .puts = export_puts,
    .put_count = PUT_EXPORT_COUNT,
    .open = project_open,
    .close = project_close,
};
