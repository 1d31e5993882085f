/* lfs_batch.h: the batch API of git LFS: where large files can be downloaded. Source:
 * docs/api/batch.md of git LFS; Bitbucket serves it below <address of the repository>/info/lfs with
 * the credentials of git.
 *
 * These requests book nothing of the REST API's budget, because they are not requests of it.
 *
 * It is our own because git-lfs comes as a program alone, which connects to each address that a
 * server names, without our address filter and our bounds, and libgit2 does not speak LFS.
 */
#ifndef BRIGADE_BITBUCKET_LFS_BATCH_H
#define BRIGADE_BITBUCKET_LFS_BATCH_H

#include "lib/http/http.h"
#include "lib/os/store.h"

/* One request asks for so many files, at most: what git-lfs itself does, and servers allow. */
#define LFS_BATCH_MAX 100

struct lfs_object {
    char oid[SHA256_TEXT];
    int64_t size_bytes; /* as its pointer says, then as the server says */
    /* The answer; lfs_object_release. */
    char *href;     /* NULL: error says why */
    char **headers; /* "Name: value", for the origin of href alone, NULL at the end; NULL: none */
    /* ERROR_ITEM: the server has no such file (http_status: the code that it gave; CAUSE_GONE: it
     * says so itself), or offers it in a way that must not be used; ERROR_RETRY: it may have it
     * later. */
    struct error error;
};

void lfs_object_release(struct lfs_object *object); /* of what the answer brought */

struct lfs_server {
    const char *url;           /* https://host/workspace/slug.git/info/lfs */
    const char *authorization; /* NULL: none; goes to that URL alone */
    const struct http_settings *http;
    bool (*tick)(void *payload); /* called at least every second; false ends it */
    void *payload;
};

/* Asks where to download the objects, LFS_BATCH_MAX a request, half as many when the server says
 * 413. Errors are those of client_check_answer, or ERROR_RETRY when it was told to end; what is
 * said of one object alone is in its own error. */
bool lfs_ask(const struct lfs_server *server, struct lfs_object *const *objects, size_t count,
             struct error *err) MUST_CHECK;

/* What an answer of the batch API says of the objects that were asked about, for lfs_ask.
 * ERROR_RETRY when it is not such an answer, ERROR_ITEM when the server insists on what we do not
 * speak. */
bool lfs_take_answer(const struct lfs_server *server, struct lfs_object *const *objects,
                     size_t count, const struct buffer *answer, struct error *err) MUST_CHECK;

#endif
