#include "export/github/github_records.h"

#include <string.h>

#include "export/github/github_join.h"

/* A text of 65,000 characters, or lines of a file. */
#define RECORD_BYTES_MAX ((size_t)16 * 1024 * 1024)
/* The reader takes lists within an object. */
#define OBJECT_BEGIN "{\"records\":"
#define OBJECT_END "}"

void github_records_release(struct github_records *records)
{
    json_stream_release(&records->stream);
    free_pointer(&records->types);
}

static bool take_piece(const struct json_piece *piece, void *payload, struct error *err)
{
    struct github_records *records = payload;
    CLEANUP(json_free) struct json_object *record = NULL;

    if (piece->is_list)
        return true;
    if (!piece->is_element || piece->is_too_large)
        return error_set(err, ERROR_ITEM, "it is no list, or has a record of more than 16 MiB");
    if (++records->count > GITHUB_FILE_RECORDS)
        return error_set(err, ERROR_ITEM, "it has more than %d records", GITHUB_FILE_RECORDS);
    return json_parse(piece->text, piece->size, &record, NULL, err) &&
           github_seen_take(records->seen, records->types, record, err);
}

bool github_records_begin(struct github_records *records, struct github_seen *seen,
                          const char *name, struct error *err)
{
    const char *number = strrchr(name, '_');

    if (number == NULL)
        return error_set(err, ERROR_ITEM, "%s is no name of a file of records", name);
    *records = (struct github_records){.seen = seen,
                                       .types = xasprintf("%.*s", (int)(number - name), name)};
    json_stream_begin(&records->stream, RECORD_BYTES_MAX, take_piece, records);
    return json_stream_feed(&records->stream, OBJECT_BEGIN, strlen(OBJECT_BEGIN), err);
}

bool github_records_feed(struct github_records *records, const char *bytes, size_t size,
                         struct error *err)
{
    return json_stream_feed(&records->stream, bytes, size, err);
}

bool github_records_end(struct github_records *records, struct error *err)
{
    return json_stream_feed(&records->stream, OBJECT_END, strlen(OBJECT_END), err) &&
           json_stream_end(&records->stream, err) &&
           (records->count > 0 || error_set(err, ERROR_ITEM, "it has no records"));
}
