#include <string.h>

#include "lib/base/sha1.h"
#include "suites.h"

/* Of FIPS 180-4, and of lengths around the end of a block by sha1sum. */
static const struct {
    const char *text;
    int times;
    const char *sum;
} cases[] = {
    {"", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    {"abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
    {"a", 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"},
    {"a", 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"},
    {"a", 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"},
    {"a", 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5"},
    {"a", 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"},
};

START_TEST(sums_are_those_of_the_standard)
{
    const char *text = cases[_i].text;
    size_t size = strlen(text);
    CLEANUP(free_pointer) char *whole = xcalloc(1, size * (size_t)cases[_i].times + 1);
    char sum[SHA1_TEXT];

    for (int i = 0; i < cases[_i].times; i++)
        memcpy(whole + (size_t)i * size, text, size);
    sha1_text(sum, whole);
    ck_assert_str_eq(sum, cases[_i].sum);
}
END_TEST

Suite *sha1_suite(void)
{
    Suite *suite = suite_create("sha1");
    TCase *tests = tcase_create("sha1");

    tcase_add_loop_test(tests, sums_are_those_of_the_standard, 0, ARRAY_LENGTH(cases));
    suite_add_tcase(suite, tests);
    return suite;
}
