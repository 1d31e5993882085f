/* lfs_pointers.h: the traces of git LFS in a repository: small blobs that stand for large files,
 * and the address of their server in .lfsconfig.
 *
 * Source: docs/spec.md of git LFS (pointers are text of less than 1,024 bytes; the first line is
 * the version). Anybody that could push may have written it, so nothing here is believed before the
 * SHA-256 of a file was checked.
 */
#ifndef BRIGADE_GIT_LFS_POINTERS_H
#define BRIGADE_GIT_LFS_POINTERS_H

#include "lib/git/git.h"
#include "lib/git/git_transport.h"
#include "lib/os/store.h"

struct lfs_pointer {
    char oid[SHA256_TEXT]; /* of the large file */
    int64_t size_bytes;    /* of the large file */
    char blob[GIT_OID_TEXT];
};

/* Whether the text is a pointer; fills all but `blob`. Extensions and unknown keys are passed over;
 * lines may end with a carriage return, as git-lfs reads them. */
bool lfs_pointer_parse(const char *text, size_t size, struct lfs_pointer *out);

/* Calls `each` for every pointer among all objects of a bare repository, whether anything refers to
 * it or not, in the order in which they are stored; the same pointer may come twice. `each`
 * returning false ends it: ERROR_RETRY. A spawned git lists the objects, so that a million of them
 * are not our memory; only blobs that can be pointers are read. */
bool lfs_pointers_each(const char *directory, const struct git_watch *watch,
                       bool (*each)(const struct lfs_pointer *pointer, void *payload),
                       void *payload, struct error *err) MUST_CHECK;

/* lfs.url of the .lfsconfig at HEAD, as it is written there; NULL: it names none. The caller frees
 * it. ERROR_ITEM when git cannot read the file. */
bool lfs_pointers_config_url(const char *directory, char **url, struct error *err) MUST_CHECK;

#endif
