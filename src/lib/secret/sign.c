#include "lib/secret/sign.h"

#include <sodium.h>
#include <string.h>

#define PREFIX "whsec_"
#define KEY_BYTES_MIN 24
#define KEY_BYTES_MAX 64

_Static_assert(sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES,
                                         sodium_base64_VARIANT_ORIGINAL) == SIGN_TEXT,
               "a signature fits");

static bool decode(const char *secret, unsigned char key[KEY_BYTES_MAX], size_t *size,
                   struct error *err)
{
    if (strncmp(secret, PREFIX, strlen(PREFIX)) == 0)
        secret += strlen(PREFIX);
    if (sodium_base642bin(key, KEY_BYTES_MAX, secret, strlen(secret), NULL, size, NULL,
                          sodium_base64_VARIANT_ORIGINAL) == 0 &&
        *size >= KEY_BYTES_MIN)
        return true;
    return error_set(err, ERROR_IMPORT,
                     "this is no secret to sign with: it must be %d to %d bytes in base64, such as "
                     "\"openssl rand -base64 32\" prints",
                     KEY_BYTES_MIN, KEY_BYTES_MAX);
}

bool sign_text(const char *secret, const char *text, char signature[SIGN_TEXT], struct error *err)
{
    crypto_auth_hmacsha256_state state;
    unsigned char key[KEY_BYTES_MAX] = {0};
    unsigned char code[crypto_auth_hmacsha256_BYTES];
    size_t size = 0;
    bool good = false;

    if (sodium_init() < 0)
        bug("libsodium cannot be used on this host");
    good = decode(secret, key, &size, err);
    if (good) {
        crypto_auth_hmacsha256_init(&state, key, size);
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, strlen(text));
        crypto_auth_hmacsha256_final(&state, code);
        sodium_bin2base64(signature, SIGN_TEXT, code, sizeof(code), sodium_base64_VARIANT_ORIGINAL);
    }
    sodium_memzero(&state, sizeof(state));
    sodium_memzero(key, sizeof(key));
    return good;
}
