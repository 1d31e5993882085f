#include "import/table.h"

/* Stage rows (sql/migrations) name these kinds; a test compares the two. */
const struct importer *const importer_table[] = {
    &importer_repositories, /* repositories */
    &importer_project,
    &importer_mirror,
    &importer_wiki, /* repository */
    &importer_members,
    &importer_permissions, /* users */
    &importer_merge_requests,
    &importer_merge_request,
    &importer_activity, /* pull_requests */
    &importer_discussion,
    &importer_comments,
    &importer_tasks,
    &importer_fork, /* pull_requests_notes */
    &importer_issues,
    &importer_issue,
    &importer_milestones,
    &importer_versions,
    &importer_components, /* issues */
    &importer_issue_notes,
    &importer_issue_comments,
    &importer_issue_changes,
    &importer_issue_attachments,
    &importer_attachment, /* issues_notes */
    &importer_export,
    &importer_export_page,
    &importer_export_item, /* issues, issues_notes from an export */
    &importer_lfs_pointers,
    &importer_lfs_batch,
    &importer_lfs_object, /* lfs_objects */
    &importer_settle,
    &importer_refs,
    &importer_hashes,
    &importer_heads, /* finish */
    NULL,
};
