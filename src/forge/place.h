/* place.h: where the files of a project stand. Paths are below the setting storage, as the rows of
 * forge name them; the caller frees them. */
#ifndef BRIGADE_FORGE_PLACE_H
#define BRIGADE_FORGE_PLACE_H

#include "lib/base/base.h"

/* The bare repository repositories/<project>/<which>.git; which is code or wiki. */
char *place_repository(int64_t project_id, const char *which) MUST_CHECK;

/* Folders of files that are named for their SHA-256, each with a folder for each project. */
#define PLACE_ATTACHMENTS "attachments"
#define PLACE_LFS "lfs"
/* The file <folder>/<project>/<sha256>. */
char *place_file(const char *folder, int64_t project_id, const char *sha256) MUST_CHECK;

/* The directory of what is handed out: the setting exports or, where that is NULL or empty, exports
 * below storage. */
char *place_exports(const char *exports, const char *storage) MUST_CHECK;

#endif
