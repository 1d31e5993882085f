/* gitlab_notes.h: the notes of merge requests and issues: comments, tasks, and changes in words. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_NOTES_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_NOTES_H

#include "export/gitlab/gitlab_work.h"
#include "export/shared/anchors.h"
#include "lib/git/git_changes.h"

/* Notes come by time, so that several threads and their revisions alternate. */
#define GITLAB_CHANGES_MAX 8

/* Zeroed but for work and noteable; to be released. */
struct gitlab_notes {
    struct gitlab_work *work;
    const char *noteable;                               /* "MergeRequest" or "Issue" */
    const struct pull_range *range;                     /* of the merge request; NULL: an issue */
    struct gitdir_changes *changes[GITLAB_CHANGES_MAX]; /* the ranges opened last */
    size_t next_changes; /* index of the one that the next replaces */
    bool is_first;       /* no note of the line was written yet */
    int64_t left_out;    /* because the line was full */
    char *last_at;       /* when the last note was written */
};
void gitlab_notes_release(struct gitlab_notes *notes);

/* Begins the list in a line, with what a description has no room for. */
bool gitlab_notes_begin(struct gitlab_notes *notes, const struct gitlab_written *description,
                        const struct json_object *author, struct error *err) MUST_CHECK;
/* A row of forge.gitlab_talk or forge.gitlab_issue_talk. */
bool gitlab_notes_take(struct gitlab_notes *notes, const struct db_rows *rows,
                       struct error *err) MUST_CHECK;
bool gitlab_notes_end(struct gitlab_notes *notes, struct error *err) MUST_CHECK;

#endif
