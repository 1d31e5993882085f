/* tar_read.h: reads an archive of ours back, member by member, to prove it. */
#ifndef BRIGADE_ARCHIVE_TAR_READ_H
#define BRIGADE_ARCHIVE_TAR_READ_H

#include "lib/os/store.h"

struct tar_member {
    const char *name;
    int64_t size_bytes;
    int64_t time_s;
    bool is_folder;
};

/* What is done with each member. Bytes come behind their member, none of a folder,
 * and the sum of them behind those. False ends the
 * reading, with *err filled. */
struct tar_taker {
    bool (*begin)(const struct tar_member *member, void *payload, struct error *err);
    bool (*bytes)(const char *bytes, size_t size, void *payload, struct error *err);
    bool (*end)(const char *sha256, void *payload, struct error *err);
    void *payload;
};

/* Reads the whole file at `path`. ERROR_ITEM: it is no tar.gz, was cut off, has a member that is
 * neither file nor folder, whose name is absolute or has "..", that belongs to somebody else than
 * 0:0, or that does not come behind the one before in byte order. ERROR_RETRY: it cannot be read.
 */
bool tar_read(const char *path, const struct tar_taker *taker, struct error *err) MUST_CHECK;

#endif
