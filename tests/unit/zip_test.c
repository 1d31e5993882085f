#include <archive.h>
#include <archive_entry.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/limits.h"
#include "lib/archive/zip.h"
#include "suites.h"

static char directory[] = "/tmp/brigade-zip-XXXXXX";
static char path[64];

static void set_up(void)
{
    strcpy(directory + strlen(directory) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    snprintf(path, sizeof(path), "%s/x.zip", directory);
}

static void tear_down(void)
{
    unlink(path);
    rmdir(directory);
}

struct made {
    const char *name;
    unsigned type;
    size_t size; /* that many letters */
};

static void write_member(struct archive *zip, const struct made *made)
{
    struct archive_entry *entry = archive_entry_new();
    char *letters = xcalloc(1, made->size + 1);

    memset(letters, 'x', made->size);
    archive_entry_set_pathname(entry, made->name);
    archive_entry_set_filetype(entry, made->type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)made->size);
    if (made->type == AE_IFLNK)
        archive_entry_set_symlink(entry, "/etc/passwd");
    ck_assert_int_eq(archive_write_header(zip, entry), ARCHIVE_OK);
    if (made->type == AE_IFREG)
        ck_assert_int_eq(archive_write_data(zip, letters, made->size), (la_ssize_t)made->size);
    archive_entry_free(entry);
    free(letters);
}

static void write_zip(const struct made *members, size_t count)
{
    struct archive *zip = archive_write_new();

    archive_write_set_format_zip(zip);
    ck_assert_int_eq(archive_write_open_filename(zip, path), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++)
        write_member(zip, &members[i]);
    ck_assert_int_eq(archive_write_free(zip), ARCHIVE_OK);
}

static size_t read_file(char *bytes, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    size_t size = fread(bytes, 1, capacity, file);

    fclose(file);
    return size;
}

static void write_file(const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

/* Reads all members; how many, and their bytes. */
static bool read_all(size_t *members, uint64_t *bytes, struct error *err)
{
    CLEANUP(zip_close) struct zip *zip = NULL;
    struct zip_member member;
    bool end = false;
    char chunk[1000];
    size_t count = 0;

    *members = *bytes = 0;
    if (!zip_open(&zip, &(struct trusted_path){.path = path, .what = "zip"}, err))
        return false;
    for (;;) {
        if (!zip_next(zip, &member, &end, err))
            return false;
        if (end)
            return true;
        (*members)++;
        do {
            if (!zip_read(zip, chunk, sizeof(chunk), &count, err))
                return false;
            *bytes += count;
        } while (count > 0);
    }
}

/* Passes all members without reading any. */
static bool pass_all(struct error *err)
{
    CLEANUP(zip_close) struct zip *zip = NULL;
    struct zip_member member;
    bool end = false;

    if (!zip_open(&zip, &(struct trusted_path){.path = path, .what = "zip"}, err))
        return false;
    while (!end)
        if (!zip_next(zip, &member, &end, err))
            return false;
    return true;
}

static void expect_words(const struct error *err, const char *words)
{
    ck_assert_msg(strstr(err->message, words) != NULL, "%s", err->message);
    ck_assert_msg(strstr(err->message, path) != NULL, "%s", err->message);
    ck_assert_int_eq(err->class, ERROR_ITEM);
}

static void expect_refusal(const char *words)
{
    struct error err = {0};
    uint64_t bytes = 0;
    size_t members = 0;

    ck_assert(!read_all(&members, &bytes, &err));
    expect_words(&err, words);
}

START_TEST(files_are_read_and_folders_passed)
{
    static const struct made members[] = {{"attachments/", AE_IFDIR, 0},
                                          {"db-2.0.json", AE_IFREG, 100000},
                                          {"a..b/..c", AE_IFREG, 5},
                                          {"empty", AE_IFREG, 0}};
    struct error err;
    uint64_t bytes = 0;
    size_t count = 0;

    write_zip(members, ARRAY_LENGTH(members));
    ck_assert_msg(read_all(&count, &bytes, &err), "%s", err.message);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(bytes, 100005);
}
END_TEST

START_TEST(a_member_may_be_passed_unread)
{
    static const struct made members[] = {{"a", AE_IFREG, 100000}, {"b", AE_IFREG, 7}};
    CLEANUP(zip_close) struct zip *zip = NULL;
    struct zip_member member;
    struct error err;
    bool end = false;

    write_zip(members, 2);
    ck_assert(zip_open(&zip, &(struct trusted_path){.path = path, .what = "zip"}, &err));
    ck_assert(zip_next(zip, &member, &end, &err) && !end);
    ck_assert(zip_next(zip, &member, &end, &err) && !end);
    ck_assert_str_eq(member.name, "b");
    ck_assert_uint_eq(member.size_bytes, 7);
    ck_assert(zip_next(zip, &member, &end, &err) && end);
}
END_TEST

START_TEST(links_and_names_that_point_out_are_refused)
{
    static const struct {
        struct made member;
        const char *words;
    } hostile[] = {
        {{"attachments/link", AE_IFLNK, 0}, "neither a file nor a folder"},
        {{"../evil", AE_IFREG, 3}, "points out of the zip"},
        {{"a/../../evil", AE_IFREG, 3}, "points out of the zip"},
        {{"a/..", AE_IFREG, 3}, "points out of the zip"},
        {{"/etc/cron.d/evil", AE_IFREG, 3}, "points out of the zip"},
    };

    write_zip(&hostile[_i].member, 1);
    expect_refusal(hostile[_i].words);
}
END_TEST

START_TEST(how_well_a_file_compresses_does_not_matter)
{
    static const struct made member = {"disk", AE_IFREG, (size_t)40 * 1024 * 1024};
    struct error err;
    uint64_t bytes = 0;
    size_t count = 0;

    write_zip(&member, 1);
    ck_assert_msg(read_all(&count, &bytes, &err), "%s", err.message);
    ck_assert_uint_eq(bytes, member.size);
}
END_TEST

/* Almost 4 GiB are announced of each. */
START_TEST(a_bomb_is_refused_before_it_is_read)
{
    struct made members[20];
    char bytes[10000];
    struct error err;
    size_t size = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(members); i++)
        members[i] = (struct made){"bomb", AE_IFREG, 9};
    write_zip(members, ARRAY_LENGTH(members));
    size = read_file(bytes, sizeof(bytes));
    for (size_t i = 0; i + 28 < size; i++) { /* the size, in both headers */
        if (memcmp(bytes + i, "PK\3\4", 4) == 0)
            memset(bytes + i + 22, 0xfe, sizeof(uint32_t));
        if (memcmp(bytes + i, "PK\1\2", 4) == 0)
            memset(bytes + i + 24, 0xfe, sizeof(uint32_t));
    }
    write_file(bytes, size);
    ck_assert(!pass_all(&err));
    expect_words(&err, "more than 64 GiB");
}
END_TEST

START_TEST(an_encrypted_file_is_refused)
{
    static const struct made member = {"db-2.0.json", AE_IFREG, 10};
    char bytes[1000];
    size_t size = 0;

    write_zip(&member, 1);
    size = read_file(bytes, sizeof(bytes));
    for (size_t i = 0; i + 10 < size; i++) { /* the flag, in both headers */
        if (memcmp(bytes + i, "PK\3\4", 4) == 0)
            bytes[i + 6] |= 1;
        if (memcmp(bytes + i, "PK\1\2", 4) == 0)
            bytes[i + 8] |= 1;
    }
    write_file(bytes, size);
    expect_refusal("encrypted");
}
END_TEST

START_TEST(what_is_no_zip_is_refused)
{
    write_file("{\"issues\": []}", 14);
    expect_refusal("is not a zip file");
    write_file("", 0);
    expect_refusal("is not a zip file");
}
END_TEST

START_TEST(a_path_that_cannot_be_opened_is_named_with_its_reader)
{
    CLEANUP(zip_close) struct zip *zip = NULL;
    struct error err;

    ck_assert(!zip_open(&zip, &(struct trusted_path){.path = path, .what = "zip"}, &err));
    ck_assert_ptr_nonnull(strstr(err.message, path));
    ck_assert_ptr_nonnull(strstr(err.message, " by user "));
    ck_assert_ptr_nonnull(strstr(err.message, "No such file"));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert(!zip_open(&zip, &(struct trusted_path){.path = directory, .what = "zip"}, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "not a regular file"));
}
END_TEST

START_TEST(a_file_that_was_cut_off_is_refused_wherever_it_ends)
{
    static const struct made members[] = {{"db-2.0.json", AE_IFREG, 3000}, {"b", AE_IFREG, 7}};
    char bytes[2000];
    size_t size = 0;

    write_zip(members, 2);
    size = read_file(bytes, sizeof(bytes));
    for (size_t kept = 0; kept < size; kept++) {
        write_file(bytes, kept);
        expect_refusal(kept < 4 ? "is not a zip file" : "");
    }
    write_file(bytes, size / 2);
    expect_refusal("cut off");
}
END_TEST

/* Whatever stands in it, the reading ends, and gives no more than was announced. */
START_TEST(a_file_with_any_byte_changed_does_no_harm)
{
    static const struct made members[] = {{"db-2.0.json", AE_IFREG, 300}, {"b", AE_IFREG, 7}};
    char bytes[2000];
    size_t size = 0;

    write_zip(members, 2);
    size = read_file(bytes, sizeof(bytes));
    for (size_t at = 0; at < size; at++) {
        struct error err;
        uint64_t read = 0;
        size_t count = 0;

        for (int bit = 0; bit < 8; bit++) {
            bytes[at] ^= (char)(1 << bit);
            write_file(bytes, size);
            if (read_all(&count, &read, &err))
                ck_assert_uint_le(read, 307);
            bytes[at] ^= (char)(1 << bit);
        }
    }
}
END_TEST

Suite *zip_suite(void)
{
    Suite *suite = suite_create("zip");
    TCase *all = tcase_create("all");

    tcase_set_timeout(all, 60); /* 5,000 files are written and read */
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, files_are_read_and_folders_passed);
    tcase_add_test(all, a_member_may_be_passed_unread);
    tcase_add_loop_test(all, links_and_names_that_point_out_are_refused, 0, 5);
    tcase_add_test(all, how_well_a_file_compresses_does_not_matter);
    tcase_add_test(all, a_bomb_is_refused_before_it_is_read);
    tcase_add_test(all, an_encrypted_file_is_refused);
    tcase_add_test(all, what_is_no_zip_is_refused);
    tcase_add_test(all, a_path_that_cannot_be_opened_is_named_with_its_reader);
    tcase_add_test(all, a_file_that_was_cut_off_is_refused_wherever_it_ends);
    tcase_add_test(all, a_file_with_any_byte_changed_does_no_harm);
    suite_add_tcase(suite, all);
    return suite;
}
