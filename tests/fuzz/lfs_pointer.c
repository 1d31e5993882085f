/* A blob that may be a pointer of git LFS. */
#include "fuzz.h"
#include "lib/git/lfs_pointers.h"

static bool is_same(const struct lfs_pointer *one, const struct lfs_pointer *other)
{
    return strcmp(one->oid, other->oid) == 0 && one->size_bytes == other->size_bytes;
}

/* git-lfs cuts white space around a pointer. */
static void check_white_space(const char *text, size_t size, const struct lfs_pointer *pointer)
{
    CLEANUP(free_pointer) char *wider = xasprintf(" \n\t%.*s\r\n \n", (int)size, text);
    struct lfs_pointer again = {0};

    if (strlen(text) != size || !lfs_pointer_parse(wider, strlen(wider), &again))
        return; /* a NUL, or too long by now */
    claim(is_same(pointer, &again), "white space around a pointer changes nothing");
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    CLEANUP(free_pointer) char *text = fuzz_text(bytes, size);
    struct lfs_pointer pointer = {.size_bytes = -7};
    CLEANUP(free_pointer) char *line = NULL;

    if (!lfs_pointer_parse(text, size, &pointer)) {
        claim(pointer.size_bytes == -7 && pointer.oid[0] == '\0',
              "a refusal leaves the output alone");
        return 0;
    }
    claim(size <= 1024, "a pointer is small");
    claim(store_is_sha256(pointer.oid), "an object is named by its SHA-256");
    claim(pointer.size_bytes >= 0, "a size is no negative number");
    claim(memmem(text, size, "version ", 8) != NULL, "a pointer names its version");
    line = xasprintf("oid sha256:%s", pointer.oid);
    claim(memmem(text, size, line, strlen(line)) != NULL, "the object is the one that it names");
    check_white_space(text, size, &pointer);
    return 0;
}
