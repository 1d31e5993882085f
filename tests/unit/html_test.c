#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/markup/html_chart.h"
#include "lib/markup/html_read.h"
#include "lib/markup/markdown_html.h"
#include "suites.h"

static struct error err;

static void expect_text(const char *text, const char *wanted)
{
    CLEANUP(html_release) struct html html = {0};

    html_text(&html, text);
    ck_assert_str_eq(buffer_text(&html.out), wanted);
}

START_TEST(nothing_of_a_text_is_markup)
{
    expect_text("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
    expect_text("a & \"b\" 'c'", "a &amp; &quot;b&quot; &#39;c&#39;");
    expect_text("\xe2\x80\xaegnp.exe", "U+202Egnp.exe");
    expect_text("a\x01\x7f\xc2\x85"
                "b",
                "aU+0001U+007FU+0085b");
    expect_text("a\r\nb\rc\td", "a\nbU+000Dc\td");
    expect_text("\xff\xc0\xafx", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx");
    expect_text("\xf0\x9f\x9a\x80 gr\xc3\xbc\xc3\x9f", "\xf0\x9f\x9a\x80 gr\xc3\xbc\xc3\x9f");
}
END_TEST

START_TEST(elements_close_in_order_and_values_stay_in_their_quotes)
{
    CLEANUP(html_release) struct html html = {0};

    html_begin_class(&html, "a", "x");
    html_attribute(&html, "href", "\"><b>");
    html_element(&html, "em", NULL, "y");
    html_begin(&html, "br");
    html_end(&html);
    html_end(&html);
    ck_assert_str_eq(buffer_text(&html.out),
                     "<a class=\"x\" href=\"&quot;&gt;&lt;b&gt;\"><em>y</em><br></a>");
}
END_TEST

START_TEST(what_is_too_deep_keeps_its_text)
{
    CLEANUP(html_release) struct html html = {0};

    for (int i = 0; i < 1000; i++)
        html_begin_class(&html, "div", "c");
    html_text(&html, "deep");
    for (int i = 0; i < 1000; i++)
        html_end(&html);
    ck_assert_uint_eq(html.depth, 0);
    ck_assert_ptr_nonnull(strstr(buffer_text(&html.out), "deep"));
    ck_assert_uint_lt(html.out.size, 64 * 40);
}
END_TEST

/* Links lead on when they begin with "http:", pictures when they end with ".png". */
static char *take_link(const char *destination, void *payload)
{
    (void)payload;
    return strncmp(destination, "http:", 5) == 0 ? xstrdup(destination) : NULL;
}

static char *take_picture(const char *destination, void *payload)
{
    size_t size = strlen(destination);

    (void)payload;
    return size > 4 && strcmp(destination + size - 4, ".png") == 0
               ? xasprintf("files/%s", destination)
               : NULL;
}

static void take_run(struct html *html, const char *text, size_t size, void *payload)
{
    (void)payload;
    html_text(html, "[");
    html_text_bytes(html, text, size);
    html_text(html, "]");
}

static const struct markdown_reader reader = {2, take_link, take_picture, NULL, NULL};

static void expect_markdown(const char *text, const char *wanted)
{
    CLEANUP(html_release) struct html html = {0};

    ck_assert(markdown_html(&html, text, &reader));
    ck_assert_str_eq(buffer_text(&html.out), wanted);
    ck_assert_uint_eq(html.depth, 0);
}

START_TEST(markdown_becomes_markup_of_ours)
{
    expect_markdown("# A *b*\n\nc\n", "<h3>A <em>b</em></h3>\n<p>c</p>\n");
    expect_markdown("###### low", "<h3>low</h3>\n");
    expect_markdown("## a\n#### b\n### c\n###### d\n# e\n## f\n",
                    "<h3>a</h3>\n<h4>b</h4>\n<h4>c</h4>\n<h5>d</h5>\n<h3>e</h3>\n<h4>f</h4>\n");
    expect_markdown("# 1\n## 2\n### 3\n#### 4\n##### 5\n",
                    "<h3>1</h3>\n<h4>2</h4>\n<h5>3</h5>\n<h6>4</h6>\n<h6>5</h6>\n");
    expect_markdown("- [x] done\n- [ ] open",
                    "<ul><li>\xe2\x98\x91 done</li>\n<li>\xe2\x98\x90 open</li>\n</ul>\n");
    expect_markdown("3. c", "<ol start=\"3\"><li>c</li>\n</ol>\n");
    expect_markdown("`a<b`", "<p><code>a&lt;b</code></p>\n");
    expect_markdown("```c\n<x>\n```", "<pre class=\"wide\" tabindex=\"0\" role=\"region\" "
                                      "aria-label=\"Code\"><code>&lt;x&gt;\n</code></pre>\n");
    expect_markdown("> a", "<blockquote><p>a</p>\n</blockquote>\n");
    expect_markdown("|a|b|\n|---|--:|\n|c|d|",
                    "<div class=\"wide\" tabindex=\"0\" role=\"region\" "
                    "aria-label=\"Table\"><table><thead><tr><th scope=\"col\">a</th>"
                    "<th scope=\"col\" class=\"right\">b</th></tr>\n</thead>\n<tbody><tr><td>c</td>"
                    "<td class=\"right\">d</td></tr>\n</tbody>\n</table>\n</div>\n");
    expect_markdown("&auml; &#8238; &lt; &nonsense", "<p>&auml; U+202E &lt; &amp;nonsense</p>\n");
}
END_TEST

START_TEST(raw_html_is_text)
{
    expect_markdown("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n");
    expect_markdown("a <img src=x onerror=y> b", "<p>a &lt;img src=x onerror=y&gt; b</p>\n");
    expect_markdown("<!-- c -->", "<p>&lt;!-- c --&gt;</p>\n");
}
END_TEST

START_TEST(links_lead_where_the_reader_says)
{
    expect_markdown("[a](http://x/?b&amp;c)", "<p><a href=\"http://x/?b&amp;c\" rel=\"nofollow "
                                              "noreferrer noopener\">a</a></p>\n");
    expect_markdown("[a *b*](javascript:alert(1)) c",
                    "<p><span class=\"nolink\">a <em>b</em> <code>javascript:alert(1)</code></span>"
                    " c</p>\n");
    expect_markdown("[a](jav&#x61;script:x)",
                    "<p><span class=\"nolink\">a <code>javascript:x</code>"
                    "</span></p>\n");
    expect_markdown("[a]() <xx:y>", "<p><span class=\"nolink\">a</span> <span class=\"nolink\">xx:y"
                                    "</span></p>\n");
    expect_markdown("[a](x\"<b>) [c](http:d)", "<p><span class=\"nolink\">a <code>x&quot;&lt;b&gt;"
                                               "</code></span> <a href=\"http:d\" rel=\"nofollow "
                                               "noreferrer noopener\">c</a></p>\n");
    expect_markdown("![a *b*](x.png)", "<p><img src=\"files/x.png\" alt=\"a b\" "
                                       "loading=\"lazy\"></p>\n");
    expect_markdown("![a](http://x/y)", "<p><a href=\"http://x/y\" rel=\"nofollow noreferrer "
                                        "noopener\">a</a></p>\n");
    expect_markdown("![a](data:image/svg)",
                    "<p><span class=\"nolink\">a <code>data:image/svg</code>"
                    "</span></p>\n");
    expect_markdown("[![a](b)](c)",
                    "<p><span class=\"nolink\"><span class=\"nolink\">a <code>b</code>"
                    "</span> <code>c</code></span></p>\n");
    expect_markdown("![](x.png)", "<p><img src=\"files/x.png\" alt=\"picture\" "
                                  "loading=\"lazy\"></p>\n");
}
END_TEST

START_TEST(runs_of_text_are_told_of_whole_and_never_within_links_or_code)
{
    CLEANUP(html_release) struct html html = {0};
    const struct markdown_reader telling = {2, take_link, take_picture, take_run, NULL};

    ck_assert(markdown_html(&html, "a @{b} #1 [c](http://d) `e`", &telling));
    ck_assert_str_eq(buffer_text(&html.out),
                     "<p>[a @{b} #1 ]<a href=\"http://d\" rel=\"nofollow noreferrer noopener\">c"
                     "</a>[ ]<code>e</code></p>\n");
}
END_TEST

START_TEST(spans_that_the_parser_lets_overlap_stay_in_their_block)
{
    static const char *const texts[] = {"![x](y}*)* |", "*a ![b*](x.png) c*", "[a *b](http://x) c*",
                                        "**![x](y**) z", "~~![a](b~~)~~"};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        CLEANUP(html_release) struct html html = {0};
        html_begin(&html, "main");
        ck_assert(markdown_html(&html, texts[i], &reader));
        ck_assert_msg(html.depth == 1, "%s", texts[i]);
    }
}
END_TEST

START_TEST(a_text_that_is_too_large_is_shown_as_it_is)
{
    CLEANUP(html_release) struct html html = {0};
    CLEANUP(free_pointer) char *text = xcalloc(MARKDOWN_HTML_BYTES_MAX + 2, 1);

    memset(text, '*', MARKDOWN_HTML_BYTES_MAX + 1);
    ck_assert(!markdown_html(&html, text, &reader));
    ck_assert_int_eq(strncmp(buffer_text(&html.out), "<pre class=\"plain\"", 18), 0);
}
END_TEST

static char path[] = "/tmp/brigade-html-XXXXXX";

static void write_page(const char *text)
{
    FILE *file = NULL;

    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
    file = fdopen(mkstemp(path), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static bool note_tag(const struct html_tag *tag, void *payload, struct error *e)
{
    (void)e;
    buffer_printf(payload, "%s", tag->element);
    for (size_t i = 0; i < tag->count; i++)
        buffer_printf(payload, " %s=%s", tag->attributes[i].name, tag->attributes[i].value);
    buffer_add(payload, ";");
    return true;
}

static bool is_read(const char *text, struct buffer *seen)
{
    bool is_good = false;

    write_page(text);
    is_good = html_each(path, note_tag, seen, &err);
    unlink(path);
    return is_good;
}

START_TEST(a_page_is_read_back_tag_by_tag)
{
    CLEANUP(buffer_release) struct buffer seen = {0};

    ck_assert(is_read("<!DOCTYPE html>\n<p id=\"a&amp;&quot;\" class=\"b\">x &lt;<br></p>", &seen));
    ck_assert_str_eq(buffer_text(&seen), "p id=a&\" class=b;br;");
}
END_TEST

START_TEST(what_is_not_our_form_is_refused)
{
    static const char *const bad[] = {"<p>",
                                      "<p></b>",
                                      "</p>",
                                      "<P></P>",
                                      "<p a=b></p>",
                                      "<p a='b'>",
                                      "<p a=\"b>",
                                      "<p",
                                      "a > b",
                                      "<!-- c -->",
                                      "<p  a=\"\">",
                                      "<p a=\"&nbsp;\">",
                                      "<p a=\"\" a=\"\"></p>",
                                      "<>",
                                      "<p<b></b></p>"};

    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        CLEANUP(buffer_release) struct buffer seen = {0};
        ck_assert_msg(!is_read(bad[i], &seen), "%s", bad[i]);
    }
}
END_TEST

START_TEST(a_chart_has_its_figures_as_a_table)
{
    CLEANUP(html_release) struct html html = {0};
    CLEANUP(buffer_release) struct buffer seen = {0};
    static const char *const labels[] = {"2024-01", "2024-02", "2024-03"};
    static const char *const series[] = {"open", "<merged>"};
    static const int64_t values[] = {1, 2, 0, 4, -1, 5};

    html_chart(&html, &(struct html_chart){.id = "c",
                                           .title = "T",
                                           .unit = "Things",
                                           .label = "Month",
                                           .is_stacked = true,
                                           .label_count = 3,
                                           .labels = labels,
                                           .series_count = 2,
                                           .series = series,
                                           .values = values});
    ck_assert(is_read(buffer_text(&html.out), &seen));
    /* What is not known is no 0: its cell is empty, and no bar stands for it. */
    ck_assert_ptr_nonnull(strstr(buffer_text(&html.out),
                                 "<tr><th scope=\"row\">2024-03</th><td class=\"right\"></td><td "
                                 "class=\"right\">5</td></tr>"));
    ck_assert_ptr_null(strstr(buffer_text(&html.out), "height=\"-"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&html.out),
                                 "<tr><th scope=\"row\">2024-02</th><td class=\"right\">0</td><td "
                                 "class=\"right\">4</td></tr>"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&html.out), "&lt;merged&gt;"));
}
END_TEST

Suite *html_suite(void)
{
    Suite *suite = suite_create("html");
    TCase *tests = tcase_create("html");

    tcase_add_test(tests, nothing_of_a_text_is_markup);
    tcase_add_test(tests, elements_close_in_order_and_values_stay_in_their_quotes);
    tcase_add_test(tests, what_is_too_deep_keeps_its_text);
    tcase_add_test(tests, markdown_becomes_markup_of_ours);
    tcase_add_test(tests, raw_html_is_text);
    tcase_add_test(tests, links_lead_where_the_reader_says);
    tcase_add_test(tests, runs_of_text_are_told_of_whole_and_never_within_links_or_code);
    tcase_add_test(tests, spans_that_the_parser_lets_overlap_stay_in_their_block);
    tcase_add_test(tests, a_text_that_is_too_large_is_shown_as_it_is);
    tcase_add_test(tests, a_page_is_read_back_tag_by_tag);
    tcase_add_test(tests, what_is_not_our_form_is_refused);
    tcase_add_test(tests, a_chart_has_its_figures_as_a_table);
    suite_add_tcase(suite, tests);
    return suite;
}
