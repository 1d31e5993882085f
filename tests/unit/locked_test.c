#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bitbucket/client.h"
#include "lib/os/file.h"
#include "lib/base/locked.h"
#include "lib/secret/file_secret.h"
#include "suites.h"

/* Whether the flags of the mapping in which it is have a word, such as "lo". Format: proc(5). */
static bool mapping_has(const void *address, const char *flag)
{
    char line[512];
    bool is_inside = false;
    bool has = false;
    FILE *maps = fopen("/proc/self/smaps", "re");
    ck_assert_ptr_nonnull(maps);
    while (fgets(line, sizeof(line), maps) != NULL) {
        unsigned long from = 0, to = 0;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            is_inside = (unsigned long)address >= from && (unsigned long)address < to;
        if (is_inside && strncmp(line, "VmFlags:", 8) == 0)
            has = strstr(line, flag) != NULL;
    }
    fclose(maps);
    return has;
}

/* AddressSanitizer makes mlock do nothing, and say that it has done it. */
#ifdef __SANITIZE_ADDRESS__
#define LOCKS false
#else
#define LOCKS true
#endif

static void assert_locked(const void *address)
{
    ck_assert(mapping_has(address, " lo") == LOCKS);
    ck_assert(mapping_has(address, " dd"));
}

START_TEST(secrets_are_locked_and_in_no_core)
{
    char path[] = "/tmp/brigade-locked-XXXXXX";
    char kinds[][16] = {"api_token", "access_token", "e"};
    struct error err;
    CLEANUP(free_secret) char *secret = NULL;
    CLEANUP(free_pointer) char *ordinary = xstrdup("ordinary");
    close(mkstemp(path));
    ck_assert_msg(file_secret_write(path, "canary-in-a-file", &err), "%s", err.message);
    ck_assert_msg(file_secret_read(path, &secret, &err), "%s", err.message);
    unlink(path);
    assert_locked(secret);
    struct identity basic = {.kind = kinds[0], .email = kinds[2], .secret = secret};
    struct identity bearer = {.kind = kinds[1], .secret = secret};
    CLEANUP(free_secret) char *one = identity_authorization(&basic);
    CLEANUP(free_secret) char *two = identity_authorization(&bearer);
    CLEANUP(free_secret) char *three = identity_git_authorization(&bearer);
    assert_locked(one);
    assert_locked(two);
    assert_locked(three);
    ck_assert_str_eq(one, "Basic ZTpjYW5hcnktaW4tYS1maWxl");
    ck_assert_str_eq(two, "Bearer canary-in-a-file");
    ck_assert(!mapping_has(ordinary, " lo"));
}
END_TEST

START_TEST(what_is_freed_is_overwritten)
{
    char *piece = locked_new(300);
    char *kept = piece; /* the memory stays ours to look at */
    memset(piece, 'x', 299);
    piece[3] = '\0'; /* the text ends here, the secret does not */
    free_secret(&piece);
    ck_assert_ptr_null(piece);
    for (size_t i = 0; i < 300; i++)
        ck_assert_int_eq(kept[i], 0);
    free_secret(&piece);
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
    char *pieces[64];
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++) {
            size_t size = 1 + (i * 37 + (size_t)round * 101) % 700;
            pieces[i] = locked_new(size);
            for (size_t n = 0; n < size; n++)
                ck_assert_int_eq(pieces[i][n], 0);
            memset(pieces[i], (int)(i + 1), size - 1);
        }
        for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++)
            for (size_t n = 0; pieces[i][n] != '\0'; n++)
                ck_assert_int_eq(pieces[i][n], (int)(i + 1));
        for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++)
            free_secret(&pieces[(i * 29) % ARRAY_LENGTH(pieces)]);
    }
}
END_TEST

START_TEST(where_there_is_no_room_secrets_are_kept_all_the_same)
{
    CLEANUP(free_secret) char *huge = locked_new((size_t)4 << 20);
    char *many[40];
    ck_assert(!mapping_has(huge, " lo"));
    for (size_t i = 0; i < ARRAY_LENGTH(many); i++)
        many[i] = locked_printf("%032000zu", i);
    for (size_t i = 0; i < ARRAY_LENGTH(many); i++) {
        ck_assert_uint_eq(strtoul(many[i], NULL, 10), i);
        free_secret(&many[i]);
    }
    ck_assert_ptr_null(locked_copy(NULL));
}
END_TEST

START_TEST(a_host_that_locks_nothing_is_noticed)
{
    const struct rlimit none = {0};
    ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &none), 0);
    if (geteuid() == 0)
        ck_assert_int_eq(setuid(65534), 0); /* root may lock without bound */
    CLEANUP(free_secret) char *text = locked_copy("kept");
    ck_assert(locked_is_locked() == !LOCKS);
    ck_assert_str_eq(text, "kept");
}
END_TEST

Suite *locked_suite(void)
{
    Suite *suite = suite_create("locked");
    TCase *tcase = tcase_create("locked");
    tcase_add_test(tcase, secrets_are_locked_and_in_no_core);
    tcase_add_test(tcase, what_is_freed_is_overwritten);
    tcase_add_test(tcase, pieces_do_not_overlap);
    tcase_add_test(tcase, where_there_is_no_room_secrets_are_kept_all_the_same);
    tcase_add_test(tcase, a_host_that_locks_nothing_is_noticed);
    suite_add_tcase(suite, tcase);
    return suite;
}
