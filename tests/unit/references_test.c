#include <string.h>

#include "export/shared/addresses.h"
#include "export/shared/references.h"
#include "suites.h"

#define SITE "https://bitbucket.org"
#define OTHER "https://www.bitbucket.org"
#define WEB "https://forge.example.org/acme/widgets"

/* Issue 3 is 1003 there, pull request 7 stays 7, and 9 is an issue there; 4 is neither. */
static const struct known known[] = {
    {true, 3, 1003, true}, {false, 7, 7, false}, {false, 9, 9, true}};

static const struct {
    const char *text;
    const char *became; /* NULL: the same */
    const char *web;    /* what it becomes where the address of the page is known; NULL: the same as
                           without */
    bool link;          /* without that address, a link is lost */
} texts[] = {
    {"nothing to see", NULL, NULL, false},
    {"", NULL, NULL, false},
    {"#3", "#1003", NULL, false},
    {"see #3, #3; and (#3).", "see #1003, #1003; and (#1003).", NULL, false},
    {"\\#3 and a#3 and #3a and #30 and ##3",
     "\\#1003 and a#3 and #3a and [#30](" SITE "/acme/widgets/issues/30) and ##3", NULL, false},
    {"#0 #99999999999999999999", NULL, NULL, false},
    {"#4", "[#4](" SITE "/acme/widgets/issues/4)", NULL, false},
    {"PR #7, pull request #7, Pull-Request #7, #7",
     "PR #7, pull request #7, Pull-Request #7, [#7](" SITE "/acme/widgets/issues/7)", NULL, false},
    {"[pull request #3]", "[pull request [#3](" SITE "/acme/widgets/pull-requests/3)]", NULL,
     false},
    {"SPR #3", "SPR #1003", NULL, false},
    {"`#3` and\n\n    #3\n\n```\n#3\n```\n", NULL, NULL, false},
    {"[#3](https://example.org/x)", NULL, NULL, false},
    {"![#3](https://example.org/x.png)", NULL, NULL, false},
    {"# 3\n\n## #3\n\n| #3 |\n|----|\n| #3 |\n",
     "# 3\n\n## #1003\n\n| #1003 |\n|----|\n| #1003 |\n", NULL, false},
    {"*#3* __#3__ ~~#3~~", "*#1003* __#1003__ ~~#1003~~", NULL, false},
    {SITE "/acme/widgets/issues/3", "#1003", NULL, false},
    {SITE "/acme/widgets/issues/3/the-title#comment-9 and", "#1003 and", NULL, false},
    {"HTTP://www.BitBucket.org/ACME/Widgets/pull-requests/7/diff", "#7", NULL, false},
    {"<" SITE "/acme/widgets/pull-requests/7>", "#7", NULL, false},
    {"(" SITE "/acme/widgets/pull-requests/7)", "(#7)", NULL, false},
    {SITE "/acme/widgets/pull-requests/8", NULL, NULL, true},
    {SITE "/acme/widgets-extra/issues/3", NULL, NULL, false},
    {SITE "/acme/widgets", NULL, NULL, true},
    {SITE "/acme/widgets/wiki/Home", NULL, NULL, true},
    {SITE "/acme/widgets/issues/3x", NULL, NULL, true},
    {"https://bitbucket.org.example.org/acme/widgets/issues/3", NULL, NULL, false},
    {"[it](" SITE "/acme/widgets/issues/3)", NULL, "[it](" WEB "/issues/1003)", true},
    {"[it](" SITE "/acme/widgets/pull-requests/7 \"title\")", NULL,
     "[it](" WEB "/pulls/7 \"title\")", true},
    {"[" SITE "/acme/widgets/issues/3](" SITE "/acme/widgets/issues/3){: data-inline-card='' } x",
     "[" SITE "/acme/widgets/issues/3](" SITE "/acme/widgets/issues/3) x",
     "[" SITE "/acme/widgets/issues/3](" WEB "/issues/1003) x", true},
    {"[one] and [one]\n\n[one]: " SITE "/acme/widgets/issues/3\n", NULL,
     "[one] and [one]\n\n[one]: " WEB "/issues/1003\n", true},
    {SITE "/acme/widgets/branch/feature/x", NULL, WEB "/src/branch/feature/x", true},
    {SITE "/acme/widgets/src/main/a/b.c#lines-3:5", NULL, WEB "/src/branch/main/a/b.c#L3-L5", true},
    {SITE "/acme/widgets/src/main/a.c#lines-3", NULL, WEB "/src/branch/main/a.c#L3", true},
    {"a\r\nb\t#3 \xf0\x9f\x9a\x80  \n", "a\r\nb\t#1003 \xf0\x9f\x9a\x80  \n", NULL, false},
    {"<b>#3</b> &amp;#3 &#3;", "<b>#1003</b> &amp;#1003 &#3;", NULL, false},
    {"@{557058:nobody} @{} @{", NULL, NULL, false},
};

#define HASH "0123456789abcdef0123456789abcdef01234567"
#define TOOLS "https://forge.example.org/acme/tools-2"

/* Tools is known with its page, gears without, and papers is handed out nowhere. */
static const struct neighbour neighbours[] = {
    {"acme/tools", "acme/tools-2", TOOLS, {9, 3}, {0, 1000}},
    {"acme/gears", "other/gears", NULL, {9, 3}, {100, 0}},
    {"acme/papers", NULL, NULL, {9, 3}, {0, 1000}},
};

static const struct {
    const char *text;
    const char *became; /* NULL: the same */
    bool link;          /* one is lost */
} neighbourly[] = {
    {SITE "/acme/tools/issues/3", "acme/tools-2#1003", false},
    {"see <" SITE "/ACME/Tools/pull-requests/9/diff>.", "see acme/tools-2#9.", false},
    {"[it](" SITE "/acme/tools/issues/2)", "[it](" TOOLS "/issues/1002)", false},
    {SITE "/acme/tools/issues/4", NULL, true},
    {"[it](" SITE "/acme/tools/pull-requests/10)", NULL, true},
    {SITE "/acme/tools/commits/" HASH, TOOLS "/commit/" HASH, false},
    {SITE "/acme/tools/commits/0123abc", NULL, true},
    {SITE "/acme/tools/src/" HASH "/a.c#lines-2", TOOLS "/src/commit/" HASH "/a.c#L2", false},
    {SITE "/acme/tools/src/0123abc/a.c", TOOLS "/src/branch/0123abc/a.c", false},
    {SITE "/acme/gears/pull-requests/9", "other/gears#109", false},
    {"[it](" SITE "/acme/gears/issues/3)", NULL, true},
    {SITE "/acme/papers/issues/3", NULL, true},
    {SITE "/acme/tools-extra/issues/3", NULL, false},
    {SITE "/acme/widgets/issues/3", "#1003", false},
};

/* GitLab counts pull requests and issues apart, and has a sign of its own for the first. */
static const struct {
    const char *text;
    const char *became;
} forms[] = {
    {"PR #7, pull request #7 and #3", "PR !7, pull request !7 and #1003"},
    {SITE "/acme/widgets/pull-requests/7", "!7"},
    {SITE "/acme/tools/pull-requests/9", "acme/tools-2!9"},
    {SITE "/acme/tools/issues/3", "acme/tools-2#1003"},
    {"PR #8", "PR [#8](" SITE "/acme/widgets/pull-requests/8)"},
    {"[it](" SITE "/acme/widgets/pull-requests/7)", "[it](" WEB "/-/merge_requests/7)"},
    {"[it](" SITE "/acme/widgets/issues/3)", "[it](" WEB "/-/issues/1003)"},
    {"[it](" SITE "/acme/tools/commits/" HASH ")", "[it](" TOOLS "/-/commit/" HASH ")"},
    {"[it](" SITE "/acme/tools/src/" HASH "/a.c#lines-2:4)",
     "[it](" TOOLS "/-/blob/" HASH "/a.c#L2-4)"},
    {SITE "/acme/widgets/branch/feature/x", WEB "/-/tree/feature/x"},
};

/* Records of GitHub have addresses of their own, which the receiver makes its own of. */
static const struct {
    const char *text;
    const char *became; /* NULL: the same */
    bool link;
} records[] = {
    {SITE "/acme/widgets/pull-requests/7 and #3", "#7 and #1003", false},
    {"[it](" SITE "/acme/widgets/pull-requests/7/diff)", "[it](" WEB "/pull/7)", false},
    {"[it](" SITE "/acme/widgets/issues/3#comment-1)", "[it](" WEB "/issues/1003)", false},
    {"[it](" SITE "/acme/widgets/pull-requests/9) and PR #9", "[it](" WEB "/issues/9) and PR #9",
     false},
    {"[it](" SITE "/acme/widgets/issues/99)", NULL, true},
    {"[it](" SITE "/acme/widgets/src/main/a.c)", NULL, true},
    {"[it](" SITE "/acme/gears/issues/3)", NULL, true},
};

static const char *target = "forgejo";
static const char *record_address = NULL;
static const struct reference_file *attached = NULL;
static size_t attached_count = 0;

/* Issue 1003 and pull request 9 are records of these numbers there. */
static const struct {
    const char *text;
    const char *became; /* NULL: the same */
} elsewhere[] = {
    {"[it](" SITE "/acme/widgets/issues/9/title)", "[it](" OTHER "/acme/widgets/issues/9/title)"},
    {"<" SITE "/acme/widgets/issues/1003>", "<" OTHER "/acme/widgets/issues/1003>"},
    {"see #1003 and #9",
     "see [#1003](" OTHER "/acme/widgets/issues/1003) and [#9](" OTHER "/acme/widgets/issues/9)"},
    {"[it](" SITE "/acme/widgets/issues/99)", NULL},
    {"[it](" SITE "/acme/widgets/issues/7)", NULL},
    {"[it](" SITE "/acme/widgets/pull-requests/1003)", NULL},
};

static char *rewrite(const char *text, const char *markup, const char *web,
                     struct references_lost *lost)
{
    struct references references = {.forms = references_forms(target),
                                    .site = SITE,
                                    .full_name = "acme/widgets",
                                    .web = web,
                                    .records = record_address,
                                    .known = known,
                                    .known_count = ARRAY_LENGTH(known),
                                    .files = attached,
                                    .file_count = attached_count,
                                    .neighbours = neighbours,
                                    .neighbour_count = ARRAY_LENGTH(neighbours)};
    CLEANUP(buffer_release) struct buffer out = {0};

    references_rewrite(&references, text, markup, &out, lost);
    return xstrdup(buffer_text(&out));
}

START_TEST(references_become_those_of_the_target)
{
    const char *became = texts[_i].became != NULL ? texts[_i].became : texts[_i].text;
    struct references_lost lost = {0};
    struct references_lost lost_with_web = {0};
    CLEANUP(free_pointer) char *without = rewrite(texts[_i].text, NULL, NULL, &lost);
    CLEANUP(free_pointer) char *with = rewrite(texts[_i].text, "markdown", WEB, &lost_with_web);

    ck_assert_str_eq(without, became);
    ck_assert_int_eq(lost.link, texts[_i].link);
    ck_assert_str_eq(with, texts[_i].web != NULL ? texts[_i].web : became);
    ck_assert(!lost.markup && !lost.image);
}
END_TEST

START_TEST(references_to_other_projects_become_those_of_the_target)
{
    const char *text = neighbourly[_i].text;
    struct references_lost lost = {0};
    CLEANUP(free_pointer) char *became = rewrite(text, NULL, NULL, &lost);

    ck_assert_str_eq(became, neighbourly[_i].became != NULL ? neighbourly[_i].became : text);
    ck_assert_int_eq(lost.link, neighbourly[_i].link);
}
END_TEST

START_TEST(references_have_the_signs_and_addresses_of_the_target)
{
    struct references_lost lost = {0};
    CLEANUP(free_pointer) char *became = NULL;

    target = "gitlab";
    became = rewrite(forms[_i].text, NULL, WEB, &lost);
    target = "forgejo";
    ck_assert_str_eq(became, forms[_i].became);
    ck_assert(!lost.link);
}
END_TEST

START_TEST(what_has_a_record_needs_no_page)
{
    struct references_lost lost = {0};
    CLEANUP(free_pointer) char *became = NULL;

    target = "github";
    record_address = WEB;
    became = rewrite(records[_i].text, NULL, NULL, &lost);
    target = "forgejo";
    record_address = NULL;
    ck_assert_str_eq(became, records[_i].became != NULL ? records[_i].became : records[_i].text);
    ck_assert_int_eq(lost.link, records[_i].link);
}
END_TEST

START_TEST(an_address_that_stays_is_none_of_a_record)
{
    struct references_lost lost = {0};
    CLEANUP(free_pointer) char *became = NULL;

    target = "github";
    record_address = SITE "/acme/widgets";
    became = rewrite(elsewhere[_i].text, NULL, NULL, &lost);
    target = "forgejo";
    record_address = NULL;
    ck_assert_str_eq(became,
                     elsewhere[_i].became != NULL ? elsewhere[_i].became : elsewhere[_i].text);
}
END_TEST

#define API "https://api.bitbucket.org/2.0/repositories"
#define PLACE "/uploads/0123/a_b.png"

static const struct reference_file uploads[] = {
    {3, "a `b.png", PLACE, true},
    {3, "c.txt", "https://example.org/c.txt", false},
    {14, "c.txt", "/uploads/4567/c.txt", false},
};

static const struct {
    const char *text;
    const char *became; /* NULL: the same */
    bool image;
} files[] = {
    {"![x](" SITE "/acme/widgets/issues/3/attachments/a%20%60b.png \"t\")", "![x](" PLACE " \"t\")",
     false},
    {"[x]\r\n\n[x]: <" API "/Acme/widgets/issues/3/attachments/a%20%60b.png?x=1#y>\n",
     "[x]\r\n\n[x]: <" PLACE ">\n", false},
    {"see " SITE "/acme/widgets/issue/3/attachments/a%20%60b.png.", "see [`a  b.png`](" PLACE ").",
     false},
    {"see <" SITE "/acme/widgets/issues/attachments/14/acme/widgets/1.2/14/c.txt>.",
     "see [`c.txt`](/uploads/4567/c.txt).", false},
    {"see <" SITE "/acme/widgets/issues/3/attachments/c.txt>", "see <https://example.org/c.txt>",
     false},
    {"[x](" SITE "/acme/widgets/issues/4/attachments/c.txt)", NULL, true},
    {"[x](" SITE "/acme/widgets/issues/3/attachments/d.txt)", NULL, true},
    {"`" SITE "/acme/widgets/issues/3/attachments/c.txt`", NULL, false},
    {"[x](https://example.org/acme/widgets/issues/3/attachments/c.txt)", NULL, false},
    {"[x](" SITE "/acme/widgets-extra/issues/3/attachments/c.txt)", NULL, false},
    {"[x](" API "/acme/widgets/issues/3)", NULL, false},
    {SITE "/acme/widgets/issues/3/attachments/", "#1003", false},
    {SITE "/acme/widgets/issues/3/attachments", "#1003", false},
};

START_TEST(files_have_the_places_of_the_target)
{
    struct references_lost lost = {0};
    CLEANUP(free_pointer) char *became = NULL;

    attached = uploads;
    attached_count = ARRAY_LENGTH(uploads);
    became = rewrite(files[_i].text, NULL, NULL, &lost);
    attached = NULL;
    attached_count = 0;
    ck_assert_str_eq(became, files[_i].became != NULL ? files[_i].became : files[_i].text);
    ck_assert_int_eq(lost.image, files[_i].image);
    ck_assert(!lost.link);
}
END_TEST

START_TEST(files_without_a_place_are_told)
{
    struct references_lost lost = {0};
    const char *text = "[x](" SITE "/acme/widgets/issues/3/attachments/c.txt)";
    CLEANUP(free_pointer) char *same = rewrite(text, NULL, WEB, &lost);

    ck_assert_str_eq(same, text);
    ck_assert(lost.link && !lost.image);
}
END_TEST

START_TEST(pictures_that_are_kept_elsewhere_are_told)
{
    struct references_lost lost = {0};
    CLEANUP(free_pointer)
    char *same = rewrite("![a](" SITE "/repo/Xy9/images/1-a.png)", NULL, WEB, &lost);

    ck_assert_str_eq(same, "![a](" SITE "/repo/Xy9/images/1-a.png)");
    ck_assert(lost.image && !lost.link);
}
END_TEST

START_TEST(other_markups_are_shown_as_they_are)
{
    struct references_lost lost = {0};
    CLEANUP(free_pointer) char *shown = rewrite("= #3 =\n{{{\n```\n}}}", "creole", WEB, &lost);

    ck_assert_str_eq(shown, "````\n= #3 =\n{{{\n```\n}}}\n````");
    ck_assert(lost.markup);
}
END_TEST

START_TEST(a_text_without_bound_is_left_alone)
{
    size_t size = 3 * 1024 * 1024;
    CLEANUP(free_pointer) char *text = xcalloc(size + 1, 1);
    struct references_lost lost = {0};
    char *same = NULL;

    memset(text, '#', size);
    same = rewrite(text, NULL, WEB, &lost);
    ck_assert_str_eq(same, text);
    ck_assert(lost.markup);
    free_pointer(&same);
}
END_TEST

static const struct {
    const char *text;
    const char *whole;
} footers[] = {
    {"text", "text\n\n---\n\n- here"},
    {"", "\n\n---\n\n- here"},
    {"```\nopen", "```\nopen\n```\n\n---\n\n- here"},
    {"~~~~ c\nopen\n~~~\n", "~~~~ c\nopen\n~~~\n\n~~~~\n\n---\n\n- here"},
    {"```\nclosed\n```", "```\nclosed\n```\n\n---\n\n- here"},
    {"a ``` b", "a ``` b\n\n---\n\n- here"},
};

START_TEST(footers_stand_below_a_line)
{
    CLEANUP(buffer_release) struct buffer out = {0};

    buffer_add(&out, footers[_i].text);
    references_add_footer(&out, "- here");
    ck_assert_str_eq(buffer_text(&out), footers[_i].whole);
}
END_TEST

START_TEST(addresses_are_taken_apart)
{
    const char *text = "http://bitbucket.org/a/b/src/0123abc/d%20e/f.c?at=x#lines-2:9";
    struct address address = address_parse(text, strlen(text), "http://127.0.0.1:1", "A/B");

    ck_assert_int_eq(address.kind, ADDRESS_SOURCE);
    ck_assert(address.ref_size == 7 && memcmp(address.ref, "0123abc", 7) == 0);
    ck_assert(address.path_size == 9 && memcmp(address.path, "d%20e/f.c", 9) == 0);
    ck_assert(address.first_line == 2 && address.last_line == 9);
    ck_assert_int_eq(people_hash(""), INT64_C(0x4bf29ce484222325));
    ck_assert_int_eq(people_hash("a"), INT64_C(0x2f63dc4c8601ec8c));
}
END_TEST

Suite *references_suite(void)
{
    Suite *suite = suite_create("references");
    TCase *cases = tcase_create("references");

    tcase_add_loop_test(cases, references_become_those_of_the_target, 0, (int)ARRAY_LENGTH(texts));
    tcase_add_loop_test(cases, references_to_other_projects_become_those_of_the_target, 0,
                        (int)ARRAY_LENGTH(neighbourly));
    tcase_add_loop_test(cases, references_have_the_signs_and_addresses_of_the_target, 0,
                        (int)ARRAY_LENGTH(forms));
    tcase_add_loop_test(cases, what_has_a_record_needs_no_page, 0, (int)ARRAY_LENGTH(records));
    tcase_add_loop_test(cases, an_address_that_stays_is_none_of_a_record, 0,
                        (int)ARRAY_LENGTH(elsewhere));
    tcase_add_loop_test(cases, files_have_the_places_of_the_target, 0, (int)ARRAY_LENGTH(files));
    tcase_add_test(cases, files_without_a_place_are_told);
    tcase_add_test(cases, pictures_that_are_kept_elsewhere_are_told);
    tcase_add_test(cases, other_markups_are_shown_as_they_are);
    tcase_add_test(cases, a_text_without_bound_is_left_alone);
    tcase_add_loop_test(cases, footers_stand_below_a_line, 0, (int)ARRAY_LENGTH(footers));
    tcase_add_test(cases, addresses_are_taken_apart);
    suite_add_tcase(suite, cases);
    return suite;
}
