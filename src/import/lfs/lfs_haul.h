/* lfs_haul.h: fetches the large files of one job into the store: from the server of the repository
 * and, what that does not have, from those of its forks whose commits are here. The hash decides
 * what is right. */
#ifndef BRIGADE_IMPORT_LFS_HAUL_H
#define BRIGADE_IMPORT_LFS_HAUL_H

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
struct haul {
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
void haul_release(struct haul *haul);
/* Takes what the payload of the job names. */
bool haul_load(struct haul *haul, struct task *task, struct error *err) MUST_CHECK;
/* Fetches what is not here. False when the server, not single files, is at fault. */
bool haul_fetch(struct haul *haul, struct error *err) MUST_CHECK;
size_t haul_count_here(const struct haul *haul);
/* Whether the servers say of a file that they have no such object. */
bool haul_has_gone(const struct haul *haul);

#endif
