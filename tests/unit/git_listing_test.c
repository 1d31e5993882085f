#include <check.h>
#include <stdio.h>
#include <string.h>

#include "lib/git/git_listing.h"
#include "suites.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct git_listing listing;
static struct error err;

static bool parse(const char *text)
{
    git_listing_release(&listing);
    buffer_add(&listing.text, text);
    return git_listing_parse(&listing, &err);
}

static void tear_down(void)
{
    git_listing_release(&listing);
}

/* "name=first digit" of each, "!" before those that are refused. */
static const char *shown(void)
{
    static char text[2000];
    size_t size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < listing.count; i++)
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s=%c ",
                                 listing.refs[i].refusal != NULL ? "!" : "", listing.refs[i].name,
                                 listing.refs[i].oid[0]);
    return text;
}

static const struct {
    const char *text;
    const char *shown;
} lists[] = {
    {"", ""},
    {B "\trefs/tags/v1\n" A "\trefs/heads/main\n", "refs/heads/main=a refs/tags/v1=b "},
    {A "\trefs/tags/v1\n" B "\trefs/tags/v1^{}\n", "refs/tags/v1=a "},
    {A "\tHEAD\n" A "\trefs/pull-requests/1/from\n" A "\tobjects/info/alternates\n", ""},
    {A "\trefs/heads/a\n" A "\trefs/heads/a\n", "refs/heads/a=a "},
    {A "\trefs/heads/a\n" B "\trefs/heads/a\n", "refs/heads/a=a refs/heads/a=b "},
    {A "\trefs/heads/-x\n" A "\trefs/heads/HEAD\n", "!refs/heads/-x=a !refs/heads/HEAD=a "},
    {A "\trefs/heads/a/b/c\n" A "\trefs/heads/a\n" A "\trefs/heads/a-b\n",
     "refs/heads/a=a refs/heads/a-b=a !refs/heads/a/b/c=a "},
    /* What is refused stands in nobody's way. */
    {A "\trefs/heads/-x/y\n" A "\trefs/heads/a.lock\n" A "\trefs/heads/a.lock/b\n",
     "!refs/heads/-x/y=a !refs/heads/a.lock=a !refs/heads/a.lock/b=a "},
    {A "\trefs/heads/a\nb\n" B "\trefs/heads/c\n", "!refs/heads/a\nb=a refs/heads/c=b "},
    {A "\trefs/heads/a\n" B " refs/heads/c\n", "!refs/heads/a\n" B " refs/heads/c=a "},
    {A "\trefs/heads/last", "refs/heads/last=a "},
    {"0000000000000000000000000000000000000000\trefs/heads/a\n" A "\trefs/heads/b\n",
     "refs/heads/b=a "},
};

START_TEST(lists_are_taken_apart)
{
    ck_assert_msg(parse(lists[_i].text), "%s", err.message);
    ck_assert_str_eq(shown(), lists[_i].shown);
}
END_TEST

START_TEST(what_is_no_list_is_refused)
{
    ck_assert(!parse("<html>\n"));
    ck_assert(!parse("aaaa\trefs/heads/main\n"));
    ck_assert_int_eq(err.class, ERROR_RETRY);
}
END_TEST

START_TEST(a_list_of_sha256_says_so)
{
    ck_assert(!parse(A "aaaaaaaaaaaaaaaaaaaaaaaa\trefs/heads/main\n"));
    ck_assert_int_eq(err.class, ERROR_ITEM);
    ck_assert_msg(strstr(err.message, "SHA-256") != NULL, "%s", err.message);
}
END_TEST

START_TEST(refs_are_found_unless_refused)
{
    ck_assert(parse(A "\trefs/heads/-x\n" B "\trefs/heads/main\n"));
    ck_assert_uint_eq(listing.refused, 1);
    ck_assert_str_eq(git_listing_find(&listing, "refs/heads/main")->oid, B);
    ck_assert_ptr_null(git_listing_find(&listing, "refs/heads/-x"));
    ck_assert_ptr_null(git_listing_find(&listing, "refs/heads/other"));
    ck_assert(parse(""));
    ck_assert_ptr_null(git_listing_find(&listing, "refs/heads/main"));
}
END_TEST

START_TEST(the_recorded_name_of_a_ref_finds_it)
{
    static const char *const recorded[] = {"refs/heads/main", "\\x726566732f68656164732f2d78"};

    ck_assert(parse(A "\trefs/heads/-x\n" B "\trefs/heads/main\n"));
    for (size_t i = 0; i < ARRAY_LENGTH(recorded); i++) {
        const struct git_advertised *ref = git_listing_find_recorded(&listing, recorded[i]);
        ck_assert_msg(ref != NULL, "%s", recorded[i]);
        CLEANUP(free_pointer) char *name = git_listing_recorded_name(ref);
        ck_assert_str_eq(name, recorded[i]);
    }
}
END_TEST

/* Names of another kind, digits of a ref that is stored under its own name, and no digits. */
static const char *const strangers[] = {"refs/heads/-x",
                                        "refs/heads/other",
                                        "\\x726566732f68656164732f6d61696e",
                                        "\\x7",
                                        "\\xzz",
                                        "\\x"};

START_TEST(no_other_recorded_name_finds_a_ref)
{
    ck_assert(parse(A "\trefs/heads/-x\n" B "\trefs/heads/main\n"));
    ck_assert_ptr_null(git_listing_find_recorded(&listing, strangers[_i]));
}
END_TEST

Suite *git_listing_suite(void)
{
    Suite *suite = suite_create("git_listing");
    TCase *tcase = tcase_create("list");
    tcase_add_checked_fixture(tcase, NULL, tear_down);
    tcase_add_loop_test(tcase, lists_are_taken_apart, 0, ARRAY_LENGTH(lists));
    tcase_add_test(tcase, what_is_no_list_is_refused);
    tcase_add_test(tcase, a_list_of_sha256_says_so);
    tcase_add_test(tcase, refs_are_found_unless_refused);
    tcase_add_test(tcase, the_recorded_name_of_a_ref_finds_it);
    tcase_add_loop_test(tcase, no_other_recorded_name_finds_a_ref, 0, ARRAY_LENGTH(strangers));
    suite_add_tcase(suite, tcase);
    return suite;
}
