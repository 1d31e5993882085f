#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "engine/room.h"
#include "suites.h"

#define MIB ((int64_t)1024 * 1024)

static char storage[] = "/tmp/brigade-room-XXXXXX";
static struct store_place place;
static struct error err;
static const struct settings settings = {.storage = storage, .files_max_mib = 16};

static void set_up(void)
{
    memcpy(storage + sizeof(storage) - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(storage));
    place.directory = xasprintf("%s/lfs/1", storage);
    place.incoming = xasprintf("%s/staging/1-1-1", storage);
    ck_assert(file_make_directories(place.directory, 0700, &err));
}

static void tear_down(void)
{
    ck_assert(file_remove_tree(storage, &err));
    free_pointer(&place.directory);
    free_pointer(&place.incoming);
}

/* Some worker's: the bytes are a hole. */
static void put_file(const char *name, int64_t size_bytes)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", place.directory, name);
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(truncate(path, size_bytes), 0);
}

static int64_t find_left(int64_t size_bytes)
{
    int64_t left_bytes = -1;

    ck_assert_msg(room_for_files(&settings, &place, size_bytes, &left_bytes, &err), "%s",
                  err.message);
    return left_bytes;
}

static void assert_refused(int64_t size_bytes)
{
    ck_assert(!room_for_files(&settings, &place, size_bytes, NULL, &err));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert_ptr_nonnull(strstr(err.message, "files_max_mib = 16"));
}

/* What another added shows that nobody looked. */
START_TEST(a_file_that_comes_costs_no_look_at_the_others)
{
    ck_assert_int_eq(find_left(1), 16 * MIB);
    put_file("another's", 4 * MIB);
    for (int i = 0; i < 1000; i++) {
        ck_assert_int_eq(find_left(1), 16 * MIB - i);
        room_taken(&place, 1);
    }
}
END_TEST

START_TEST(what_was_added_leads_to_a_look)
{
    ck_assert_int_eq(find_left(1), 16 * MIB);
    put_file("another's", 4 * MIB);
    room_taken(&place, MIB);
    ck_assert_int_eq(find_left(1), 12 * MIB);
}
END_TEST

START_TEST(nothing_is_let_in_or_refused_unseen)
{
    ck_assert_int_eq(find_left(0), 16 * MIB);
    put_file("another's", 15 * MIB);
    assert_refused(MIB + 1);
    ck_assert_int_eq(find_left(MIB), MIB);
    put_file("another's", 16 * MIB);
    room_taken(&place, MIB);
    assert_refused(0);
    assert_refused(INT64_MAX);
    put_file("another's", 1);
    ck_assert_int_eq(find_left(0), 16 * MIB - 1);
}
END_TEST

START_TEST(each_place_has_its_own)
{
    struct store_place other = {.directory = place.incoming, .incoming = place.incoming};
    int64_t left_bytes = 0;

    put_file("a", 3 * MIB);
    ck_assert_int_eq(find_left(0), 13 * MIB);
    ck_assert(room_for_files(&settings, &other, 0, &left_bytes, &err));
    ck_assert_int_eq(left_bytes, 16 * MIB);
    room_taken(&place, 5 * MIB);
    ck_assert_int_eq(find_left(0), 13 * MIB);
}
END_TEST

Suite *room_suite(void)
{
    Suite *suite = suite_create("room");
    TCase *tcase = tcase_create("room");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, a_file_that_comes_costs_no_look_at_the_others);
    tcase_add_test(tcase, what_was_added_leads_to_a_look);
    tcase_add_test(tcase, nothing_is_let_in_or_refused_unseen);
    tcase_add_test(tcase, each_place_has_its_own);
    suite_add_tcase(suite, tcase);
    return suite;
}
