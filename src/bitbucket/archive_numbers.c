#include "bitbucket/archive_numbers.h"

#include <stdlib.h>
#include <string.h>

#include "bitbucket/archive_shape.h"

/* Hashes: two keys with the same one would only be numbered together, which loses nothing. */
struct archive_identity {
    uint64_t key;
    uint64_t content;
    int64_t index;
};

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static uint64_t hash(uint64_t from, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        from = (from ^ (unsigned char)bytes[i]) * FNV_PRIME;
    return from;
}

static void note_field(const char *field, struct json_object *values, void *payload)
{
    (void)values;
    *(const char **)payload = field;
}

/* False: no element that becomes a row. */
static bool change_key(struct json_object *element, char **key)
{
    int64_t iid = 0;
    int64_t id = 0;
    const char *field = NULL;
    CLEANUP(json_free) struct json_object *change = archive_shape_change(element, &iid);

    if (change == NULL || !json_integer_at(change, "id", &id))
        return false;
    json_each(json_at(change, "changes"), note_field, &field);
    *key = xasprintf("%lld/%lld/%s", (long long)iid, (long long)id, field);
    return true;
}

static bool file_key(struct json_object *element, char **key)
{
    int64_t iid = 0;
    CLEANUP(json_free) struct json_object *file = archive_shape_attachment(element, &iid);

    if (file == NULL)
        return false;
    *key = xasprintf("%lld/%s", (long long)iid, json_text_at(file, "name"));
    return true;
}

static bool name_key(struct json_object *element, char **key)
{
    CLEANUP(json_free) struct json_object *named = archive_shape_name(element);

    if (named == NULL || json_text_at(named, "name") == NULL)
        return false;
    *key = xstrdup(json_text_at(named, "name"));
    return true;
}

static bool key_of(enum archive_list list, struct json_object *element, char **key)
{
    switch (list) {
    case ARCHIVE_LOGS:
        return change_key(element, key);
    case ARCHIVE_ATTACHMENTS:
        return file_key(element, key);
    case ARCHIVE_MILESTONES:
    case ARCHIVE_VERSIONS:
    case ARCHIVE_COMPONENTS:
        return name_key(element, key);
    default:
        return false;
    }
}

void archive_numbers_add(struct archive_numbers *numbers, enum archive_list list, int64_t index,
                         const struct json_piece *piece, struct json_object *element)
{
    CLEANUP(free_pointer) char *key = NULL;

    if (!key_of(list, element, &key))
        return;
    if (numbers->count == numbers->capacity) {
        numbers->capacity = numbers->capacity > 0 ? numbers->capacity * 2 : 256;
        numbers->seen = xrealloc(numbers->seen, numbers->capacity * sizeof(numbers->seen[0]));
    }
    numbers->seen[numbers->count++] =
        (struct archive_identity){.key = hash(FNV_BASIS, key, strlen(key)),
                                  .content = hash(FNV_BASIS, piece->text, piece->size),
                                  .index = index};
}

static int order(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_identities(const void *a, const void *b)
{
    const struct archive_identity *left = a;
    const struct archive_identity *right = b;

    if (left->key != right->key)
        return order(left->key, right->key);
    if (left->content != right->content)
        return order(left->content, right->content);
    return order((uint64_t)left->index, (uint64_t)right->index);
}

static int compare_numbers(const void *a, const void *b)
{
    return order((uint64_t)((const struct archive_number *)a)->index,
                 (uint64_t)((const struct archive_number *)b)->index);
}

void archive_numbers_settle(struct archive_numbers *numbers)
{
    int64_t n = 1;

    if (numbers->count == 0)
        return;
    qsort(numbers->seen, numbers->count, sizeof(numbers->seen[0]), compare_identities);
    numbers->numbers = xcalloc(numbers->count, sizeof(numbers->numbers[0]));
    for (size_t i = 1; i < numbers->count; i++) {
        n = numbers->seen[i].key == numbers->seen[i - 1].key ? n + 1 : 1;
        if (n > 1)
            numbers->numbers[numbers->number_count++] =
                (struct archive_number){.index = numbers->seen[i].index, .n = n};
    }
    qsort(numbers->numbers, numbers->number_count, sizeof(numbers->numbers[0]), compare_numbers);
}

struct json_object *archive_numbers_of(const struct archive_numbers *numbers, int64_t first,
                                       int64_t count)
{
    struct json_object *found = NULL;

    for (size_t i = 0; i < numbers->number_count; i++) {
        const struct archive_number *number = &numbers->numbers[i];
        CLEANUP(free_pointer) char *key = NULL;
        if (number->index < first || number->index >= first + count)
            continue;
        if (found == NULL)
            found = json_new_object();
        key = xasprintf("%lld", (long long)number->index);
        json_set_integer(found, key, number->n);
    }
    return found;
}

void archive_numbers_release(struct archive_numbers *numbers)
{
    free_pointer(&numbers->seen);
    free_pointer(&numbers->numbers);
    *numbers = (struct archive_numbers){0};
}
