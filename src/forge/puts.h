/* puts.h: the functions that write into the tables of forge, one a table. A job's outcome keeps
 * rows under these numbers, and a transaction calls the functions in their order: people before
 * what refers to them, and the same order in every transaction, so that two of them cannot wait for
 * each other. */
#ifndef BRIGADE_FORGE_PUTS_H
#define BRIGADE_FORGE_PUTS_H

enum put {
    PUT_PROJECT = 0,
    PUT_LABELS,
    PUT_REPOSITORIES,
    PUT_REFS,
    PUT_USERS,
    PUT_MEMBERS,
    PUT_TAKEN_MEMBERS,
    PUT_WORKSPACE_MEMBERS,
    PUT_CHANGED,
    PUT_MERGE_REQUESTS,
    PUT_REVIEWERS,
    PUT_STREAM_SEEN,
    PUT_EVENTS,
    PUT_MILESTONES,
    PUT_VERSIONS,
    PUT_COMPONENTS,
    PUT_ISSUES,
    PUT_ISSUE_LABELS,
    PUT_ISSUE_EVENTS,
    PUT_STREAM_NOTES,
    PUT_NOTES,
    PUT_RESOLUTIONS,
    PUT_PROBES,
    PUT_DECIDED,
    PUT_JUDGED,
    PUT_PROVED,
    PUT_TASKS,
    PUT_ATTACHMENTS,
    PUT_LFS_OBJECTS,
    PUT_ALL_TALKS,
    PUT_TALKS_ANEW,
    PUT_AUDITED,
    PUT_SUSPECTS,
    PUT_STREAM_AUDITED,
    PUT_CURSORS,
    PUT_SEEN,
    PUT_FOUND,
    PUT_CERTIFICATE,
    PUT_LISTED,
    PUT_SETTLED,
    PUT_UNITED,
    PUT_HASHES,
    PUT_HEADS,
    PUT_COUNT,
};

/* Statements with two parameters: the import, and a JSON array of rows. */
extern const char *const forge_puts[PUT_COUNT];

#endif
