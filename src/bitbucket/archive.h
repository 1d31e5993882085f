/* archive.h: the issue export of Bitbucket, the only source of issues that is left: a zip with
 * db-2.0.json (before about 2019 db-1.0.json) and the files of attachments/.
 *
 * The document is an object of lists, in no order; what stands in them is in archive_shape.h. It is
 * unpacked once into a directory of the import, under its hash, and then read in slices of whole
 * elements, so that no process needs more memory than a slice.
 */
#ifndef BRIGADE_BITBUCKET_ARCHIVE_H
#define BRIGADE_BITBUCKET_ARCHIVE_H

#include "lib/base/error.h"
#include "lib/json/json.h"
#include "lib/json/json_stream.h"
#include "lib/os/store.h"
#include "lib/archive/zip.h"

/* The lists that hold something to import, in the order in which they are. */
enum archive_list {
    ARCHIVE_MILESTONES = 0,
    ARCHIVE_VERSIONS,
    ARCHIVE_COMPONENTS,
    ARCHIVE_ISSUES,
    ARCHIVE_COMMENTS,
    ARCHIVE_LOGS, /* changes of fields */
    ARCHIVE_ATTACHMENTS,
    ARCHIVE_LISTS,
};

const char *archive_list_name(enum archive_list list);
/* False for keys that hold nothing to import, such as "meta". */
bool archive_list_find(const char *name, enum archive_list *out) MUST_CHECK;

/* The path of an import's document while it is read: <storage>/staging/export-<import>; the
 * caller frees it. */
#define ARCHIVE_DIRECTORY_PREFIX "export-"
char *archive_directory(const char *storage, int64_t run_id) MUST_CHECK;

struct archive_document {
    const char *name; /* db-2.0.json or db-1.0.json */
    char sha256[SHA256_TEXT];
    int64_t size_bytes;
};

/* Gets the bytes of the document as they are unpacked. False ends it. */
struct archive_reader {
    bool (*take)(const char *bytes, size_t size, void *payload, struct error *err);
    void *payload;
};

/* Looks at every member of the zip, and whether the document is there. Errors as in zip.h;
 * ERROR_ITEM when it is not. */
bool archive_look(const struct trusted_path *zip_path, struct error *err) MUST_CHECK;

/* Does the same, then writes the document to <directory>/<sha256>. Errors as in
 * zip.h and store.h; ERROR_ITEM when there is no document. */
bool archive_unpack(const struct trusted_path *zip_path, const char *directory,
                    const struct archive_reader *reader, struct archive_document *document,
                    struct error *err) MUST_CHECK;

/* A slice of a list: whole elements and what stands between them. */
struct archive_slice {
    uint64_t begin_bytes;
    uint64_t end_bytes;
};

/* Begins to read a document, or a slice of one, piece by piece. */
void archive_begin_stream(struct json_stream *stream, json_stream_take *take, void *payload);

/* Whether an element may be built: ERROR_ITEM with CAUSE_TOO_LARGE when it has more bytes than
 * LIMIT_EXPORT_ELEMENT_BYTES, or more values than LIMIT_EXPORT_ELEMENT_VALUES. */
bool archive_check_element(const struct json_piece *piece, struct error *err) MUST_CHECK;

struct archive_element {
    uint64_t number;          /* from 0 on, within the slice */
    struct json_object *json; /* borrowed; NULL: null, or refused */
    bool sanitised;
    const char *refusal; /* why it was not read: a sentence; NULL: it was */
};

/* ERROR_ITEM with the reason for an element that is not JSON. */
typedef bool archive_take_element(const struct archive_element *element, void *payload,
                                  struct error *err);

/* Reads a slice of the unpacked document. */
bool archive_read_slice(const char *path, const struct archive_slice *slice,
                        archive_take_element *take, void *payload, struct error *err) MUST_CHECK;

#endif
