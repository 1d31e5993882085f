/* sha1.h: SHA-1 (FIPS 180-4), where another program's format asks for it. It keeps nothing safe. */
#ifndef BRIGADE_BASE_SHA1_H
#define BRIGADE_BASE_SHA1_H

#include "lib/base/base.h"

#define SHA1_TEXT 41

/* The sum of a text as 40 small hexadecimal digits. */
void sha1_text(char out[SHA1_TEXT], const char *text);

#endif
