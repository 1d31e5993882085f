#include "pipeline/room.h"

#include "lib/file.h"
#include "lib/text.h"

#define MIB ((int64_t)1024 * 1024)

bool room_on_disk(const struct settings *settings, int64_t size_bytes, struct error *err)
{
    uint64_t free_bytes = 0;
    uint64_t kept_bytes = (uint64_t)settings->keep_free_mib * MIB;
    char free_text[32];
    char size_text[32];

    if (!file_free_bytes(settings->storage, &free_bytes) ||
        free_bytes >= kept_bytes + (uint64_t)size_bytes)
        return true; /* what cannot be asked shows when it is written */
    return error_set(
        err, ERROR_RETRY,
        "storage %s has %s free; %s are to come and keep_free_mib = %d stay free: make "
        "room there",
        settings->storage, text_bytes(free_text, free_bytes),
        size_bytes > 0 ? text_bytes(size_text, (uint64_t)size_bytes) : "more",
        settings->keep_free_mib);
}

bool room_for_files(const struct settings *settings, const struct store_place *place,
                    int64_t size_bytes, int64_t *left_bytes, struct error *err)
{
    int64_t most = settings->files_max_mib * MIB;
    int64_t there = (int64_t)file_tree_bytes(place->directory);
    char text[32];

    if (!file_check_no_links(settings->storage, place->directory, err) ||
        !file_check_no_links(settings->storage, place->incoming, err))
        return false;
    if (there > most - size_bytes || there >= most)
        return error_set(err, ERROR_ITEM,
                         "the project has %s of such files, and more would pass files_max_mib = "
                         "%d: raise it, then retry",
                         text_bytes(text, (uint64_t)there), settings->files_max_mib);
    if (left_bytes != NULL)
        *left_bytes = most - there;
    return room_on_disk(settings, size_bytes, err);
}
