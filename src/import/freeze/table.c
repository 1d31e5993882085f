#include "import/freeze/table.h"

#include "forge/puts.h"
#include "import/freeze/finding.h"
#include "import/freeze/freeze.h"
#include "import/freeze/members.h"
#include "import/pull_requests.h"
#include "import/pull_requests_notes.h"
#include "import/source.h"
#include "import/stream.h"
#include "import/sync/newest.h"
#include "import/users.h"

/* What each level compares, what is found, and the certificate. */
static const struct job_kind kinds[] = {
    {.name = "frozen_newest", .plan = newest_plan, .digest = freeze_digest_newest},
    {.name = "frozen_stream", .plan = stream_plan, .digest = stream_digest_frozen},
    {.name = "frozen_refs", .digest = freeze_digest_refs},
    {.name = "frozen_plan", .digest = freeze_digest_plan},
    {.name = "frozen_list", .plan = pull_requests_plan_list, .digest = freeze_digest_list},
    {.name = "frozen_walk", .digest = freeze_digest_walk},
    {.name = "frozen_activity", .plan = stream_plan, .digest = stream_digest_proof},
    {.name = "frozen_talks", .digest = freeze_digest_talks},
    {.name = "frozen_discussion",
     .plan = pull_requests_notes_plan_discussion,
     .digest = pull_requests_notes_digest_frozen},
    {.name = "frozen_comments",
     .plan = pull_requests_notes_plan_comments,
     .digest = pull_requests_notes_digest_frozen_comments},
    {.name = "frozen_tasks",
     .plan = pull_requests_notes_plan_tasks,
     .digest = pull_requests_notes_digest_frozen_tasks},
    {.name = "frozen_people", .digest = members_digest_plan},
    {.name = "frozen_members", .plan = users_plan_members, .digest = members_digest},
    {.name = "frozen_permissions",
     .absence = ABSENCE_IS_NOTED,
     .plan = users_plan_permissions,
     .digest = members_digest_permissions},
    {.name = "difference", .digest = finding_digest},
    {.name = "certify", .digest = freeze_digest_certify},

    {.name = NULL},
};

const struct side freeze_side = {
    .kinds = kinds,
    .puts = forge_puts,
    .put_count = PUT_COUNT,
    .begin = "select forge.begin_rows(run => $1)",
    .open = source_open,
    .close = source_close,
};
