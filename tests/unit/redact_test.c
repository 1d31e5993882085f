#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/redact.h"
#include "suites.h"

/* As a token may be at its worst, and as Bitbucket's are. */
#define WORST "s3cr/t \"q\\b+c=%~&x"
#define TOKEN "ATATT3xFfGF0_canary-T0ken=5A1B2C3D"

static void teardown(void)
{
    redact_forget();
}

static const struct {
    const char *given, *wanted;
} texts[] = {
    /* known secrets, in every form */
    {"a " TOKEN " b", "a *** b"},
    {TOKEN TOKEN, "******"},
    {"a " WORST " b", "a *** b"},
    {"ATATT3xFfGF0_canary-T0ken%3D5A1B2C3D", "***"},
    {"ATATT3xFfGF0_canary-T0ken%3d5A1B2C3D", "***"},
    {"ATATT3xFfGF0%5Fcanary%2DT0ken%3D5A1B2C3D", "***"},
    {"%73%33%63%72%2f%74%20%22%71%5c%62%2b%63%3d%25%7e%26%78", "***"},
    {"x=s3cr%2Ft%20%22q%5Cb%2Bc%3D%25~%26x;", "x=***;"},
    {"x=s3cr%2ft%20%22q%5cb%2bc%3d%25~%26x;", "x=***;"},
    {"{\"m\":\"s3cr/t \\\"q\\\\b+c=%~&x\"}", "{\"m\":\"s3cr/t \\\"q\\\\b+c=%~&x\"}"},
    {"QVRBVFQzeEZmR0YwX2NhbmFyeS1UMGtlbj01QTFCMkMzRA==", "***A=="},
    {"(" TOKEN ")", "(***)"},
    {"\"" TOKEN "\"", "\"***\""},
    {"token=" TOKEN "&x=" TOKEN, "token=***&x=***"},
    {"https://bitbucket.org/?t=" TOKEN "#frag", "https://bitbucket.org/?t=***#frag"},
    {"https://" TOKEN "@bitbucket.org/", "https://***@bitbucket.org/"},
    {"fatal: Authentication failed for 'https://x:" TOKEN "@h/r.git'",
     "fatal: Authentication failed for 'https://***@h/r.git'"},
    {"\xC3\xA9" TOKEN "\xC3\xA9", "\xC3\xA9***\xC3\xA9"},
    {"line one\n" TOKEN "\nline three", "line one\n***\nline three"},
    {TOKEN "\t" TOKEN, "***\t***"},
    {"Bearer " TOKEN, "Bearer ***"},
    {"key (secret)=(" TOKEN ") already exists.", "key (secret)=(***) already exists."},
    {"{\"raw\":\"" TOKEN "\"}", "{\"raw\":\"***\"}"},
    /* what no secret is */
    {"ATATT3xFfGF0_canary-T0ken=5A1B2C3", "ATATT3xFfGF0_canary-T0ken=5A1B2C3"},
    {"***", "***"},
    {"signal=9", "signal=9"},
    {"Author: Ada", "Author: Ada"},
    {"https://bitbucket.org:443/acme", "https://bitbucket.org:443/acme"},
    {"a://b", "a://b"},
    {"password:", "password:"},
    {"access_token=", "access_token="},
    {"100% of 5", "100% of 5"},
    {"", ""},
    {"nothing of note", "nothing of note"},
    {"ATATT3xFfGF0_canary-T0ken", "ATATT3xFfGF0_canary-T0ken"},
    {"https://bitbucket.org/acme/widgets/pull-requests/1?a=b@c", NULL},
    {"mail ada@acme.example", NULL},
    {"design=1", NULL},
    /* what betrays itself */
    {"https://x-token-auth:abc@bitbucket.org/a/b.git", "https://***@bitbucket.org/a/b.git"},
    {"https://u:p@ss@h/x https://v@h2", "https://***@h/x https://*@h2"},
    {"Authorization: Basic YWRh", "Authorization: ***"},
    {"authorization: Bearer a.b.c", "authorization: ***"},
    {"GET /x?access_token=abc&page=2", "GET /x?access_token=***&page=2"},
    {"grant_type=refresh_token&refresh_token=abcd", "grant_type=refresh_token&refresh_token=***"},
    {"client_secret=abcd&x=1", "client_secret=***&x=1"},
    {"https://s3/x?X-Amz-Credential=AKIA%2F1&X-Amz-Signature=00ff", NULL},
    {"https://blob/x?sv=1&sig=abc%3D&se=2", "https://blob/x?sv=1&sig=***&se=2"},
    {"{\"access_token\": \"abcdef\", \"scopes\": \"x\"}",
     "{\"access_token\": ***, \"scopes\": \"x\"}"},
    {"password=hunter22 host=x", "password=*** host=x"},
    {"host=x PASSWORD=hunter22", "host=x PASSWORD=***"},
    {"AUTHORIZATION: Bearer abc\r\nHost: h", "AUTHORIZATION: ***\r\nHost: h"},
    {"authorization=Bearer abc&x=1", "authorization=***&x=1"},
    {"?ACCESS_TOKEN=abcd", "?ACCESS_TOKEN=***"},
    {"refresh_token\": \"abcd\", \"x\": 1", "refresh_token\": ***, \"x\": 1"},
    {"{\"client_secret\":\"abcd\"}", "{\"client_secret\":***}"},
    {"x-amz-security-token=abcd&y", "x-amz-security-token=***&y"},
    {"?Signature=abcd%2F&Expires=1", "?Signature=***&Expires=1"},
    {"postgresql://u:p4ss@db/x", "postgresql://***@db/x"},
    {"ftp://u:p@[::1]:21/", "ftp://***@[::1]:21/"},
};

START_TEST(each_text_loses_its_secret)
{
    CLEANUP(free_pointer) char *text = xstrdup(texts[_i].given);
    redact_learn(TOKEN);
    redact_learn(WORST);
    redact_text(text);
    if (strstr(texts[_i].given, "X-Amz-") != NULL)
        ck_assert_str_eq(text, "https://s3/x?X-Amz-Credential=***&X-Amz-Signature=***");
    else if (strstr(texts[_i].given, "\\\"q") != NULL)
        ck_assert_str_eq(text, "{\"m\":\"***\"}");
    else if (strncmp(texts[_i].given, "QVRB", 4) == 0)
        ck_assert_msg(strstr(text, "canary") == NULL && strlen(text) < 10, "%s", text);
    else
        ck_assert_str_eq(text, texts[_i].wanted != NULL ? texts[_i].wanted : texts[_i].given);
}
END_TEST

/* Independent of redact.c: the whole groups of three. */
static char *encode(const unsigned char *bytes, size_t size, const char *last_two)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    char *out = xcalloc(1, size / 3 * 4 + 5);
    char *to = out;
    for (size_t i = 0; i + 2 < size; i += 3) {
        unsigned long group =
            (unsigned long)bytes[i] << 16 | (unsigned long)bytes[i + 1] << 8 | bytes[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) {
            unsigned digit = group >> shift & 63;
            *to++ = digit < 62 ? digits[digit] : last_two[digit - 62];
        }
    }
    return out;
}

START_TEST(base64_is_found_at_every_alignment)
{
    static const char *const befores[] = {"", "u", "ab", "abc", "u:", "user:", "ada@acme.example:"};
    for (size_t i = 0; i < ARRAY_LENGTH(befores); i++) {
        CLEANUP(free_pointer) char *whole = xasprintf("%s%s...", befores[i], TOKEN);
        CLEANUP(free_pointer)
        char *text = encode((const unsigned char *)whole, strlen(whole), _i == 0 ? "+/" : "-_");
        size_t size = strlen(text);
        redact_forget();
        redact_text(text);
        ck_assert_uint_eq(strlen(text), size);
        redact_learn(TOKEN);
        redact_text(text);
        ck_assert_msg(strstr(text, "***") != NULL, "%s", whole);
        /* Some digits at either end hold bits of their neighbours. */
        ck_assert_msg(size - strlen(text) + 3 + 2 >= strlen(TOKEN) * 8 / 6 - 1, "%s: %s", whole,
                      text);
    }
}
END_TEST

START_TEST(errors_are_redacted_before_they_are_cut)
{
    struct error err;
    CLEANUP(free_pointer) char *filler = xcalloc(1, ERROR_MESSAGE_BYTES);
    redact_learn(TOKEN);
    memset(filler, 'x', ERROR_MESSAGE_BYTES - 20);
    error_set(&err, ERROR_ITEM, "%s%s", filler, TOKEN);
    ck_assert(strstr(err.message, "ATATT") == NULL);
    error_set_http(&err, ERROR_ITEM, 400, "server says \"%s\"", TOKEN);
    ck_assert_str_eq(err.message, "server says \"***\"");
    error_prefix(&err, "https://u:%s@h", TOKEN);
    ck_assert(strstr(err.message, "ATATT") == NULL);
}
END_TEST

START_TEST(short_secrets_mask_no_words)
{
    char text[] = "the page of the list";
    redact_learn("page");
    redact_learn("");
    redact_text(text);
    ck_assert_str_eq(text, "the page of the list");
}
END_TEST

START_TEST(many_secrets_are_known_at_once)
{
    for (int i = 0; i < 60; i++) {
        CLEANUP(free_pointer) char *secret = xasprintf("secret-number-%d-of-many=", i);
        redact_learn(secret);
        redact_learn(secret);
    }
    char text[] = "secret-number-0-of-many= secret-number-59-of-many=";
    redact_text(text);
    ck_assert_str_eq(text, "*** ***");
}
END_TEST

START_TEST(foreign_text_of_any_kind_is_survived)
{
    srand(7);
    redact_learn(TOKEN);
    for (int round = 0; round < 20000; round++) {
        static const char *const parts[] = {
            "://", "@", "authorization:", "sig=", TOKEN, " ", "\"", "/",
            "?",   "=", "ATATT3",         "%3D",  "\\"};
        char text[512] = "";
        for (int i = 0; i < 8; i++)
            strcat(text, parts[(size_t)rand() % ARRAY_LENGTH(parts)]);
        size_t size = strlen(text);
        redact_text(text);
        ck_assert_uint_le(strlen(text), size);
        ck_assert(strstr(text, TOKEN) == NULL);
    }
}
END_TEST

Suite *redact_suite(void)
{
    Suite *suite = suite_create("redact");
    TCase *tcase = tcase_create("redact");
    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_loop_test(tcase, each_text_loses_its_secret, 0, ARRAY_LENGTH(texts));
    tcase_add_loop_test(tcase, base64_is_found_at_every_alignment, 0, 2);
    tcase_add_test(tcase, errors_are_redacted_before_they_are_cut);
    tcase_add_test(tcase, short_secrets_mask_no_words);
    tcase_add_test(tcase, many_secrets_are_known_at_once);
    tcase_add_test(tcase, foreign_text_of_any_kind_is_survived);
    suite_add_tcase(suite, tcase);
    return suite;
}
