/* sign.h: texts signed for somebody who shares a secret with us (libsodium: HMAC-SHA256). */
#ifndef BRIGADE_SECRET_SIGN_H
#define BRIGADE_SECRET_SIGN_H

#include "lib/base/error.h"

/* 32 bytes in base64. */
#define SIGN_TEXT 45

/* The signature of `text`. secret: 24 to 64 bytes in base64, with or without "whsec_" before it, as
 * the Standard Webhooks specification writes it. ERROR_IMPORT when it is none. */
bool sign_text(const char *secret, const char *text, char signature[SIGN_TEXT],
               struct error *err) MUST_CHECK;

#endif
