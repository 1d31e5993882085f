/* zip.h: reads the members of a zip file one after another.
 *
 * The file is hostile: names are handed out to be compared, never to be opened. A member that is
 * neither a regular file nor a directory, that is encrypted, or whose name points out of the zip
 * ends the reading with an error, and so do too many members, or too many bytes of all together
 * (limits.h). A member that is too large by itself can be passed, but not read. Sizes are checked
 * as the list of members announces them, and no member gives more than it announced, so a bomb is
 * refused before it is inflated. How well a file compresses says nothing: an image of an empty disk
 * is lawful.
 */
#ifndef BRIGADE_ARCHIVE_ZIP_H
#define BRIGADE_ARCHIVE_ZIP_H

#include "lib/base/error.h"
#include "lib/os/trusted_path.h"

struct zip;

struct zip_member {
    const char *name; /* owned by the zip, until the next member */
    uint64_t size_bytes;
};

/* *out is the caller's (zip_close). Errors of trusted_path.h where it cannot or must not be opened;
 * ERROR_ITEM when it is not a zip, or was cut off. Every message names the path. */
bool zip_open(struct zip **out, const struct trusted_path *path, struct error *err) MUST_CHECK;
/* The next regular file; *end: there is none. ERROR_ITEM when a member is refused. */
bool zip_next(struct zip *zip, struct zip_member *member, bool *end, struct error *err) MUST_CHECK;
/* Whether the current member may be read: ERROR_ITEM when it is larger than LIMIT_ZIP_MEMBER_BYTES.
 * zip_read asks by itself. */
bool zip_check_size(const struct zip *zip, struct error *err) MUST_CHECK;
/* The next bytes of the current member; *count 0 at its end. ERROR_ITEM when it is damaged. */
bool zip_read(struct zip *zip, void *chunk, size_t capacity, size_t *count,
              struct error *err) MUST_CHECK;
void zip_close(struct zip **zip);

#endif
