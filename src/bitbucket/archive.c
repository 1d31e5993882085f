#include "bitbucket/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/json/json_gate.h"
#include "lib/json/json_stream.h"
#include "lib/base/limits.h"

#define CHUNK_BYTES ((size_t)64 * 1024)

static const char *const list_names[ARCHIVE_LISTS] = {
    [ARCHIVE_MILESTONES] = "milestones",   [ARCHIVE_VERSIONS] = "versions",
    [ARCHIVE_COMPONENTS] = "components",   [ARCHIVE_ISSUES] = "issues",
    [ARCHIVE_COMMENTS] = "comments",       [ARCHIVE_LOGS] = "logs",
    [ARCHIVE_ATTACHMENTS] = "attachments",
};

/* The newer format first: should a zip hold both, it says more. */
static const char *const document_names[] = {"db-2.0.json", "db-1.0.json"};

const char *archive_list_name(enum archive_list list)
{
    return list_names[list];
}

bool archive_list_find(const char *name, enum archive_list *out)
{
    for (int list = 0; list < ARCHIVE_LISTS; list++) {
        if (name != NULL && strcmp(list_names[list], name) == 0) {
            *out = (enum archive_list)list;
            return true;
        }
    }
    return false;
}

char *archive_directory(const char *storage, int64_t run_id)
{
    return xasprintf("%s/staging/" ARCHIVE_DIRECTORY_PREFIX "%lld", storage, (long long)run_id);
}

/* Passes all members, so that what is wrong with any of them is said before anything is done. */
static bool find_document(const struct trusted_path *zip_path, const char **name, struct error *err)
{
    CLEANUP(zip_close) struct zip *zip = NULL;
    struct zip_member member;
    bool found[ARRAY_LENGTH(document_names)] = {0};
    bool end = false;

    if (!zip_open(&zip, zip_path, err))
        return false;
    while (!end) {
        if (!zip_next(zip, &member, &end, err))
            return false;
        for (size_t i = 0; i < ARRAY_LENGTH(document_names) && !end; i++)
            found[i] = found[i] || strcmp(member.name, document_names[i]) == 0;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(document_names); i++) {
        if (found[i]) {
            *name = document_names[i];
            return true;
        }
    }
    return error_set_cause(
        err, ERROR_ITEM, CAUSE_ZIP_UNUSABLE,
        "%s holds neither %s nor %s: name the zip of Bitbucket's issue export, as it "
        "was downloaded",
        zip_path->path, document_names[0], document_names[1]);
}

bool archive_look(const struct trusted_path *zip_path, struct error *err)
{
    const char *name = NULL;

    return find_document(zip_path, &name, err);
}

static bool go_to(struct zip *zip, const char *zip_path, const char *name, struct error *err)
{
    struct zip_member member;
    bool end = false;

    do {
        if (!zip_next(zip, &member, &end, err))
            return false;
    } while (!end && strcmp(member.name, name) != 0);
    return !end || error_set_cause(err, ERROR_RETRY, CAUSE_ZIP_UNUSABLE,
                                   "%s changes while it is read", zip_path);
}

static bool copy_member(struct zip *zip, struct store_writer *writer,
                        const struct archive_reader *reader, struct error *err)
{
    CLEANUP(free_pointer) char *chunk = xcalloc(1, CHUNK_BYTES);
    size_t count = 0;

    do {
        if (!zip_read(zip, chunk, CHUNK_BYTES, &count, err))
            return false;
        if (count > 0 && (!store_write(writer, chunk, count, err) ||
                          !reader->take(chunk, count, reader->payload, err)))
            return false;
    } while (count > 0);
    return true;
}

bool archive_unpack(const struct trusted_path *zip_path, const char *directory,
                    const struct archive_reader *reader, struct archive_document *document,
                    struct error *err)
{
    CLEANUP(zip_close) struct zip *zip = NULL;
    CLEANUP(store_abandon) struct store_writer *writer = NULL;
    struct store_expectation nothing = {.size_bytes = -1};
    CLEANUP(free_pointer) char *path = xstrdup(directory);
    struct store_place place = {path, path};

    return find_document(zip_path, &document->name, err) && zip_open(&zip, zip_path, err) &&
           go_to(zip, zip_path->path, document->name, err) &&
           store_begin(&writer, &place, &nothing, err) && copy_member(zip, writer, reader, err) &&
           store_end(&writer, document->sha256, &document->size_bytes, err);
}

static bool feed_range(int descriptor, const char *path, const struct archive_slice *slice,
                       struct json_stream *stream, struct error *err)
{
    CLEANUP(free_pointer) char *chunk = xcalloc(1, CHUNK_BYTES);
    uint64_t at = slice->begin_bytes;

    while (at < slice->end_bytes) {
        uint64_t left = slice->end_bytes - at;
        ssize_t count =
            pread(descriptor, chunk, left < CHUNK_BYTES ? (size_t)left : CHUNK_BYTES, (off_t)at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_set(err, ERROR_RETRY, "cannot read %s: %s", path, strerror(errno));
        if (count == 0)
            return error_set(err, ERROR_RETRY, "%s is shorter than it was", path);
        if (!json_stream_feed(stream, chunk, (size_t)count, err))
            return false;
        at += (uint64_t)count;
    }
    return true;
}

struct slice_reader {
    archive_take_element *take;
    void *payload;
};

void archive_begin_stream(struct json_stream *stream, json_stream_take *take, void *payload)
{
    json_stream_begin(stream, LIMIT_EXPORT_ELEMENT_BYTES, take, payload);
}

bool archive_check_element(const struct json_piece *piece, struct error *err)
{
    if (piece->is_too_large)
        return error_set_cause(err, ERROR_ITEM, CAUSE_TOO_LARGE, "it is larger than %zu bytes",
                               LIMIT_EXPORT_ELEMENT_BYTES);
    return json_gate_count(piece->text, piece->size, LIMIT_EXPORT_ELEMENT_VALUES, err);
}

static bool take_piece(const struct json_piece *piece, void *payload, struct error *err)
{
    const struct slice_reader *reader = payload;
    CLEANUP(json_free) struct json_object *json = NULL;
    struct archive_element element = {.number = piece->index};
    struct error refused = {0};

    if (!archive_check_element(piece, &refused)) {
        element.refusal = refused.message;
    } else if (!json_parse(piece->text, piece->size, &json, &element.sanitised, err)) {
        err->class = ERROR_ITEM;
        return false;
    }
    element.json = json;
    return reader->take(&element, reader->payload, err);
}

bool archive_read_slice(const char *path, const struct archive_slice *slice,
                        archive_take_element *take, void *payload, struct error *err)
{
    CLEANUP(json_stream_release) struct json_stream stream;
    struct slice_reader reader = {.take = take, .payload = payload};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool good = false;

    archive_begin_stream(&stream, take_piece, &reader);
    json_stream_enter_list(&stream, "slice");
    if (descriptor < 0)
        return error_set(err, ERROR_RETRY, "cannot read %s: %s", path, strerror(errno));
    good = feed_range(descriptor, path, slice, &stream, err) &&
           json_stream_feed(&stream, "\n", 1, err) && /* ends a number */
           json_stream_end(&stream, err);
    close(descriptor);
    return good;
}
