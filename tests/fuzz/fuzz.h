/* fuzz.h: what the fuzz targets share. A target feeds bytes to one gate of the program and claims,
 * by other code than the program's own, what must hold for whatever the gate lets through. */
#ifndef BRIGADE_FUZZ_H
#define BRIGADE_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/base.h"

#define FUZZ_API "https://api.bitbucket.org"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

static inline void claim(bool truth, const char *what)
{
    if (truth)
        return;
    fprintf(stderr, "it does not hold that %s\n", what);
    abort();
}

/* The bytes as a string: up to the first NUL. The caller frees it. */
static inline char *fuzz_text(const unsigned char *bytes, size_t size)
{
    char *text = xcalloc(size + 1, 1);
    memcpy(text, bytes, size);
    return text;
}

#endif
