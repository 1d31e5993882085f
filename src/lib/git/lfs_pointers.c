#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/git/git_command.h"
#include "lib/git/lfs_pointers.h"
#include "lib/base/limits.h"

#define POINTER_BYTES_MAX 1024
/* "blob 1024 <hash>": longer lines are of larger objects. */
#define LINE_BYTES_MAX ((size_t)128)

/* The current one first, then those of before its release, which git-lfs still reads. */
static const char *const versions[] = {
    "https://git-lfs.github.com/spec/v1",
    "https://hawser.github.com/spec/v1",
    "http://git-media.io/v/2",
};

struct line {
    const char *key;
    size_t key_size;
    const char *value;
    size_t value_size;
};

static bool is_blank(char byte)
{
    return byte != '\0' && strchr(" \t\r\n\v\f", byte) != NULL;
}

/* Takes the next "key value" line off a text; false at its end, or when the line has another form.
 */
static bool next_line(const char **text, size_t *size, struct line *line)
{
    while (*size > 0 && (**text == '\n' || **text == '\r')) {
        ++*text;
        --*size;
    }
    const char *end = memchr(*text, '\n', *size);
    size_t length = end != NULL ? (size_t)(end - *text) : *size;
    const char *blank = memchr(*text, ' ', length);
    size_t taken = end != NULL ? length + 1 : length;

    if (blank == NULL)
        return false;
    if (length > 0 && (*text)[length - 1] == '\r')
        length--;
    line->key = *text;
    line->key_size = (size_t)(blank - *text);
    line->value = blank + 1;
    line->value_size = length > line->key_size ? length - line->key_size - 1 : 0;
    *text += taken;
    *size -= taken;
    return true;
}

static bool has_key(const struct line *line, const char *key)
{
    return line->key_size == strlen(key) && memcmp(line->key, key, line->key_size) == 0;
}

static bool has_value(const struct line *line, const char *value)
{
    return line->value_size == strlen(value) && memcmp(line->value, value, line->value_size) == 0;
}

static bool is_version(const struct line *line)
{
    if (!has_key(line, "version"))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(versions); i++)
        if (has_value(line, versions[i]))
            return true;
    return false;
}

static bool take_oid(const struct line *line, char oid[SHA256_TEXT])
{
    static const char prefix[] = "sha256:";
    size_t length = sizeof(prefix) - 1;

    if (line->value_size != length + SHA256_TEXT - 1 || memcmp(line->value, prefix, length) != 0)
        return false;
    memcpy(oid, line->value + length, SHA256_TEXT - 1);
    oid[SHA256_TEXT - 1] = '\0';
    return store_is_sha256(oid);
}

static bool take_size(const struct line *line, int64_t *size_bytes)
{
    int64_t size = 0;

    if (line->value_size == 0 || line->value_size > 18)
        return false;
    for (size_t i = 0; i < line->value_size; i++) {
        if (line->value[i] < '0' || line->value[i] > '9')
            return false;
        size = 10 * size + (line->value[i] - '0');
    }
    *size_bytes = size;
    return true;
}

bool lfs_pointer_parse(const char *text, size_t size, struct lfs_pointer *out)
{
    struct lfs_pointer found = {.size_bytes = -1};
    struct line line;

    if (size > POINTER_BYTES_MAX)
        return false;
    /* Reads as git-lfs does: it cuts white space around a line and skips empty lines. */
    while (size > 0 && is_blank(*text)) {
        text++;
        size--;
    }
    while (size > 0 && is_blank(text[size - 1]))
        size--;
    if (!next_line(&text, &size, &line) || !is_version(&line))
        return false;
    while (next_line(&text, &size, &line)) {
        if (has_key(&line, "oid") && !take_oid(&line, found.oid))
            return false;
        if (has_key(&line, "size") && !take_size(&line, &found.size_bytes))
            return false;
    }
    if (found.oid[0] == '\0' || found.size_bytes < 0)
        return false;
    *out = found;
    return true;
}

/* The objects as they are listed. */
struct listing {
    struct gitdir *gitdir;
    struct buffer line; /* not ended yet */
    struct buffer text; /* of the blob that is looked at */
    bool (*each)(const struct lfs_pointer *pointer, void *payload);
    void *payload;
    struct error *err;
    bool failed; /* *err is filled */
};

static void release_listing(struct listing *listing)
{
    gitdir_close(&listing->gitdir);
    buffer_release(&listing->line);
    buffer_release(&listing->text);
}

static bool look_at_blob(struct listing *listing, const char *oid)
{
    struct lfs_pointer pointer;

    if (!gitdir_read_blob(listing->gitdir, oid, &listing->text, listing->err)) {
        listing->failed = true;
        return false;
    }
    if (!lfs_pointer_parse(listing->text.data, listing->text.size, &pointer))
        return true;
    memcpy(pointer.blob, oid, GIT_OID_TEXT);
    return listing->each(&pointer, listing->payload);
}

static bool fail_listing(struct listing *listing, const char *line)
{
    listing->failed = true;
    return error_set(listing->err, ERROR_RETRY, "an object of the repository cannot be read: %s",
                     line);
}

/* "blob 130 <hash>", "commit 245 <hash>". */
static bool take_object(struct listing *listing)
{
    const char *text = buffer_text(&listing->line);
    char *end = NULL;
    unsigned long long size = 0;

    if (strstr(text, " missing") != NULL) /* git says no more about what it cannot read */
        return fail_listing(listing, text);
    if (strncmp(text, "blob ", 5) != 0)
        return true;
    size = strtoull(text + 5, &end, 10);
    if (size > POINTER_BYTES_MAX || size == 0 || *end != ' ' || strlen(end + 1) != GIT_OID_TEXT - 1)
        return true;
    return look_at_blob(listing, end + 1);
}

static bool take_listing(const char *bytes, size_t size, void *payload)
{
    struct listing *listing = payload;

    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t length = end != NULL ? (size_t)(end - bytes) : size;

        if (!buffer_append(&listing->line, bytes, length))
            return false;
        if (end == NULL)
            return true;
        if (!take_object(listing))
            return false;
        buffer_clear(&listing->line);
        bytes = end + 1;
        size -= length + 1;
    }
    return true;
}

bool lfs_pointers_each(const char *directory, const struct git_watch *watch,
                       bool (*each)(const struct lfs_pointer *pointer, void *payload),
                       void *payload, struct error *err)
{
    struct error own = {0};
    CLEANUP(release_listing)
    struct listing listing = {.line = {.maximum = LINE_BYTES_MAX},
                              .text = {.maximum = POINTER_BYTES_MAX},
                              .each = each,
                              .payload = payload,
                              .err = &own};
    struct git_command command = {
        .directory = directory,
        .arguments = {"cat-file", "--batch-all-objects", "--unordered", "--buffer",
                      "--batch-check=%(objecttype) %(objectsize) %(objectname)"},
        .watch = watch,
        .take = take_listing,
        .payload = &listing,
    };

    if (!gitdir_open(&listing.gitdir, directory, err))
        return false;
    if (git_command_run(&command, err))
        return true;
    if (listing.failed)
        *err = own;
    return false;
}

/* The value of the last "lfs.url" among "key LF value NUL", or NULL. */
static const char *find_url(const struct buffer *settings)
{
    const char *found = NULL;

    for (size_t at = 0; at < settings->size; at += strlen(settings->data + at) + 1)
        if (strncmp(settings->data + at, "lfs.url\n", 8) == 0)
            found = settings->data + at + 8;
    return found != NULL && *found != '\0' ? found : NULL;
}

bool lfs_pointers_config_url(const char *directory, char **url, struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    CLEANUP(buffer_release) struct buffer output = {.maximum = LIMIT_GIT_SETTINGS_BYTES};
    /* --list, because --get ends well on a file that it cannot read to its end. */
    struct git_command command = {
        .directory = directory,
        .arguments = {"config", "--no-includes", "--blob=HEAD:.lfsconfig", "--null", "--list"},
        .output = &output,
    };

    if (!gitdir_open(&gitdir, directory, err))
        return false;
    if (!gitdir_has_file(gitdir, ".lfsconfig")) {
        *url = NULL;
        return true;
    }
    if (!git_command_run(&command, err)) {
        err->class = ERROR_ITEM;
        return error_prefix(err, ".lfsconfig cannot be read");
    }
    *url = xstrdup(find_url(&output));
    return true;
}
