/* github_addresses.h: the addresses by which records of the archive name each other: those that are
 * there, and those that are named. 8 bytes of each are kept.
 */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_ADDRESSES_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed: none. To be released. */
struct github_addresses {
    int64_t *hashes; /* in order, each once, up to `sorted` */
    size_t count;
    size_t sorted;
    size_t capacity;
    int64_t twice; /* one that was added twice; 0: none */
};
void github_addresses_release(struct github_addresses *addresses);

/* Never 0. */
int64_t github_addresses_hash(const char *address);
void github_addresses_add(struct github_addresses *addresses, const char *address);
bool github_addresses_have(struct github_addresses *addresses, const char *address);
/* One that was added twice; 0: none. */
int64_t github_addresses_twice(struct github_addresses *addresses);
/* The hash of one in `some` that `others` has not (or, with `is_there`, has); 0: there is none. */
int64_t github_addresses_find(struct github_addresses *some, struct github_addresses *others,
                              bool is_there);

#endif
