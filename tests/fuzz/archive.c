/* Bitbucket's issue zip, by the way that an import takes: unpacked, cut into pieces, read again in
 * slices, and shaped.
 *
 * libFuzzer makes no checksums, so the first byte says what the others are: the zip as it stands;
 * members of a zip that is made of them here; or the document. */
#include <unistd.h>

#include "bitbucket/archive.h"
#include "bitbucket/archive_shape.h"
#include "fuzz.h"
#include "lib/os/file.h"
#include "lib/json/json_stream.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"
#include "zip_maker.h"

enum { A_ZIP, MEMBERS, A_DOCUMENT, KINDS };

static char scratch[256];

/* One list as it comes past: the texts of its elements, and where they stand. */
struct list {
    uint64_t seen; /* how often it began */
    uint64_t count;
    struct buffer elements;
    struct archive_slice slice;
};

struct reading {
    struct json_stream stream;
    struct list lists[ARCHIVE_LISTS];
    struct list *read_again; /* by slices */
    bool has_escaped_keys;
    bool sanitised;
    bool has_value_for_list;
};

static void reading_release(struct reading *reading)
{
    json_stream_release(&reading->stream);
    for (int list = 0; list < ARCHIVE_LISTS; list++)
        buffer_release(&reading->lists[list].elements);
}

static void make_scratch(void)
{
    const char *parent = getenv("TMPDIR");
    if (scratch[0] != '\0')
        return;
    snprintf(scratch, sizeof(scratch), "%s/archive-XXXXXX", parent != NULL ? parent : "/tmp");
    claim(mkdtemp(scratch) != NULL, "there is a directory to work in");
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "we");
    claim(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0,
          "a file can be written");
}

/* Objects that go on to the mapping. */

static void check_account(const struct json_object *shaped, const char *key)
{
    const struct json_object *account = json_at(shaped, key);
    const char *type = json_text_at(account, "type");
    if (account == NULL)
        return;
    claim(type != NULL, "an account has a type");
    claim(strcmp(type, "name") != 0 || *json_text_at(account, "nickname") != '\0',
          "somebody known by name has one");
    claim(strcmp(type, "user") != 0 || *json_text_at(account, "account_id") != '\0',
          "a user has an id");
}

static void check_shaped(struct json_object *shaped, bool has_id)
{
    CLEANUP(json_free) struct json_object *again = NULL;
    CLEANUP(free_pointer) char *first = NULL;
    struct error err;
    bool sanitised = false;
    int64_t id = 0;
    size_t size = 0;

    first = xstrdup(json_print(shaped, &size));
    claim(text_is_utf8(first, size), "an object is printed as UTF-8");
    claim(json_parse(first, size, &again, &sanitised, &err) && !sanitised, "and can be read");
    claim(strcmp(json_print(again, NULL), first) == 0, "and is the same");
    claim(!has_id || (json_integer_at(shaped, "id", &id) && id > 0), "what has a number has one");
    check_account(shaped, "user");
    check_account(shaped, "reporter");
    check_account(shaped, "assignee");
}

static struct json_object *shape(enum archive_list list, struct json_object *element, int64_t *iid)
{
    switch (list) {
    case ARCHIVE_ISSUES:
        *iid = 1;
        return archive_shape_issue(element);
    case ARCHIVE_COMMENTS:
        return archive_shape_comment(element, iid);
    case ARCHIVE_LOGS:
        return archive_shape_change(element, iid);
    case ARCHIVE_ATTACHMENTS:
        return archive_shape_attachment(element, iid);
    default:
        *iid = 1;
        return archive_shape_name(element);
    }
}

static void check_element(enum archive_list list, struct json_object *element)
{
    int64_t iid = 0;
    CLEANUP(json_free) struct json_object *shaped = shape(list, element, &iid);

    if (shaped == NULL)
        return;
    claim(iid > 0, "an issue has a number");
    check_shaped(shaped,
                 list == ARCHIVE_ISSUES || list == ARCHIVE_COMMENTS || list == ARCHIVE_LOGS);
    if (list == ARCHIVE_COMMENTS)
        claim(archive_shape_is_remark(element) == (json_text_at(shaped, "content.raw") != NULL),
              "a remark has a text");
}

/* The document on its way past. */

static void take_list_element(struct list *list, const struct json_piece *piece,
                              struct json_object *element)
{
    if (list->count++ == 0)
        list->slice.begin_bytes = piece->begin_bytes;
    list->slice.end_bytes = piece->end_bytes;
    buffer_printf(&list->elements, "%s\n", element != NULL ? json_print(element, NULL) : "null");
}

static bool take_piece(const struct json_piece *piece, void *payload, struct error *err)
{
    struct reading *reading = payload;
    CLEANUP(json_free) struct json_object *element = NULL;
    enum archive_list list = ARCHIVE_LISTS;
    bool is_ours = archive_list_find(piece->key, &list);
    bool sanitised = false;

    claim(piece->begin_bytes <= piece->end_bytes, "a piece begins before it ends");
    claim(strlen(piece->key) < JSON_STREAM_KEY_BYTES, "a key is short");
    reading->has_escaped_keys |= strchr(piece->key, '\\') != NULL;
    if (piece->is_list) {
        reading->lists[is_ours ? list : 0].seen += is_ours;
        return true;
    }
    if (piece->is_too_large)
        return error_set(err, ERROR_ITEM, "an element is too large");
    claim(piece->end_bytes - piece->begin_bytes == piece->size, "a piece stands where it says");
    if (!json_parse(piece->text, piece->size, &element, &sanitised, err))
        return false;
    reading->sanitised |= sanitised;
    reading->has_value_for_list |= is_ours && !piece->is_element;
    if (is_ours && piece->is_element) {
        take_list_element(&reading->lists[list], piece, element);
        check_element(list, element);
    }
    return true;
}

static bool take_chunk(const char *bytes, size_t size, void *payload, struct error *err)
{
    struct reading *reading = payload;
    return json_stream_feed(&reading->stream, bytes, size, err);
}

static bool take_again(const struct archive_element *element, void *payload, struct error *err)
{
    struct reading *reading = payload;
    (void)err;
    claim(element->number == reading->read_again->count, "elements are counted on");
    claim(element->refusal == NULL, "a small element is not refused");
    take_list_element(reading->read_again, &(struct json_piece){0}, element->json);
    return true;
}

/* A page reads what the first reading saw. */
static void check_slices(struct reading *reading, const char *path)
{
    for (int i = 0; i < ARCHIVE_LISTS; i++) {
        const struct list *list = &reading->lists[i];
        struct list again = {0};
        struct error err;
        if (list->seen != 1 || list->count == 0)
            continue;
        reading->read_again = &again;
        claim(archive_read_slice(path, &list->slice, take_again, reading, &err),
              "what was read once can be read in slices");
        claim(again.count == list->count &&
                  strcmp(buffer_text(&again.elements), buffer_text(&list->elements)) == 0,
              "and is the same");
        buffer_release(&again.elements);
    }
}

/* Taken apart, it is what it is as a whole. */
static void check_whole(const struct reading *reading, const char *document, size_t size)
{
    CLEANUP(json_free) struct json_object *whole = NULL;
    struct error err;
    bool sanitised = false;

    if (!json_parse(document, size, &whole, &sanitised, &err) || sanitised ||
        reading->has_escaped_keys || reading->has_value_for_list)
        return;
    for (int i = 0; i < ARCHIVE_LISTS; i++) {
        const struct list *list = &reading->lists[i];
        const struct json_object *values = json_at(whole, archive_list_name(i));
        if (list->seen == 1)
            claim(json_length(values) == list->count, "a list has the elements that it has");
        claim(list->seen > 0 || !json_is_array(values), "no list is passed over");
    }
}

/* What is an object as a whole is refused for nothing but its sizes. */
static void check_refusal(const char *document, size_t size, const struct error *refusal)
{
    CLEANUP(json_free) struct json_object *whole = NULL;
    struct error err;
    bool sanitised = false;

    claim(refusal->class != ERROR_NONE && refusal->message[0] != '\0', "a refusal has a reason");
    if (json_parse(document, size, &whole, &sanitised, &err) && !sanitised)
        claim(!json_is_object(whole) || strstr(refusal->message, "a shorter key") != NULL,
              "a document that is sound is taken");
}

static void read_document(const char *document, size_t size)
{
    CLEANUP(reading_release) struct reading once = {0};
    CLEANUP(reading_release) struct reading bytewise = {0};
    CLEANUP(free_pointer) char *path = xasprintf("%s/document", scratch);
    struct error err;
    struct error ignored;
    bool good = true;
    bool good_bytewise = true;

    archive_begin_stream(&once.stream, take_piece, &once);
    archive_begin_stream(&bytewise.stream, take_piece, &bytewise);
    good =
        json_stream_feed(&once.stream, document, size, &err) && json_stream_end(&once.stream, &err);
    for (size_t i = 0; i < size && good_bytewise; i++)
        good_bytewise = json_stream_feed(&bytewise.stream, document + i, 1, &ignored);
    good_bytewise = good_bytewise && json_stream_end(&bytewise.stream, &ignored);
    claim(good == good_bytewise, "where a chunk ends does not matter");
    if (!good) {
        check_refusal(document, size, &err);
        return;
    }
    for (int list = 0; list < ARCHIVE_LISTS; list++)
        claim(once.lists[list].count == bytewise.lists[list].count, "nor for what is read");
    write_file(path, document, size);
    check_slices(&once, path);
    check_whole(&once, document, size);
}

/* The zip */

static void check_names(const char *path)
{
    CLEANUP(zip_close) struct zip *zip = NULL;
    struct zip_member member;
    struct error err;
    bool end = false;
    size_t members = 0;

    if (!zip_open(&zip, &(struct trusted_path){.path = path, .what = "zip"}, &err))
        return;
    while (zip_next(zip, &member, &end, &err) && !end) {
        CLEANUP(free_pointer) char *slashes = xasprintf("/%s/", member.name);
        claim(strstr(slashes, "/../") == NULL && member.name[0] != '/', "no name points outside");
        claim(zip_check_size(zip, &err) == (member.size_bytes <= LIMIT_ZIP_MEMBER_BYTES),
              "no huge member is read");
        claim(++members <= LIMIT_ZIP_MEMBERS, "and there are not too many");
    }
}

static void read_zip(const void *bytes, size_t size)
{
    CLEANUP(reading_release) struct reading reading = {0};
    CLEANUP(free_pointer) char *zip = xasprintf("%s/zip", scratch);
    CLEANUP(free_pointer) char *directory = xasprintf("%s/unpacked", scratch);
    CLEANUP(free_pointer) char *path = NULL;
    struct archive_document document;
    struct error err;

    write_file(zip, bytes, size);
    check_names(zip);
    archive_begin_stream(&reading.stream, take_piece, &reading);
    if (!archive_unpack(&(struct trusted_path){.path = zip, .what = "zip"}, directory,
                        &(struct archive_reader){take_chunk, &reading}, &document, &err)) {
        claim(err.class != ERROR_NONE && err.message[0] != '\0', "a refusal has a reason");
        claim(!file_exists(directory) || rmdir(directory) == 0, "a refusal leaves nothing");
        return;
    }
    path = xasprintf("%s/%s", directory, document.sha256);
    claim(store_holds(directory, document.sha256, document.size_bytes), "a document was unpacked");
    claim((uint64_t)document.size_bytes <= LIMIT_ZIP_MEMBER_BYTES, "no bomb is inflated");
    if (json_stream_end(&reading.stream, &err))
        check_slices(&reading, path);
    unlink(path);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    CLEANUP(buffer_release) struct buffer zip = {0};
    make_scratch();
    if (size == 0)
        return 0;
    switch (bytes[0] % KINDS) {
    case A_ZIP:
        read_zip(bytes + 1, size - 1);
        break;
    case MEMBERS:
        zip_make(&zip, bytes + 1, size - 1);
        read_zip(buffer_text(&zip), zip.size);
        break;
    default:
        read_document((const char *)bytes + 1, size - 1);
    }
    return 0;
}
