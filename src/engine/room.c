#include "engine/room.h"

#include <stdlib.h>
#include <string.h>

#include "lib/os/file.h"
#include "lib/base/text.h"

#define MIB ((int64_t)1024 * 1024)
/* So many may add to a place at once and each look only after its part of what was left. */
#define SHARES 16

/* The sizes that this process found below a directory. Looking takes longer the more files there
 * are, so it is not done anew for each of them. */
static struct {
    char *directory; /* NULL: none yet */
    int64_t found_bytes;
    int64_t added_bytes; /* by us since */
} known;

bool room_at(const struct settings *settings, const char *what, const char *path,
             int64_t size_bytes, struct error *err)
{
    uint64_t free_bytes = 0;
    uint64_t kept_bytes = (uint64_t)settings->keep_free_mib * MIB;
    char free_text[32];
    char size_text[32];

    if (!file_free_bytes(path, &free_bytes) || free_bytes >= kept_bytes + (uint64_t)size_bytes)
        return true; /* what cannot be asked shows when it is written */
    return error_set(
        err, ERROR_RETRY,
        "%s %s has %s free; %s are to come and keep_free_mib = %d stay free: make room there", what,
        path, text_bytes(free_text, free_bytes),
        size_bytes > 0 ? text_bytes(size_text, (uint64_t)size_bytes) : "more",
        settings->keep_free_mib);
}

bool room_on_disk(const struct settings *settings, int64_t size_bytes, struct error *err)
{
    return room_at(settings, "storage", settings->storage, size_bytes, err);
}

static bool is_known(const struct store_place *place)
{
    return known.directory != NULL && strcmp(known.directory, place->directory) == 0;
}

void room_taken(const struct store_place *place, int64_t size_bytes)
{
    if (is_known(place))
        known.added_bytes += size_bytes;
}

/* Near the bound each file is a look, so that nothing is refused, and little passes, by what was
 * true a while ago. */
static int64_t bytes_there(const struct store_place *place, int64_t most_bytes, int64_t size_bytes)
{
    if (!is_known(place) ||
        size_bytes >= (most_bytes - known.found_bytes) / SHARES - known.added_bytes) {
        free(known.directory);
        known.directory = xstrdup(place->directory);
        known.found_bytes = (int64_t)file_tree_bytes(place->directory);
        known.added_bytes = 0;
    }
    return known.found_bytes + known.added_bytes;
}

bool room_for_files(const struct settings *settings, const struct store_place *place,
                    int64_t size_bytes, int64_t *left_bytes, struct error *err)
{
    int64_t most = settings->files_max_mib * MIB;
    int64_t there = 0;
    char text[32];

    if (!file_check_no_links(settings->storage, place->directory, err) ||
        !file_check_no_links(settings->storage, place->incoming, err))
        return false;
    there = bytes_there(place, most, size_bytes);
    if (there > most - size_bytes || there >= most)
        return error_set(err, ERROR_ITEM,
                         "the project has %s of such files, and more would pass files_max_mib = "
                         "%d: raise it, then retry",
                         text_bytes(text, (uint64_t)there), settings->files_max_mib);
    if (left_bytes != NULL)
        *left_bytes = most - there;
    return room_on_disk(settings, size_bytes, err);
}
