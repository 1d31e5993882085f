/* lfs_wanted.h: fetches the large files of one job into the store: from the server of the
 * repository and, what that does not have, from those of its forks whose commits are here. The hash
 * decides what is right. */
#ifndef BRIGADE_IMPORT_LFS_WANTED_H
#define BRIGADE_IMPORT_LFS_WANTED_H

#include "bitbucket/lfs_batch.h"
#include "engine/job_kind.h"
#include "lib/http/download.h"

struct item {
    struct lfs_object object;
    int64_t said_bytes; /* by the pointer */
    const char *blob;   /* the pointer; NULL: not known */
    char *path;         /* a file at HEAD that is this pointer; NULL: not known */
    bool is_here;
    bool is_for_fork; /* a fork's server is asked for it, because the own one says it is gone */
    bool asks_for_credential; /* the import's own host refused the download without it */
};

/* What one job is to fetch. */
struct wanted_files {
    struct task *task;
    struct http_settings http;
    struct store_place place;
    char *authorization;
    const char *endpoint;
    struct item *items;
    size_t count;
    struct download *downloads; /* of this round, in the order of `asked` */
    struct item **asked;
    size_t asked_count;
    bool has_no_room;
    bool asks_fork;     /* for what the repository's own server says is gone */
    bool is_alone;      /* one file, whose size is not trusted */
    int64_t left_bytes; /* that the project may still take */
};

/* Also after an error. */
void wanted_files_release(struct wanted_files *wanted);
/* Takes what the payload of the job names. */
bool wanted_files_load(struct wanted_files *wanted, struct task *task,
                       struct error *err) MUST_CHECK;
/* Fetches what is not here. False when the server, not single files, is at fault. */
bool wanted_files_fetch(struct wanted_files *wanted, struct error *err) MUST_CHECK;
size_t wanted_files_count_here(const struct wanted_files *wanted);
/* Whether the servers say of a file that they have no such object. */
bool wanted_files_has_gone(const struct wanted_files *wanted);

#endif
