#include "import/table.h"

#include "engine/listing.h"
#include "forge/puts.h"
#include "import/comments/probes.h"
#include "import/comments/readings.h"
#include "import/comments/threads.h"
#include "import/finish.h"
#include "import/forks.h"
#include "import/heads.h"
#include "import/issues.h"
#include "import/issues_archive.h"
#include "import/issues_archive_page.h"
#include "import/issues_notes.h"
#include "import/lfs/lfs_list.h"
#include "import/lfs/lfs_objects.h"
#include "import/mirror.h"
#include "import/pull_requests.h"
#include "import/pull_requests_notes.h"
#include "import/repository.h"
#include "import/source.h"
#include "import/stream.h"
#include "import/sync/newest.h"
#include "import/sync/talks.h"
#include "import/users.h"
#include "import/workspace.h"

/* Versions of clang-format differ about braces in macros. */
/* clang-format off */
/* A list whose absence is a note of its name. */
#define NOTED(list, first, page) \
    {.name = list, .absence = ABSENCE_IS_NOTED, .plan = first, .digest = page}

/* What may be gone: a note under the job's key, so that brigade.retry looks again. */
#define GONE(list, first, page) \
    {.name = list, .absence = ABSENCE_IS_GONE, .plan = first, .digest = page}
/* clang-format on */

static const struct job_kind kinds[] = {
    /* Any stage: an element of a list that cannot be taken. */
    {.name = LISTING_ELEMENT, .digest = listing_digest_failure},

    /* Of the import of a workspace: its people, then its repositories, each an import. */
    {.name = "workspace_members",
     .absence = ABSENCE_IS_NOTED,
     .plan = users_plan_members,
     .digest = workspace_digest_members},
    {.name = "workspace_permissions",
     .plan = workspace_plan_permissions,
     .digest = workspace_digest_permissions,
     .stand_in = workspace_stand_in},
    {.name = "repositories",
     .absence = ABSENCE_FAILS_IMPORT,
     .plan = workspace_plan,
     .digest = workspace_digest},

    /* Stage repository: the project, its archive of issues, code and wiki as git repositories. */
    {.name = "project",
     .absence = ABSENCE_FAILS_IMPORT,
     .plan = repository_plan,
     .digest = repository_digest,
     .stand_in = repository_stand_in},
    {.name = "archive_look", .digest = issues_archive_digest_look},
    {.name = "mirror", .digest = mirror_digest_code},
    {.name = "wiki", .absence = ABSENCE_IS_NOTED, .digest = mirror_digest_wiki},

    /* Stage users: members of the workspace, then what they may do with the repository. */
    NOTED("members", users_plan_members, users_digest_members),
    NOTED("permissions", users_plan_permissions, users_digest_permissions),

    /* Stage pull_requests: pages of the list, each pull request, and the activity of all. */
    {.name = "merge_requests",
     .plan = pull_requests_plan_list,
     .digest = pull_requests_digest_list},
    {.name = "merge_request", .digest = pull_requests_digest_item},
    {.name = "activity", .plan = stream_plan, .digest = stream_digest_all},

    /* Stage pull_requests_notes: what the stream is worth, comments, tasks, commits of forks. */
    {.name = "sample", .digest = readings_digest_sample},
    {.name = "probe",
     .is_question = true,
     .plan = probes_plan,
     .digest = probes_digest,
     .stand_in = probes_stand_in},
    {.name = "confirm", .digest = readings_digest_confirm},
    {.name = "own_activity",
     .is_question = true,
     .plan = stream_plan_own,
     .digest = stream_digest_own,
     .stand_in = stream_stand_in_own},
    {.name = "decide", .digest = readings_digest_decide},
    {.name = "readings", .digest = readings_digest_readings},
    {.name = "judge", .digest = readings_digest_judge},
    GONE("discussion", pull_requests_notes_plan_discussion, pull_requests_notes_digest_discussion),
    GONE("comments", pull_requests_notes_plan_comments, pull_requests_notes_digest_comments),
    GONE("tasks", pull_requests_notes_plan_tasks, pull_requests_notes_digest_tasks),
    {.name = "fork", .absence = ABSENCE_OF_ONE_IS_NOTED, .digest = forks_digest},

    /* Stage issues: pages of the list, each issue, three lists of names; or pages of an archive. */
    {.name = "issues",
     .absence = ABSENCE_IS_NOTED,
     .may_be_withdrawn = true,
     .plan = issues_plan_list,
     .digest = issues_digest_list},
    {.name = "issue", .digest = issues_digest_item},
    NOTED("milestones", issues_plan_names, issues_digest_names),
    NOTED("versions", issues_plan_names, issues_digest_names),
    NOTED("components", issues_plan_names, issues_digest_names),
    {.name = "archive", .digest = issues_archive_digest},
    {.name = "archive_page", .digest = issues_archive_page_digest},
    {.name = "archive_item", .absence = ABSENCE_IS_GONE, .digest = issues_archive_page_digest_item},

    /* Stage issues_notes: comments, changes and files of an issue, and each file. */
    GONE("issue_notes", issues_notes_plan, issues_notes_digest),
    {.name = "issue_comments",
     .plan = listing_plan_further,
     .digest = issues_notes_digest_comments},
    GONE("issue_changes", issues_notes_plan_changes, issues_notes_digest_changes),
    {.name = "issue_attachments",
     .plan = listing_plan_further,
     .digest = issues_notes_digest_attachments},
    {.name = "attachment", .absence = ABSENCE_IS_GONE, .digest = issues_notes_digest_attachment},

    /* Stage lfs_objects: pointers, a hundred files, and each that did not come with the others. */
    {.name = "lfs_pointers", .digest = lfs_list_digest},
    {.name = "lfs_batch", .digest = lfs_objects_digest_batch},
    {.name = "lfs_object", .absence = ABSENCE_IS_GONE, .digest = lfs_objects_digest_object},

    /* Of syncs and at the end of imports: what changed, and what is to be read because of that. */
    {.name = "catch_up", .digest = newest_digest_catch_up},
    {.name = "newest", .plan = newest_plan, .digest = newest_digest},
    {.name = "since", .plan = stream_plan, .digest = stream_digest_since},
    {.name = "audit", .digest = newest_digest_audit},
    {.name = "stream_audit",
     .absence = ABSENCE_IS_NOTHING,
     .plan = stream_plan_audit,
     .digest = stream_digest_audit},
    {.name = "sweep", .plan = newest_plan_sweep, .digest = newest_digest_sweep},
    {.name = "talks", .digest = talks_digest},
    {.name = "threads", .digest = threads_digest},
    {.name = "thread",
     .absence = ABSENCE_IS_NOTHING,
     .plan = threads_plan_one,
     .digest = threads_digest_one},
    GONE("merge_request_alone", pull_requests_plan_alone, pull_requests_digest_alone),

    /* Stage finish: dates, people who turned out to be one, the refs once more, short hashes made
     * whole, heads of merge requests. */
    {.name = "settle", .digest = finish_digest_settle},
    {.name = "person", .digest = finish_digest_person},
    {.name = "refs", .digest = mirror_digest_refs},
    {.name = "hashes", .digest = finish_digest_hashes},
    {.name = "heads", .digest = heads_digest},
    {.name = NULL},
};

const struct side import_side = {
    .kinds = kinds,
    .files = " mirror wiki fork archive archive_look archive_page archive_item attachment "
             "lfs_pointers lfs_batch lfs_object settle refs hashes heads ",
    .puts = forge_puts,
    .put_count = PUT_COUNT,
    .begin = "select forge.begin_rows(run => $1)",
    .open = source_open,
    .close = source_close,
};
