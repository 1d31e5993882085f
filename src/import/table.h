/* table.h: the kinds of job that there are. Each stage has a file; no importer knows another.
 */
#ifndef BRIGADE_IMPORT_TABLE_H
#define BRIGADE_IMPORT_TABLE_H

#include "engine/job_kind.h"

/* repositories.c; the kind of job that no worker does: a child import's end does it. */
#define IMPORTER_CHILD "child"
extern const struct importer importer_repositories;
/* repository.c, mirror.c */
extern const struct importer importer_project;
extern const struct importer importer_mirror;
extern const struct importer importer_wiki;
extern const struct importer importer_refs;
/* users.c */
extern const struct importer importer_members;
extern const struct importer importer_permissions;
/* pull_requests.c */
extern const struct importer importer_merge_requests;
extern const struct importer importer_merge_request;
extern const struct importer importer_activity;
/* pull_requests_notes.c */
extern const struct importer importer_discussion;
extern const struct importer importer_comments;
extern const struct importer importer_tasks;
/* issues.c */
extern const struct importer importer_issues;
extern const struct importer importer_issue;
extern const struct importer importer_milestones;
extern const struct importer importer_versions;
extern const struct importer importer_components;
/* issues_notes.c */
extern const struct importer importer_issue_notes;
extern const struct importer importer_issue_comments;
extern const struct importer importer_issue_changes;
extern const struct importer importer_issue_attachments;
extern const struct importer importer_attachment;
/* export.c, export_page.c */
extern const struct importer importer_export;
extern const struct importer importer_export_page;
extern const struct importer importer_export_item;
/* forks.c */
extern const struct importer importer_fork;
/* heads.c */
extern const struct importer importer_heads;
/* lfs_list.c, lfs_objects.c */
extern const struct importer importer_lfs_pointers;
extern const struct importer importer_lfs_batch;
extern const struct importer importer_lfs_object;
/* finish.c */
extern const struct importer importer_settle;
extern const struct importer importer_hashes;

#endif
