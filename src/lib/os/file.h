/* file.h: files and directories that must be there after a power cut. Faults of this host (no
 * rights, no space, no such file) are ERROR_RETRY: they say nothing about an item, and may be
 * mended. */
#ifndef BRIGADE_OS_FILE_H
#define BRIGADE_OS_FILE_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

/* mkdir -p with the given mode for what is new; new entries are fsynced. */
bool file_make_directories(const char *path, unsigned mode, struct error *err) MUST_CHECK;
/* Removes a tree without following symbolic links. Nothing there is success. */
bool file_remove_tree(const char *path, struct error *err) MUST_CHECK;
/* fsync of a file. */
bool file_sync_file(const char *path, struct error *err) MUST_CHECK;
/* fsync of a directory (after a rename in it). */
bool file_sync_directory(const char *path, struct error *err) MUST_CHECK;
/* fsync of the directory that `path` stands in. */
bool file_sync_parent(const char *path, struct error *err) MUST_CHECK;
/* fsync of every regular file and directory below, and of the tree's root. `tick` (may be NULL) is
 * called with "" behind each; false ends it: ERROR_RETRY. */
bool file_sync_tree(const char *path, bool (*tick)(const char *line, void *payload), void *payload,
                    struct error *err) MUST_CHECK;
/* Gives every file below the mode 0666, and every directory 0777, without the bits of `mask`. */
bool file_set_modes(const char *path, unsigned mask, struct error *err) MUST_CHECK;
bool file_exists(const char *path);
/* Whether no part of `path` behind `root` (which begins it) is a symbolic link, as far as it is
 * there: somebody may have put one where we are about to write. ERROR_RETRY, saying which. */
bool file_check_no_links(const char *root, const char *path, struct error *err) MUST_CHECK;
/* "user brigade on host-3", for messages about rights. The caller frees it. */
char *file_reader_name(void) MUST_CHECK;
/* Bytes of all regular files below; 0 when it is not there. */
uint64_t file_tree_bytes(const char *path);
/* How many regular files are below. ERROR_ITEM when something is that is neither a file nor a
 * directory, such as a link. */
bool file_count(const char *path, size_t *count, struct error *err) MUST_CHECK;
/* Calls `take` for every file and folder below a directory, by its path from there, a folder's with
 * a slash at its end; in no order. Nothing there is success. ERROR_ITEM as file_count; false ends
 * it, with *err filled. */
bool file_each(const char *path, bool (*take)(const char *below, void *payload, struct error *err),
               void *payload, struct error *err) MUST_CHECK;
/* Bytes that this user may still write on the disk where it is; false when it cannot be asked. */
bool file_free_bytes(const char *path, uint64_t *size_bytes) MUST_CHECK;
/* Reads a whole regular file, at most `maximum` bytes, in place of what `out` holds. ERROR_ITEM
 * when it is no regular file or larger. */
bool file_read(const char *path, size_t maximum, struct buffer *out, struct error *err) MUST_CHECK;

#endif
