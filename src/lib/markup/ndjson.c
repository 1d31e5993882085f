#include "lib/markup/ndjson.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buffer.h"

#define READ_BYTES ((size_t)64 * 1024)

struct reading {
    const char *path;
    size_t maximum;
    ndjson_take *take;
    void *payload;
    struct buffer line; /* as far as it was read */
    int64_t number;     /* of that line, from 1 on */
};

static void reading_release(struct reading *reading)
{
    buffer_release(&reading->line);
}

static bool take_line(struct reading *reading, struct error *err)
{
    CLEANUP(json_free) struct json_object *document = NULL;

    if (!json_parse(buffer_text(&reading->line), reading->line.size, &document, NULL, err)) {
        error_set(err, ERROR_ITEM, "%s", err->message);
        return error_prefix(err, "line %lld of %s", (long long)reading->number, reading->path);
    }
    buffer_clear(&reading->line);
    reading->number++;
    return reading->take(document, reading->payload, err);
}

static bool take_bytes(struct reading *reading, const char *bytes, size_t size, struct error *err)
{
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end != NULL ? (size_t)(end - bytes) : size;
        if (reading->line.size + length > reading->maximum)
            return error_set_cause(err, ERROR_ITEM, CAUSE_TOO_LARGE,
                                   "line %lld of %s has more than %zu bytes",
                                   (long long)reading->number, reading->path, reading->maximum);
        buffer_add_bytes(&reading->line, bytes, length);
        if (end == NULL)
            return true;
        if (!take_line(reading, err))
            return false;
        bytes += length + 1;
        size -= length + 1;
    }
    return true;
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
}

bool ndjson_each(const char *path, size_t maximum, ndjson_take *take, void *payload,
                 struct error *err)
{
    CLEANUP(close_descriptor) int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    CLEANUP(reading_release)
    struct reading reading = {
        .path = path, .maximum = maximum, .take = take, .payload = payload, .number = 1};
    char bytes[READ_BYTES];
    ssize_t got = 0;

    if (descriptor < 0)
        return error_set(err, ERROR_RETRY, "cannot open %s: %s", path, strerror(errno));
    while ((got = read(descriptor, bytes, sizeof(bytes))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(err, ERROR_RETRY, "cannot read %s: %s", path, strerror(errno));
        if (!take_bytes(&reading, bytes, (size_t)got, err))
            return false;
    }
    return reading.line.size == 0 ||
           error_set(err, ERROR_ITEM, "%s does not end with a line feed", path);
}
