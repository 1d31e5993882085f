/* The command line: what is understood, what is refused, and that help and manual say all of it. */
#include <check.h>
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/screen.h"
#include "cli/session.h"
#include "lib/os/file.h"
#include "suites.h"

#define WORDS_MAX 12
#define MANUAL_BYTES ((size_t)1024 * 1024)

static struct invocation invocation;
static struct error err;
static char words_text[256];
static char *words[WORDS_MAX + 1];

/* The line is split at blanks. */
static bool parse(const char *line)
{
    int count = 0;
    char *rest = words_text;

    snprintf(words_text, sizeof(words_text), "brigade %s", line);
    memset(words, 0, sizeof(words));
    while (rest != NULL && count < WORDS_MAX) {
        char *word = strsep(&rest, " ");
        if (*word != '\0')
            words[count++] = word;
    }
    err = (struct error){0};
    return commands_parse(&invocation, count, words, &err);
}

static void understood(const char *line)
{
    ck_assert_msg(parse(line), "%s: %s", line, err.message);
}

START_TEST(a_verb_has_one_word_or_two)
{
    understood("status");
    ck_assert_str_eq(invocation.command->name, "status");
    ck_assert_uint_eq(invocation.argument_count, 0);
    understood("credential add acme --kind api_token");
    ck_assert_str_eq(invocation.command->name, "credential add");
    ck_assert_str_eq(commands_argument(&invocation, 0), "acme");
    ck_assert_ptr_null(commands_argument(&invocation, 1));
    ck_assert_str_eq(commands_option(&invocation, "kind"), "api_token");
    ck_assert_ptr_null(commands_option(&invocation, "email"));
}
END_TEST

START_TEST(options_stand_before_and_behind_the_verb_and_its_arguments)
{
    understood("-v --storage /a status 7 --json -v --web-url=https://b --config c");
    ck_assert_str_eq(invocation.command->name, "status");
    ck_assert_str_eq(commands_argument(&invocation, 0), "7");
    ck_assert(commands_has_option(&invocation, "json"));
    ck_assert(!commands_has_option(&invocation, "watch"));
    ck_assert_int_eq(invocation.verbosity, 2);
    ck_assert_str_eq(invocation.settings[SETTING_STORAGE], "/a");
    ck_assert_str_eq(invocation.settings[SETTING_WEB_URL], "https://b");
    ck_assert_ptr_null(invocation.settings[SETTING_API_URL]);
    ck_assert_str_eq(invocation.config_file, "c");
    understood("-vvv status");
    ck_assert_int_eq(invocation.verbosity, 2);
}
END_TEST

START_TEST(an_option_of_the_verb_hides_a_setting_of_the_same_name)
{
    understood("credential add a --kind access_token --requests-per-hour 5");
    ck_assert_str_eq(commands_option(&invocation, "requests-per-hour"), "5");
    ck_assert_ptr_null(invocation.settings[SETTING_REQUESTS_PER_HOUR]);
    understood("work --requests-per-hour 5");
    ck_assert_str_eq(invocation.settings[SETTING_REQUESTS_PER_HOUR], "5");
}
END_TEST

START_TEST(negative_numbers_and_what_follows_two_dashes_are_values)
{
    understood("import a/b --priority -3");
    ck_assert_str_eq(commands_option(&invocation, "priority"), "-3");
    understood("retry 1 stage -- --key");
    ck_assert_str_eq(commands_argument(&invocation, 2), "--key");
}
END_TEST

static const struct {
    const char *line;
    const char *said;
} refusals[] = {
    {"", "what shall I do"},
    {"statsu", "near are: \"status\""},
    {"stat", "near are: \"status\""},
    {"frobnicate", "verbs are: install, work"},
    {"credential", "\"brigade credential list\""},
    {"credential lst", "\"brigade credential list\""},
    {"status --wacht", "near are: \"watch\""},
    {"status --frobnicate", "there is no option --frobnicate"},
    {"--frobnicate status", "there is no option --frobnicate"},
    {"status -q", "there is no option -q"},
    {"status --for 5s", "there is no option --for"},
    {"work --for", "--for needs a value"},
    {"--storage", "--storage needs a value"},
    {"status --json=yes", "--json takes no value"},
    {"import", "too few arguments: brigade import SOURCE"},
    {"import a/b c/d", "too many arguments: brigade import SOURCE"},
    {"retry 1 2 3 4", "brigade retry IMPORT [STAGE [KEY]]"},
    {"install now", "too many arguments: brigade install"},
};

START_TEST(what_is_not_understood_is_refused_with_what_is_near)
{
    ck_assert(!parse(refusals[_i].line));
    ck_assert_msg(strstr(err.message, refusals[_i].said) != NULL, "%s", err.message);
}
END_TEST

START_TEST(a_value_that_may_be_a_secret_is_not_repeated)
{
    ck_assert(!parse("credential add a --secret=hush"));
    ck_assert_ptr_null(strstr(err.message, "hush"));
    ck_assert(!parse("credential add a hush"));
    ck_assert_ptr_null(strstr(err.message, "hush"));
}
END_TEST

START_TEST(help_and_version_need_nothing_else)
{
    understood("--help");
    ck_assert(invocation.wants_help && invocation.command == NULL);
    understood("import --help");
    ck_assert(invocation.wants_help);
    understood("credential --help");
    ck_assert_str_eq(invocation.family, "credential");
    understood("--version");
    ck_assert(invocation.wants_version);
}
END_TEST

START_TEST(the_table_is_in_order)
{
    const struct command *command = &command_table[_i];
    size_t least = 0, most = 0, options = 0;

    ck_assert_uint_gt(strlen(command->help), 0);
    ck_assert_ptr_nonnull(command->run);
    commands_count_arguments(command, &least, &most);
    ck_assert_uint_le(least, most);
    while (options < COMMAND_OPTIONS_MAX && command->options[options].name != NULL)
        ck_assert_uint_gt(strlen(command->options[options++].help), 0);
    ck_assert_uint_lt(options, COMMAND_OPTIONS_MAX);
}
END_TEST

START_TEST(arguments_are_counted_from_the_synopsis)
{
    size_t least = 0, most = 0;
    struct command command = {.arguments = "IMPORT [STAGE [KEY]]"};

    commands_count_arguments(&command, &least, &most);
    ck_assert_uint_eq(least, 1);
    ck_assert_uint_eq(most, 3);
}
END_TEST

START_TEST(help_names_every_verb_option_and_setting)
{
    CLEANUP(buffer_release) struct buffer program = {0};

    invocation = (struct invocation){0};
    commands_print_help(&program, &invocation);
    for (size_t i = 0; i < SETTING_COUNT; i++)
        ck_assert_ptr_nonnull(strstr(buffer_text(&program), config_settings[i].option));
    for (size_t i = 0; i < command_count; i++) {
        CLEANUP(buffer_release) struct buffer verb = {0};
        const struct command_option *options = command_table[i].options;
        ck_assert_ptr_nonnull(strstr(buffer_text(&program), command_table[i].name));
        invocation.command = &command_table[i];
        commands_print_help(&verb, &invocation);
        for (size_t j = 0; j < COMMAND_OPTIONS_MAX && options[j].name != NULL; j++)
            ck_assert_ptr_nonnull(strstr(buffer_text(&verb), options[j].name));
    }
}
END_TEST

/* The manual without its backslashes, as a reader sees it. */
static void read_manual(struct buffer *out)
{
    const char *top = getenv("top_srcdir");
    CLEANUP(free_pointer) char *path = xasprintf("%s/src/brigade.1", top != NULL ? top : ".");
    CLEANUP(buffer_release) struct buffer text = {0};

    ck_assert_msg(file_read(path, MANUAL_BYTES, &text, &err), "%s", err.message);
    for (const char *at = buffer_text(&text); *at != '\0'; at++)
        if (*at != '\\')
            buffer_add_bytes(out, at, 1);
}

/* Whether `word` occurs in `text` before `end`, with no longer word around it. */
static bool has_word(const char *text, const char *end, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = strstr(text, word); at != NULL && at < end; at = strstr(at + 1, word))
        if (strchr("-_", at[size]) == NULL && !isalnum((unsigned char)at[size]))
            return true;
    return false;
}

START_TEST(the_manual_describes_every_verb_with_its_options)
{
    const struct command *command = &command_table[_i];
    CLEANUP(buffer_release) struct buffer manual = {0};
    CLEANUP(free_pointer)
    char *heading = xasprintf(".SS \"brigade %s%s%s", command->name,
                              *command->arguments != '\0' ? " " : "", command->arguments);
    const char *start, *end;

    read_manual(&manual);
    start = strstr(buffer_text(&manual), heading);
    ck_assert_msg(start != NULL, "%s", heading);
    end = strstr(start + 1, "\n.S");
    for (size_t j = 0; j < COMMAND_OPTIONS_MAX && command->options[j].name != NULL; j++) {
        CLEANUP(free_pointer) char *option = xasprintf("--%s", command->options[j].name);
        ck_assert_msg(has_word(start, end, option), "%s %s", command->name, option);
    }
}
END_TEST

START_TEST(the_manual_describes_every_setting)
{
    const struct setting *setting = &config_settings[_i];
    CLEANUP(buffer_release) struct buffer manual = {0};
    CLEANUP(free_pointer) char *heading = xasprintf("\n.B %s\n", setting->name);
    CLEANUP(free_pointer) char *option = xasprintf("--%s", setting->option);
    const char *start, *end;

    read_manual(&manual);
    start = strstr(buffer_text(&manual), ".SH SETTINGS");
    ck_assert_ptr_nonnull(start);
    start = strstr(start, heading);
    ck_assert_msg(start != NULL, "%s", setting->name);
    end = strstr(start, "\n.TP");
    if (end == NULL || end > strstr(start, "\n.SH"))
        end = strstr(start, "\n.SH");
    ck_assert_msg(has_word(start, end, option), "%s", option);
    ck_assert_msg(has_word(start, end, setting->environment), "%s", setting->environment);
    if (setting->fallback[0] != '\0' && _i != SETTING_SQL)
        ck_assert_msg(has_word(start, end, setting->fallback), "%s", setting->fallback);
}
END_TEST

START_TEST(the_manual_describes_every_exit_code)
{
    static const int codes[] = {EX_OK,       EX_USAGE, EX_DATAERR,  EX_UNAVAILABLE,
                                EX_SOFTWARE, EX_IOERR, EX_TEMPFAIL, EX_CONFIG};
    CLEANUP(buffer_release) struct buffer manual = {0};

    read_manual(&manual);
    const char *start = strstr(buffer_text(&manual), ".SH EXIT STATUS");
    ck_assert_ptr_nonnull(start);
    for (size_t i = 0; i < ARRAY_LENGTH(codes); i++) {
        CLEANUP(free_pointer) char *heading = xasprintf("\n.B %d\n", codes[i]);
        ck_assert_msg(strstr(start, heading) != NULL, "%d", codes[i]);
    }
}
END_TEST

static const struct {
    enum error_class class;
    const char *sqlstate;
    int exit_code;
} exits[] = {
    {ERROR_RETRY, "", EX_UNAVAILABLE},       {ERROR_RETRY, "57P01", EX_UNAVAILABLE},
    {ERROR_ITEM, "22023", EX_DATAERR},       {ERROR_ITEM, "P0002", EX_DATAERR},
    {ERROR_ITEM, "55000", EX_DATAERR},       {ERROR_ITEM, "", EX_DATAERR},
    {ERROR_IMPORT, "", EX_CONFIG},           {ERROR_IMPORT, "3F000", EX_CONFIG},
    {ERROR_IMPORT, "42883", EX_CONFIG},      {ERROR_IMPORT, "42P01", EX_CONFIG},
    {ERROR_IMPORT, "42501", EX_UNAVAILABLE}, {ERROR_ITEM, "42703", EX_SOFTWARE},
    {ERROR_ITEM, "XX000", EX_SOFTWARE},
};

START_TEST(the_kind_of_error_decides_the_exit_code)
{
    err = (struct error){.class = exits[_i].class};
    snprintf(err.sqlstate, sizeof(err.sqlstate), "%s", exits[_i].sqlstate);
    ck_assert_int_eq(session_exit_code(&err), exits[_i].exit_code);
}
END_TEST

static struct canvas canvas_of(size_t columns)
{
    return (struct canvas){.screen = {.columns = columns}};
}

START_TEST(lines_are_cut_and_fields_are_filled)
{
    CLEANUP(canvas_release) struct canvas canvas = canvas_of(12);

    canvas_field(&canvas, COLOUR_RED, "abc", 5);
    canvas_field(&canvas, COLOUR_NONE, "defghi", 4);
    canvas_put(&canvas, COLOUR_NONE, "jklmnop");
    canvas_end_line(&canvas);
    canvas_put(&canvas, COLOUR_NONE, "a\033[2Jb\nc");
    ck_assert_str_eq(buffer_text(&canvas.text), "abc  defgjkl\na?[2Jb?c");
}
END_TEST

START_TEST(lines_beyond_the_last_row_are_dropped)
{
    CLEANUP(canvas_release) struct canvas canvas = canvas_of(12);

    canvas.rows_max = 2;
    for (int i = 0; i < 4; i++) {
        canvas_printf(&canvas, COLOUR_NONE, "%d", i);
        canvas_end_line(&canvas);
    }
    ck_assert_str_eq(buffer_text(&canvas.text), "0\n1\n");
}
END_TEST

static const struct {
    int64_t part, whole;
    const char *bar;
} bars[] = {
    {0, 0, "[..........]"},      {0, 10, "[..........]"},
    {5, 10, "[#####.....]"},     {10, 10, "[##########]"},
    {999, 1000, "[#########.]"}, {1, 1000, "[..........]"},
    {7, 5, "[##########]"},      {1LL << 62, 1LL << 62, "[##########]"},
};

START_TEST(a_bar_is_full_only_when_all_is_done)
{
    CLEANUP(canvas_release) struct canvas canvas = canvas_of(12);

    canvas_bar(&canvas, bars[_i].part, bars[_i].whole, 12);
    ck_assert_str_eq(buffer_text(&canvas.text), bars[_i].bar);
}
END_TEST

START_TEST(widths_are_columns_not_bytes)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return;
    ck_assert_uint_eq(screen_width("r\u00e9sum\u00e9"), 6);
    ck_assert_uint_eq(screen_width("e\u0301"), 1);      /* combining */
    ck_assert_uint_eq(screen_width("\u65e5\u672c"), 4); /* wide */
    ck_assert_uint_eq(screen_cut("\u65e5\u672c", 3), 3);
    setlocale(LC_CTYPE, "C");
    ck_assert_uint_eq(screen_width("r\u00e9sum\u00e9"), 6);
}
END_TEST

static TCase *table_cases(void)
{
    TCase *cases = tcase_create("tables");
    int verbs = (int)command_count;

    tcase_add_loop_test(cases, the_table_is_in_order, 0, verbs);
    tcase_add_test(cases, arguments_are_counted_from_the_synopsis);
    tcase_add_test(cases, help_names_every_verb_option_and_setting);
    tcase_add_loop_test(cases, the_manual_describes_every_verb_with_its_options, 0, verbs);
    tcase_add_loop_test(cases, the_manual_describes_every_setting, 0, SETTING_COUNT);
    tcase_add_test(cases, the_manual_describes_every_exit_code);
    tcase_add_loop_test(cases, the_kind_of_error_decides_the_exit_code, 0,
                        (int)ARRAY_LENGTH(exits));
    return cases;
}

static TCase *screen_cases(void)
{
    TCase *cases = tcase_create("screen");

    tcase_add_test(cases, lines_are_cut_and_fields_are_filled);
    tcase_add_test(cases, lines_beyond_the_last_row_are_dropped);
    tcase_add_loop_test(cases, a_bar_is_full_only_when_all_is_done, 0, (int)ARRAY_LENGTH(bars));
    tcase_add_test(cases, widths_are_columns_not_bytes);
    return cases;
}

Suite *commands_suite(void)
{
    Suite *suite = suite_create("commands");
    TCase *cases = tcase_create("parse");

    tcase_add_test(cases, a_verb_has_one_word_or_two);
    tcase_add_test(cases, options_stand_before_and_behind_the_verb_and_its_arguments);
    tcase_add_test(cases, an_option_of_the_verb_hides_a_setting_of_the_same_name);
    tcase_add_test(cases, negative_numbers_and_what_follows_two_dashes_are_values);
    tcase_add_loop_test(cases, what_is_not_understood_is_refused_with_what_is_near, 0,
                        (int)ARRAY_LENGTH(refusals));
    tcase_add_test(cases, a_value_that_may_be_a_secret_is_not_repeated);
    tcase_add_test(cases, help_and_version_need_nothing_else);
    suite_add_tcase(suite, cases);
    suite_add_tcase(suite, table_cases());
    suite_add_tcase(suite, screen_cases());
    return suite;
}
