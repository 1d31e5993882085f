#include <check.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/secret/seal.h"
#include "suites.h"

/* 64 hexadecimal digits. */
#define SECRET "77076d0a7318a57d3c16c17251b26645c6bfc58c5b2a4d1b2ea1b3d1e5f8d9d0"

static char secret[SEAL_KEY_TEXT];
static char open_key[SEAL_KEY_TEXT];

static void set_up(void)
{
    struct error err;

    seal_make_secret_key(secret);
    ck_assert_msg(seal_find_public_key(secret, open_key, &err), "%s", err.message);
}

START_TEST(public_key_of_the_rfc)
{
    char found[SEAL_KEY_TEXT];
    struct error err;

    /* RFC 7748, 5.2: after one iteration, where the scalar and the base are 9. */
    ck_assert(seal_find_public_key(
        "0900000000000000000000000000000000000000000000000000000000000000", found, &err));
    ck_assert_str_eq(found, "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
}
END_TEST

START_TEST(what_is_sealed_can_be_opened)
{
    CLEANUP(free_pointer) char *sealed = NULL;
    CLEANUP(free_pointer) char *again = NULL;
    CLEANUP(free_secret) char *text = NULL;
    struct error err;

    ck_assert(seal_close(open_key, "canary-1", &sealed, &err));
    ck_assert(seal_close(open_key, "canary-1", &again, &err));
    ck_assert_str_ne(sealed, again);
    ck_assert_ptr_null(strstr(sealed, "canary"));
    ck_assert_uint_eq(strlen(sealed), 2 * (48 + strlen("canary-1")));
    ck_assert_msg(seal_open(secret, sealed, &text, &err), "%s", err.message);
    ck_assert_str_eq(text, "canary-1");
}
END_TEST

START_TEST(another_key_opens_nothing)
{
    CLEANUP(free_pointer) char *sealed = NULL;
    char *text = NULL;
    char other[SEAL_KEY_TEXT];
    struct error err;

    seal_make_secret_key(other);
    ck_assert_str_ne(other, secret);
    ck_assert(seal_close(open_key, "canary-2", &sealed, &err));
    ck_assert(!seal_open(other, sealed, &text, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    ck_assert_ptr_null(strstr(err.message, "canary"));
    ck_assert_ptr_null(strstr(err.message, secret));
    ck_assert_ptr_null(text);
}
END_TEST

/* Each bit of the box counts. */
START_TEST(a_changed_text_opens_nothing)
{
    CLEANUP(free_pointer) char *sealed = NULL;
    struct error err;

    ck_assert(seal_close(open_key, "x", &sealed, &err));
    for (size_t i = 0; sealed[i] != '\0'; i++) {
        CLEANUP(free_pointer) char *changed = xstrdup(sealed);
        char *text = NULL;
        changed[i] = changed[i] == '0' ? '1' : '0';
        ck_assert_msg(!seal_open(secret, changed, &text, &err), "digit %zu", i);
    }
}
END_TEST

static const char *const no_boxes[] = {"", "0", "zz", "abc", "00", "beef"};

START_TEST(what_is_no_box_opens_nothing)
{
    char *text = NULL;
    struct error err;

    ck_assert(!seal_open(secret, no_boxes[_i], &text, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
}
END_TEST

START_TEST(a_box_that_is_too_long_is_not_opened)
{
    CLEANUP(free_pointer) char *sealed = NULL;
    CLEANUP(free_pointer) char *text = xcalloc(LIMIT_SEALED_BYTES + 2, 1);
    char *opened = NULL;
    struct error err;

    memset(text, 'x', LIMIT_SEALED_BYTES + 1);
    ck_assert(seal_close(open_key, text, &sealed, &err));
    ck_assert(!seal_open(secret, sealed, &opened, &err));
}
END_TEST

static const char *const no_keys[] = {"", "00", "x", SECRET "00", SECRET "x"};

START_TEST(what_is_no_key_is_refused)
{
    char out[SEAL_KEY_TEXT];
    char *text = NULL;
    struct error err;

    ck_assert(!seal_find_public_key(no_keys[_i], out, &err));
    ck_assert(!seal_find_fingerprint(no_keys[_i], out, &err));
    ck_assert(!seal_close(no_keys[_i], "x", &text, &err));
    ck_assert(!seal_open(no_keys[_i], "00", &text, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
}
END_TEST

START_TEST(fingerprints_tell_keys_apart)
{
    char one[SEAL_KEY_TEXT], same[SEAL_KEY_TEXT], other[SEAL_KEY_TEXT];
    struct error err;

    ck_assert(seal_find_fingerprint(open_key, one, &err));
    ck_assert(seal_find_fingerprint(open_key, same, &err));
    ck_assert_str_eq(one, same);
    ck_assert_str_ne(one, open_key);
    set_up();
    ck_assert(seal_find_fingerprint(open_key, other, &err));
    ck_assert_str_ne(one, other);
}
END_TEST

Suite *seal_suite(void)
{
    Suite *suite = suite_create("seal");
    TCase *tcase = tcase_create("boxes");

    tcase_add_checked_fixture(tcase, set_up, NULL);
    tcase_add_test(tcase, public_key_of_the_rfc);
    tcase_add_test(tcase, what_is_sealed_can_be_opened);
    tcase_add_test(tcase, another_key_opens_nothing);
    tcase_add_test(tcase, a_changed_text_opens_nothing);
    tcase_add_loop_test(tcase, what_is_no_box_opens_nothing, 0, ARRAY_LENGTH(no_boxes));
    tcase_add_test(tcase, a_box_that_is_too_long_is_not_opened);
    tcase_add_loop_test(tcase, what_is_no_key_is_refused, 0, ARRAY_LENGTH(no_keys));
    tcase_add_test(tcase, fingerprints_tell_keys_apart);
    suite_add_tcase(suite, tcase);
    return suite;
}
