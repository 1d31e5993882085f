#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/archive/tar.h"
#include "lib/archive/tar_read.h"
#include "lib/base/buffer.h"
#include "lib/os/file.h"
#include "suites.h"

#define TIME_S 1700000000

static char folder[] = "/tmp/brigade-tar-XXXXXX";
static struct error err;

static char *in_folder(const char *name)
{
    return xasprintf("%s/%s", folder, name);
}

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void tear_down(void)
{
    ck_assert(file_remove_tree(folder, &err));
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
}

static const char *sum_of_from(void)
{
    static char sum[SHA256_TEXT];
    CLEANUP(free_pointer) char *from = in_folder("from");
    int64_t size_bytes = 0;

    ck_assert(store_hash_file(from, sum, &size_bytes, &err));
    return sum;
}

static bool tick(void *payload)
{
    ++*(int *)payload;
    return true;
}

static void make_file(const char *name, size_t size)
{
    CLEANUP(free_pointer) char *path = in_folder(name);
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < size && i < 10000; i++)
        putc('a' + (int)(i % 26), file);
    ck_assert_int_eq(fflush(file), 0);
    ck_assert_int_eq(ftruncate(fileno(file), (off_t)size), 0);
    fclose(file);
}

/* Writes an archive `name`; *sum is what it became. */
static void write_archive(const char *name, const char *long_name, struct sink_file *made)
{
    CLEANUP(free_pointer) char *path = in_folder(name);
    CLEANUP(free_pointer) char *temporary = in_folder("new");
    CLEANUP(free_pointer) char *from = in_folder("from");
    CLEANUP(tar_close) struct tar *tar = NULL;
    struct sink *sink = NULL;
    int ticks = 0;
    struct sink_watch watch = {tick, &ticks};

    ck_assert(sink_open(&sink, path, temporary, &err));
    tar_begin(&tar, sink, TIME_S);
    ck_assert_msg(tar_add_text(tar, "./VERSION", "0.2.4", &err), "%s", err.message);
    ck_assert(tar_add_text(tar, "./empty", "", &err));
    ck_assert(tar_add_folder(tar, "./tree/", &err));
    ck_assert(tar_add_file(tar, &(struct tar_file){long_name, from}, &watch, &err));
    ck_assert(tar_end(tar, &err));
    ck_assert(sink_close(&sink, made, &err));
}

/* "name size time:bytes" of each member, a line each; of long ones how many bytes came. */
struct seen {
    struct buffer text;
    int64_t size_bytes;
    struct buffer bytes;
    char sha256[SHA256_TEXT]; /* of the last */
};

static bool begin(const struct tar_member *member, void *payload, struct error *e)
{
    struct seen *seen = payload;

    (void)e;
    buffer_printf(&seen->text, "%s%s %lld %lld:", member->name, member->is_folder ? "(folder)" : "",
                  (long long)member->size_bytes, (long long)member->time_s);
    seen->size_bytes = 0;
    buffer_clear(&seen->bytes);
    return true;
}

static bool take(const char *bytes, size_t size, void *payload, struct error *e)
{
    struct seen *seen = payload;

    (void)e;
    seen->size_bytes += (int64_t)size;
    if (seen->size_bytes < 100)
        buffer_add_bytes(&seen->bytes, bytes, size);
    return true;
}

static bool end(const char *sha256, void *payload, struct error *e)
{
    struct seen *seen = payload;

    (void)e;
    snprintf(seen->sha256, sizeof(seen->sha256), "%s", sha256);
    buffer_printf(&seen->text, "%s %lld\n", buffer_text(&seen->bytes), (long long)seen->size_bytes);
    return true;
}

static bool read_archive(const char *name, struct seen *seen)
{
    CLEANUP(free_pointer) char *path = in_folder(name);

    return tar_read(path, &(struct tar_taker){begin, take, end, seen}, &err);
}

START_TEST(what_is_written_is_read_again)
{
    CLEANUP(free_pointer) char *long_name = xcalloc(1, 400);
    CLEANUP(free_pointer) char *wanted = NULL;
    struct seen seen = {0};
    struct sink_file made;

    snprintf(long_name, 400, "./tree/%0300d-\xc3\xa4\xf0\x9f\x9a\x80", 1);
    make_file("from", 70000000);
    write_archive("a.tar.gz", long_name, &made);
    ck_assert_msg(read_archive("a.tar.gz", &seen), "%s", err.message);
    wanted = xasprintf("./VERSION 5 %d:0.2.4 5\n./empty 0 %d: 0\n./tree/(folder) 0 %d: 0\n"
                       "%s 70000000 %d: 70000000\n",
                       TIME_S, TIME_S, TIME_S, long_name, TIME_S);
    ck_assert_str_eq(buffer_text(&seen.text), wanted);
    ck_assert_str_eq(seen.sha256, sum_of_from());
    buffer_release(&seen.text);
    buffer_release(&seen.bytes);
}
END_TEST

START_TEST(the_same_members_are_the_same_bytes)
{
    struct sink_file one;
    struct sink_file other;

    make_file("from", 1000);
    write_archive("a.tar.gz", "./x", &one);
    sleep(1); /* a clock in it would show */
    write_archive("b.tar.gz", "./x", &other);
    ck_assert_str_eq(one.sha256, other.sha256);
}
END_TEST

START_TEST(other_programs_unpack_it)
{
    CLEANUP(free_pointer)
    char *line = xasprintf("cd %s && tar -xzf a.tar.gz && test \"$(cat VERSION)\" = 0.2.4 && "
                           "cmp from tree/f && python3 -c \"import tarfile; "
                           "assert [m.name for m in tarfile.open('a.tar.gz')][3] == './tree/f'\"",
                           folder);
    struct sink_file made;

    make_file("from", 1000);
    write_archive("a.tar.gz", "./tree/f", &made);
    ck_assert_int_eq(system(line), 0);
}
END_TEST

START_TEST(names_that_leave_or_come_out_of_order_are_refused)
{
    static const char *const names[] = {"", "/etc/passwd", "../x", "./a/../../b", "x/..", "./a"};
    CLEANUP(free_pointer) char *path = in_folder("a");
    CLEANUP(free_pointer) char *temporary = in_folder("new");
    CLEANUP(tar_close) struct tar *tar = NULL;
    CLEANUP(sink_abandon) struct sink *sink = NULL;

    ck_assert(sink_open(&sink, path, temporary, &err));
    tar_begin(&tar, sink, TIME_S);
    ck_assert(tar_add_text(tar, "./b", "x", &err));
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        ck_assert_msg(!tar_add_text(tar, names[i], "x", &err), "%s", names[i]);
    ck_assert(!tar_add_text(tar, "./b", "x", &err));
    ck_assert(!tar_add_folder(tar, "./c", &err));
    ck_assert(tar_add_text(tar, "./c..", "x", &err));
}
END_TEST

START_TEST(links_are_not_followed)
{
    CLEANUP(free_pointer) char *path = in_folder("a");
    CLEANUP(free_pointer) char *temporary = in_folder("new");
    CLEANUP(free_pointer) char *link = in_folder("link");
    CLEANUP(tar_close) struct tar *tar = NULL;
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_watch watch = {tick, &(int){0}};

    ck_assert_int_eq(symlink("/etc/passwd", link), 0);
    ck_assert(sink_open(&sink, path, temporary, &err));
    tar_begin(&tar, sink, TIME_S);
    ck_assert(!tar_add_file(tar, &(struct tar_file){"./x", link}, &watch, &err));
    ck_assert(!tar_add_file(tar, &(struct tar_file){"./x", folder}, &watch, &err));
}
END_TEST

/* What others make: a link, a member of somebody, names out of order or out of the archive, no
 * archive, and one that is cut off. */
START_TEST(archives_that_are_not_ours_are_refused)
{
    static const char *const cases[] = {
        "ln -s x l && tar --owner=0 --group=0 -czf bad l",
        "ln f g && tar --owner=0 --group=0 -czf bad f g",
        "tar --owner=5 --group=5 -czf bad f",
        "tar --owner=0 --group=0 -czf bad h f",
        "tar --owner=0 --group=0 -P -czf bad \"$PWD/f\"",
        "tar --owner=0 --group=0 -P -czf bad a/../f",
        "echo nothing > bad",
        "head -c 100000 /dev/urandom > r && tar --owner=0 --group=0 -czf w r && head -c 50000 w > "
        "bad",
    };
    struct seen seen = {0};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        CLEANUP(free_pointer)
        char *line = xasprintf("cd %s && rm -rf ./* && mkdir a && echo x > f && echo x > h && %s",
                               folder, cases[i]);
        ck_assert_int_eq(system(line), 0);
        ck_assert_msg(!read_archive("bad", &seen), "%s", cases[i]);
        ck_assert_int_eq(err.class, ERROR_ITEM);
    }
    ck_assert(!read_archive("none", &seen));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    buffer_release(&seen.text);
    buffer_release(&seen.bytes);
}
END_TEST

Suite *tar_suite(void)
{
    Suite *suite = suite_create("tar");
    TCase *tests = tcase_create("tar");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_written_is_read_again);
    tcase_add_test(tests, the_same_members_are_the_same_bytes);
    tcase_add_test(tests, other_programs_unpack_it);
    tcase_add_test(tests, names_that_leave_or_come_out_of_order_are_refused);
    tcase_add_test(tests, links_are_not_followed);
    tcase_add_test(tests, archives_that_are_not_ours_are_refused);
    suite_add_tcase(suite, tests);
    return suite;
}
