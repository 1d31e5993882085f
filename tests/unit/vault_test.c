#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "signin/vault.h"
#include "suites.h"

static char root[64];
static char key_id[SEAL_ID_TEXT];
static char open_key[SEAL_KEY_TEXT];

static void set_up(void)
{
    struct error err;

    snprintf(root, sizeof(root), "/tmp/brigade-vault-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(root));
    ck_assert_msg(vault_make_key(root, key_id, open_key, &err), "%s", err.message);
}

static void tear_down(void)
{
    struct error err;
    ck_assert(file_remove_tree(root, &err));
}

static const struct vault_record whole = {.credential = (char[]){"acme"},
                                          .kind = (char[]){"oauth"},
                                          .requester = (char[]){"ada l."},
                                          .workspace = (char[]){"acme"},
                                          .expires_s = 1795000000,
                                          .secret = (char[]){"canary access"},
                                          .refresh = (char[]){"canary=refresh"}};

START_TEST(keys_are_files_for_their_owner)
{
    CLEANUP(free_pointer) char *path = vault_key_path(root, key_id);
    char fingerprint[SEAL_KEY_TEXT];
    struct stat status;
    struct error err;

    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    ck_assert(seal_find_fingerprint(open_key, fingerprint, &err));
    ck_assert_int_eq(strncmp(fingerprint, key_id, SEAL_ID_TEXT - 1), 0);
}
END_TEST

START_TEST(a_record_comes_back_whole)
{
    CLEANUP(vault_record_release) struct vault_record found = {0};
    CLEANUP(free_pointer) char *sealed = NULL;
    struct error err;

    ck_assert(vault_seal(open_key, &whole, &sealed, &err));
    ck_assert_msg(vault_open(root, &(struct vault_sealed){"acme", key_id, sealed}, &found, &err),
                  "%s", err.message);
    ck_assert_str_eq(found.credential, whole.credential);
    ck_assert_str_eq(found.kind, whole.kind);
    ck_assert_str_eq(found.requester, whole.requester);
    ck_assert_str_eq(found.workspace, whole.workspace);
    ck_assert_int_eq(found.expires_s, whole.expires_s);
    ck_assert_str_eq(found.secret, whole.secret);
    ck_assert_str_eq(found.refresh, whole.refresh);
}
END_TEST

START_TEST(what_is_not_said_is_not_there)
{
    CLEANUP(vault_record_release) struct vault_record found = {0};
    CLEANUP(free_pointer) char *sealed = NULL;
    struct vault_record record = {
        .credential = (char[]){"acme"}, .kind = (char[]){"api_token"}, .secret = (char[]){"s"}};
    struct error err;

    ck_assert(vault_seal(open_key, &record, &sealed, &err));
    ck_assert(vault_open(root, &(struct vault_sealed){"acme", key_id, sealed}, &found, &err));
    ck_assert_ptr_null(found.requester);
    ck_assert_ptr_null(found.refresh);
    ck_assert_int_eq(found.expires_s, 0);
}
END_TEST

START_TEST(a_record_is_for_its_credential_alone)
{
    struct vault_record found = {0};
    CLEANUP(free_pointer) char *sealed = NULL;
    struct error err;

    ck_assert(vault_seal(open_key, &whole, &sealed, &err));
    ck_assert(!vault_open(root, &(struct vault_sealed){"acme2", key_id, sealed}, &found, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    ck_assert_ptr_null(strstr(err.message, "canary"));
    ck_assert_ptr_null(found.secret);
}
END_TEST

/* Whoever knows the public key can seal any text. */
static const char *const no_records[] = {
    "x", "brigade sealed record 1", "brigade sealed record 1\ncredential acme\nkind oauth\n",
    "brigade sealed record 2\ncredential acme\nkind oauth\nsecret s\n",
    "brigade sealed record 1\ncredential x\ncredential acme\nkind oauth\nsecret s\n"};

START_TEST(what_is_no_record_is_refused)
{
    struct vault_record found = {0};
    CLEANUP(free_pointer) char *sealed = NULL;
    struct error err;

    ck_assert(seal_close(open_key, no_records[_i], &sealed, &err));
    ck_assert(!vault_open(root, &(struct vault_sealed){"acme", key_id, sealed}, &found, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
}
END_TEST

START_TEST(a_line_cannot_be_smuggled_in)
{
    struct vault_record record = {.credential = (char[]){"acme"},
                                  .kind = (char[]){"api_token"},
                                  .secret = (char[]){"s\nrequester root"}};
    char *sealed = NULL;
    struct error err;

    ck_assert(!vault_seal(open_key, &record, &sealed, &err));
    ck_assert_ptr_null(strstr(err.message, "root"));
}
END_TEST

START_TEST(a_key_that_is_not_here_is_named)
{
    struct vault_record found = {0};
    struct error err;

    ck_assert(
        !vault_open(root, &(struct vault_sealed){"acme", "0123456789abcdef", "00"}, &found, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    ck_assert_ptr_nonnull(strstr(err.message, "0123456789abcdef"));
    ck_assert_ptr_nonnull(strstr(err.message, "copy"));
}
END_TEST

START_TEST(a_key_that_others_may_read_is_refused)
{
    CLEANUP(free_pointer) char *path = vault_key_path(root, key_id);
    CLEANUP(free_pointer) char *sealed = NULL;
    struct vault_record found = {0};
    struct error err;

    ck_assert(vault_seal(open_key, &whole, &sealed, &err));
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert(!vault_open(root, &(struct vault_sealed){"acme", key_id, sealed}, &found, &err));
    ck_assert_int_eq(err.cause, CAUSE_SECRET_FILE_OPEN);
    ck_assert_str_eq(err.subject, path);
}
END_TEST

Suite *vault_suite(void)
{
    Suite *suite = suite_create("vault");
    TCase *tcase = tcase_create("records");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, keys_are_files_for_their_owner);
    tcase_add_test(tcase, a_record_comes_back_whole);
    tcase_add_test(tcase, what_is_not_said_is_not_there);
    tcase_add_test(tcase, a_record_is_for_its_credential_alone);
    tcase_add_loop_test(tcase, what_is_no_record_is_refused, 0, ARRAY_LENGTH(no_records));
    tcase_add_test(tcase, a_line_cannot_be_smuggled_in);
    tcase_add_test(tcase, a_key_that_is_not_here_is_named);
    tcase_add_test(tcase, a_key_that_others_may_read_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
