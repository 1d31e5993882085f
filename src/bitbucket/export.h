/* export.h: the issue export of Bitbucket, the only source of issues that is left: a zip with
 * db-2.0.json (before about 2019 db-1.0.json) and the files of attachments/.
 *
 * The document is an object of lists, in no order; what stands in them is in export_shape.h. It is
 * unpacked once into a directory of the import, under its hash, and then read in slices of whole
 * elements, so that no process needs more memory than a slice.
 */
#ifndef BRIGADE_BITBUCKET_EXPORT_H
#define BRIGADE_BITBUCKET_EXPORT_H

#include "lib/error.h"
#include "lib/json.h"
#include "lib/store.h"
#include "lib/zip.h"

/* The lists that hold something to import, in the order in which they are. */
enum export_list {
    EXPORT_MILESTONES = 0,
    EXPORT_VERSIONS,
    EXPORT_COMPONENTS,
    EXPORT_ISSUES,
    EXPORT_COMMENTS,
    EXPORT_LOGS, /* changes of fields */
    EXPORT_ATTACHMENTS,
    EXPORT_LISTS,
};

const char *export_list_name(enum export_list list);
/* False for keys that hold nothing to import, such as "meta". */
bool export_list_find(const char *name, enum export_list *out) MUST_CHECK;

/* Where the document of an import lies while it is read: <storage>/staging/export-<import>; the
 * caller frees it. */
#define EXPORT_DIRECTORY_PREFIX "export-"
char *export_directory(const char *storage, int64_t import_id) MUST_CHECK;

struct export_document {
    const char *name; /* db-2.0.json or db-1.0.json */
    char sha256[SHA256_TEXT];
    int64_t size_bytes;
};

/* The bytes of the document as they are unpacked. False ends it. */
typedef bool export_take(const char *bytes, size_t size, void *payload, struct error *err);

/* Looks at every member of the zip, then writes the document to <directory>/<sha256>. Errors as in
 * zip.h and store.h; ERROR_ITEM when there is no document. */
bool export_unpack(const char *zip_path, const char *directory, export_take *take, void *payload,
                   struct export_document *document, struct error *err) MUST_CHECK;

/* A slice of a list: whole elements and what stands between them. */
struct export_slice {
    uint64_t begin_bytes;
    uint64_t end_bytes;
};

/* ERROR_ITEM with the reason for an element that is no JSON; the number counts from 0 within the
 * slice. */
typedef bool export_take_element(uint64_t number, struct json_object *element, bool sanitised,
                                 void *payload, struct error *err);

/* Reads a slice of the unpacked document. */
bool export_read_slice(const char *path, const struct export_slice *slice,
                       export_take_element *take, void *payload, struct error *err) MUST_CHECK;

#endif
