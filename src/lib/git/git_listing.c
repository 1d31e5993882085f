#include "lib/git/git_listing.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/base/text.h"

#define OID_DIGITS (GIT_OID_TEXT - 1)

void git_listing_release(struct git_listing *listing)
{
    buffer_release(&listing->text);
    free(listing->refs);
    *listing = (struct git_listing){0};
}

static bool begins_ref(const char *line)
{
    return strspn(line, "0123456789abcdef") == OID_DIGITS && line[OID_DIGITS] == '\t';
}

/* The end of the line whose name begins at `at`: where a new ref begins, or the text ends. */
static char *end_of_name(char *at)
{
    for (;;) {
        at += strcspn(at, "\n");
        if (*at == '\0' || at[1] == '\0' || begins_ref(at + 1))
            return at;
        at++;
    }
}

/* A broken ref of the server names nothing. */
static bool is_null(const char *line)
{
    return strspn(line, "0") >= OID_DIGITS;
}

static bool is_wanted(const char *name)
{
    size_t length = strlen(name);
    bool is_peeled = length > 3 && strcmp(name + length - 3, "^{}") == 0;
    return !is_peeled &&
           (strncmp(name, "refs/heads/", 11) == 0 || strncmp(name, "refs/tags/", 10) == 0);
}

static void add(struct git_listing *listing, size_t *capacity, const char *line, const char *name)
{
    if (listing->count == *capacity) {
        *capacity = *capacity > 0 ? 2 * *capacity : 64;
        listing->refs = xrealloc(listing->refs, *capacity * sizeof(*listing->refs));
    }
    struct git_advertised *ref = &listing->refs[listing->count++];
    *ref = (struct git_advertised){.name = name};
    memcpy(ref->oid, line, OID_DIGITS);
}

static int compare(const void *a, const void *b)
{
    const struct git_advertised *one = a;
    const struct git_advertised *other = b;
    int order = strcmp(one->name, other->name);
    return order != 0 ? order : strcmp(one->oid, other->oid);
}

/* Said twice with the same object is said once. */
static void sort(struct git_listing *listing)
{
    size_t kept = 0;
    if (listing->count == 0)
        return;
    qsort(listing->refs, listing->count, sizeof(*listing->refs), compare);
    for (size_t i = 1; i < listing->count; i++)
        if (compare(&listing->refs[kept], &listing->refs[i]) != 0)
            listing->refs[++kept] = listing->refs[i];
    listing->count = kept + 1;
}

static int compare_name(const void *name, const void *ref)
{
    return strcmp(name, ((const struct git_advertised *)ref)->name);
}

const struct git_advertised *git_listing_find_any(const struct git_listing *listing,
                                                  const char *name)
{
    return listing->count == 0
               ? NULL
               : bsearch(name, listing->refs, listing->count, sizeof(*listing->refs), compare_name);
}

const struct git_advertised *git_listing_find(const struct git_listing *listing, const char *name)
{
    const struct git_advertised *ref = git_listing_find_any(listing, name);
    return ref != NULL && ref->refusal == NULL ? ref : NULL;
}

char *git_listing_kept_name(const struct git_advertised *ref)
{
    return ref->refusal == NULL ? xstrdup(ref->name) : xasprintf(GIT_REFUSED "%zu", ref->number);
}

#define RECORDED_BYTES "\\x" /* no ref that is stored under its own name has a backslash */

char *git_listing_recorded_name(const struct git_advertised *ref)
{
    if (ref->refusal == NULL)
        return xstrdup(ref->name);
    CLEANUP(free_pointer) char *digits = text_hex(ref->name);
    return xasprintf(RECORDED_BYTES "%s", digits);
}

const struct git_advertised *git_listing_find_recorded(const struct git_listing *listing,
                                                       const char *recorded)
{
    if (strncmp(recorded, RECORDED_BYTES, strlen(RECORDED_BYTES)) != 0)
        return git_listing_find(listing, recorded);
    CLEANUP(free_pointer) char *name = text_from_hex(recorded + strlen(RECORDED_BYTES));
    const struct git_advertised *ref = name != NULL ? git_listing_find_any(listing, name) : NULL;
    return ref != NULL && ref->refusal != NULL ? ref : NULL;
}

/* A ref `a` is a file where `a/b` needs a folder. Shorter names come first, so those that are
 * refused themselves are known. */
static bool has_file_in_its_way(const struct git_listing *listing, const char *name)
{
    CLEANUP(free_pointer) char *folder = xstrdup(name);
    for (char *slash = strrchr(folder, '/'); slash != NULL; slash = strrchr(folder, '/')) {
        *slash = '\0';
        if (git_listing_find(listing, folder) != NULL)
            return true;
    }
    return false;
}

static void judge(struct git_listing *listing)
{
    for (size_t i = 0; i < listing->count; i++) {
        struct git_advertised *ref = &listing->refs[i];
        ref->refusal = git_ref_name_refusal(ref->name);
        if (ref->refusal == NULL && has_file_in_its_way(listing, ref->name))
            ref->refusal = "another ref has the name of the folder that it needs";
        if (ref->refusal != NULL)
            ref->number = ++listing->refused;
    }
}

bool git_listing_parse(struct git_listing *listing, struct error *err)
{
    size_t capacity = 0;
    char *line = listing->text.data;
    while (line != NULL && *line != '\0') {
        if (strspn(line, "0123456789abcdef") == 64 && line[64] == '\t')
            return error_set(err, ERROR_ITEM,
                             "the repository counts its objects by SHA-256, which Bitbucket does "
                             "not know: convert it to SHA-1 first");
        if (!begins_ref(line))
            return error_set(err, ERROR_RETRY,
                             "git ls-remote printed a line that is not `<oid> <name>`");
        char *name = line + OID_DIGITS + 1;
        char *end = end_of_name(name);
        bool is_last = *end == '\0';
        *end = '\0';
        if (listing->count == LIMIT_REFS)
            return error_set(err, ERROR_ITEM, "the repository has more than %d refs", LIMIT_REFS);
        if (is_wanted(name) && !is_null(line))
            add(listing, &capacity, line, name);
        line = is_last ? end : end + 1;
    }
    sort(listing);
    judge(listing);
    return true;
}

struct comparison {
    const struct git_listing *listing;
    size_t next; /* of its refs */
    bool is_same;
};

static void skip_refused(struct comparison *comparison)
{
    const struct git_listing *listing = comparison->listing;
    while (comparison->next < listing->count && listing->refs[comparison->next].refusal != NULL)
        comparison->next++;
}

static bool compare_ref(const struct gitdir_ref *ref, void *payload)
{
    struct comparison *comparison = payload;
    const struct git_listing *listing = comparison->listing;
    skip_refused(comparison);
    comparison->is_same = comparison->next < listing->count &&
                          strcmp(listing->refs[comparison->next].name, ref->name) == 0 &&
                          strcmp(listing->refs[comparison->next].oid, ref->oid) == 0;
    comparison->next++;
    return comparison->is_same;
}

/* One more would be of an older list. */
static bool has_refused(const struct git_listing *listing, struct gitdir *gitdir)
{
    CLEANUP(free_pointer) char *behind = xasprintf(GIT_REFUSED "%zu", listing->refused + 1);
    char oid[GIT_OID_TEXT];
    for (size_t i = 0; i < listing->count; i++) {
        const struct git_advertised *ref = &listing->refs[i];
        if (ref->refusal == NULL)
            continue;
        CLEANUP(free_pointer) char *name = git_listing_kept_name(ref);
        if (!gitdir_ref(gitdir, name, oid) || strcmp(oid, ref->oid) != 0)
            return false;
    }
    return !gitdir_ref(gitdir, behind, oid);
}

bool git_listing_is_in(const struct git_listing *listing, struct gitdir *gitdir, bool *is_in,
                       struct error *err)
{
    struct comparison comparison = {.listing = listing, .is_same = true};
    if (!gitdir_each_ref(gitdir, compare_ref, &comparison, err))
        return false;
    skip_refused(&comparison);
    *is_in =
        comparison.is_same && comparison.next == listing->count && has_refused(listing, gitdir);
    return true;
}
