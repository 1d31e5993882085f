#include "lib/secret/seal.h"

#include <sodium.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/base/locked.h"

#define KEY_BYTES 32

_Static_assert(crypto_box_PUBLICKEYBYTES == KEY_BYTES && crypto_box_SECRETKEYBYTES == KEY_BYTES,
               "keys have 32 bytes");

static void prepare(void)
{
    if (sodium_init() < 0)
        bug("libsodium cannot be used on this host");
}

static bool decode_key(const char *text, unsigned char key[KEY_BYTES], struct error *err)
{
    size_t size = 0;

    prepare();
    if (strlen(text) == SEAL_KEY_TEXT - 1 &&
        sodium_hex2bin(key, KEY_BYTES, text, SEAL_KEY_TEXT - 1, NULL, &size, NULL) == 0 &&
        size == KEY_BYTES)
        return true;
    return error_set(err, ERROR_IMPORT, "this is not a key: it must have 64 hexadecimal digits");
}

void seal_make_nonce(char nonce[SEAL_KEY_TEXT])
{
    unsigned char bytes[KEY_BYTES];

    prepare();
    randombytes_buf(bytes, sizeof(bytes));
    sodium_bin2hex(nonce, SEAL_KEY_TEXT, bytes, sizeof(bytes));
    sodium_memzero(bytes, sizeof(bytes));
}

/* Any 32 bytes are a secret key of X25519. */
void seal_make_secret_key(char secret_key[SEAL_KEY_TEXT])
{
    seal_make_nonce(secret_key);
}

bool seal_find_public_key(const char *secret_key, char public_key[SEAL_KEY_TEXT], struct error *err)
{
    unsigned char secret[KEY_BYTES] = {0};
    unsigned char open[KEY_BYTES];
    bool good = decode_key(secret_key, secret, err);

    if (good && crypto_scalarmult_base(open, secret) != 0)
        good = error_set(err, ERROR_IMPORT, "this key cannot be used");
    if (good)
        sodium_bin2hex(public_key, SEAL_KEY_TEXT, open, sizeof(open));
    sodium_memzero(secret, sizeof(secret));
    return good;
}

bool seal_find_fingerprint(const char *public_key, char fingerprint[SEAL_KEY_TEXT],
                           struct error *err)
{
    unsigned char key[KEY_BYTES];
    unsigned char digest[KEY_BYTES];

    if (!decode_key(public_key, key, err))
        return false;
    crypto_generichash(digest, sizeof(digest), key, sizeof(key), NULL, 0);
    sodium_bin2hex(fingerprint, SEAL_KEY_TEXT, digest, sizeof(digest));
    return true;
}

static void free_bytes(unsigned char **bytes)
{
    free_pointer(bytes);
}

bool seal_close(const char *public_key, const char *text, char **sealed, struct error *err)
{
    unsigned char key[KEY_BYTES];
    size_t size = strlen(text) + crypto_box_SEALBYTES;
    CLEANUP(free_bytes) unsigned char *box = xcalloc(1, size);
    char *out = NULL;

    if (!decode_key(public_key, key, err))
        return false;
    if (crypto_box_seal(box, (const unsigned char *)text, strlen(text), key) != 0)
        return error_set(err, ERROR_IMPORT, "this key cannot be sealed with");
    out = xcalloc(size, 2 + 1);
    sodium_bin2hex(out, size * 2 + 1, box, size);
    *sealed = out;
    return true;
}

static bool open_box(const unsigned char secret[KEY_BYTES], const unsigned char *box, size_t size,
                     char **text, struct error *err)
{
    unsigned char open[KEY_BYTES];
    CLEANUP(free_secret) char *plain = NULL;

    if (size <= crypto_box_SEALBYTES || crypto_scalarmult_base(open, secret) != 0)
        return error_set(err, ERROR_IMPORT, "this is not a sealed text");
    plain = locked_new(size - crypto_box_SEALBYTES + 1);
    if (crypto_box_seal_open((unsigned char *)plain, box, size, open, secret) != 0)
        return error_set(err, ERROR_IMPORT, "it was sealed with another key, or changed since");
    *text = TAKE(plain);
    return true;
}

bool seal_open(const char *secret_key, const char *sealed, char **text, struct error *err)
{
    size_t room = strlen(sealed) / 2;
    CLEANUP(free_bytes) unsigned char *box = xcalloc(room + 1, 1);
    unsigned char secret[KEY_BYTES] = {0};
    size_t size = 0;
    bool good = decode_key(secret_key, secret, err);

    if (good && (room > LIMIT_SEALED_BYTES ||
                 sodium_hex2bin(box, room, sealed, strlen(sealed), NULL, &size, NULL) != 0))
        good = error_set(err, ERROR_IMPORT, "this is not a sealed text");
    good = good && open_box(secret, box, size, text, err);
    sodium_memzero(secret, sizeof(secret));
    return good;
}
