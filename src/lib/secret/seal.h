/* seal.h: sealed boxes (libsodium: X25519, XSalsa20-Poly1305). Anyone who knows the public key can
 * seal; only the holder of the secret key can open; nobody can tell who sealed. Keys and sealed
 * bytes are lower-case hexadecimal text.
 */
#ifndef BRIGADE_SECRET_SEAL_H
#define BRIGADE_SECRET_SEAL_H

#include "lib/base/error.h"

#define SEAL_KEY_TEXT 65 /* 32 bytes in hexadecimal, and the NUL */
#define SEAL_ID_TEXT 17  /* the beginning of a fingerprint */

/* A new secret key; overwrite it when done. */
void seal_make_secret_key(char secret_key[SEAL_KEY_TEXT]);
/* ERROR_IMPORT when it is not a secret key. */
bool seal_find_public_key(const char *secret_key, char public_key[SEAL_KEY_TEXT],
                          struct error *err) MUST_CHECK;
/* The fingerprint that people compare: BLAKE2b of the public key. Its beginning names the key.
 * ERROR_IMPORT when it is not a public key. */
bool seal_find_fingerprint(const char *public_key, char fingerprint[SEAL_KEY_TEXT],
                           struct error *err) MUST_CHECK;
/* *sealed is the caller's (free_pointer). ERROR_IMPORT when it is not a public key. */
bool seal_close(const char *public_key, const char *text, char **sealed,
                struct error *err) MUST_CHECK;
/* *text is the caller's (free_secret). ERROR_IMPORT when it was sealed with another key, was
 * changed, or is too long. The message quotes nothing of it. */
bool seal_open(const char *secret_key, const char *sealed, char **text,
               struct error *err) MUST_CHECK;
/* 64 hexadecimal digits that nobody can guess. */
void seal_make_nonce(char nonce[SEAL_KEY_TEXT]);

#endif
