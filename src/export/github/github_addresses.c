#include "export/github/github_addresses.h"

#include <stdlib.h>
#include <string.h>

#include "export/shared/people.h"
#include "lib/base/base.h"

#define CAPACITY_MIN 4096

void github_addresses_release(struct github_addresses *addresses)
{
    free_pointer(&addresses->hashes);
}

int64_t github_addresses_hash(const char *address)
{
    return people_hash(address);
}

static int compare(const void *left, const void *right)
{
    int64_t one = *(const int64_t *)left;
    int64_t other = *(const int64_t *)right;

    return one < other ? -1 : one > other;
}

static void sort(struct github_addresses *addresses)
{
    size_t kept = 0;

    if (addresses->sorted == addresses->count)
        return;
    qsort(addresses->hashes, addresses->count, sizeof(*addresses->hashes), compare);
    for (size_t i = 0; i < addresses->count; i++) {
        if (kept > 0 && addresses->hashes[kept - 1] == addresses->hashes[i])
            addresses->twice = addresses->hashes[i];
        else
            addresses->hashes[kept++] = addresses->hashes[i];
    }
    addresses->count = addresses->sorted = kept;
}

/* Most are named again and again: they take no more room for that. */
static void make_room(struct github_addresses *addresses)
{
    sort(addresses);
    if (addresses->count <= addresses->capacity / 2 && addresses->capacity > 0)
        return;
    addresses->capacity = addresses->capacity > 0 ? 2 * addresses->capacity : CAPACITY_MIN;
    addresses->hashes =
        xrealloc(addresses->hashes, addresses->capacity * sizeof(*addresses->hashes));
}

void github_addresses_add(struct github_addresses *addresses, const char *address)
{
    if (addresses->count == addresses->capacity)
        make_room(addresses);
    addresses->hashes[addresses->count++] = github_addresses_hash(address);
}

static bool has(struct github_addresses *addresses, int64_t hash)
{
    sort(addresses);
    return addresses->count > 0 && bsearch(&hash, addresses->hashes, addresses->count,
                                           sizeof(*addresses->hashes), compare) != NULL;
}

bool github_addresses_have(struct github_addresses *addresses, const char *address)
{
    return has(addresses, github_addresses_hash(address));
}

int64_t github_addresses_twice(struct github_addresses *addresses)
{
    sort(addresses);
    return addresses->twice;
}

int64_t github_addresses_find(struct github_addresses *some, struct github_addresses *others,
                              bool is_there)
{
    for (size_t i = 0; i < some->count; i++)
        if (has(others, some->hashes[i]) == is_there)
            return some->hashes[i];
    return 0;
}
