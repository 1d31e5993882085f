/* Settings: where they come from, and what is refused. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <string.h>
#include <unistd.h>

#include "cli/invocation.h"
#include "suites.h"

static const char *options[SETTING_COUNT];
static char path[64];

static void begin(void)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        unsetenv(config_settings[i].environment);
        options[i] = NULL;
    }
    setenv(CONFIG_FILE_ENVIRONMENT, "", 1);
    snprintf(path, sizeof(path), "/tmp/brigade-config-test.XXXXXX");
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    close(descriptor);
}

static void end(void)
{
    unlink(path);
}

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static struct config loaded(const char *file)
{
    struct config config;
    struct error err = {0};
    ck_assert_msg(config_load(&config, options, file, &err), "%s", err.message);
    return config;
}

static struct error refused(const char *file)
{
    struct config config;
    struct error err = {0};
    ck_assert(!config_load(&config, options, file, &err));
    ck_assert_int_eq(err.class, ERROR_IMPORT);
    return err;
}

START_TEST(defaults_hold_where_nothing_is_said)
{
    CLEANUP(config_release) struct config config = loaded(NULL);
    ck_assert_str_eq(config_text(&config, SETTING_API_URL), "https://api.bitbucket.org");
    ck_assert_str_eq(config_text(&config, SETTING_STORAGE), "/var/lib/brigade");
    ck_assert_str_eq(config_text(&config, SETTING_CREDENTIALS), "/etc/brigade/credentials");
    ck_assert_str_eq(config.origins[SETTING_STORAGE], "default");
    ck_assert_ptr_null(config.file);
    struct settings settings = config_worker_settings(&config);
    ck_assert_int_eq(settings.requests_per_hour, 950);
    ck_assert_int_eq(settings.requests_per_hour_anonymous, 57);
    ck_assert_ptr_null(settings.ca_file);
}
END_TEST

START_TEST(option_beats_environment_beats_file_beats_default)
{
    write_file("storage = /file\ncredentials = /file\nweb_url = https://file.example/\n");
    setenv("BRIGADE_STORAGE", "/environment", 1);
    setenv("BRIGADE_CREDENTIALS", "/environment", 1);
    options[SETTING_STORAGE] = "/option";
    CLEANUP(config_release) struct config config = loaded(path);
    ck_assert_str_eq(config_text(&config, SETTING_STORAGE), "/option");
    ck_assert_str_eq(config.origins[SETTING_STORAGE], "option --storage");
    ck_assert_str_eq(config_text(&config, SETTING_CREDENTIALS), "/environment");
    ck_assert_str_eq(config.origins[SETTING_CREDENTIALS], "environment BRIGADE_CREDENTIALS");
    ck_assert_str_eq(config_text(&config, SETTING_WEB_URL), "https://file.example");
    CLEANUP(free_pointer) char *origin = xasprintf("%s:3", path);
    ck_assert_str_eq(config.origins[SETTING_WEB_URL], origin);
}
END_TEST

START_TEST(the_environment_may_name_the_file_and_the_option_beats_it)
{
    write_file("storage = /file\n");
    setenv(CONFIG_FILE_ENVIRONMENT, path, 1);
    CLEANUP(config_release) struct config named = loaded(NULL);
    ck_assert_str_eq(config_text(&named, SETTING_STORAGE), "/file");
    CLEANUP(config_release) struct config none = loaded("");
    ck_assert_str_eq(config_text(&none, SETTING_STORAGE), "/var/lib/brigade");
}
END_TEST

START_TEST(an_empty_value_counts_as_not_set)
{
    write_file("storage =\n");
    setenv("BRIGADE_API_URL", "", 1);
    CLEANUP(config_release) struct config config = loaded(path);
    ck_assert_str_eq(config_text(&config, SETTING_STORAGE), "/var/lib/brigade");
    ck_assert_str_eq(config_text(&config, SETTING_API_URL), "https://api.bitbucket.org");
}
END_TEST

START_TEST(blanks_and_comments_are_passed_over_and_values_may_hold_signs)
{
    write_file("# a comment\n\n \t storage=/a b#c \r\ndatabase = host=/run port=5433");
    CLEANUP(config_release) struct config config = loaded(path);
    ck_assert_str_eq(config_text(&config, SETTING_STORAGE), "/a b#c");
    ck_assert_str_eq(config_text(&config, SETTING_DATABASE), "host=/run port=5433");
}
END_TEST

static const struct {
    enum setting_id id;
    const char *value;
    const char *said; /* part of the sentence; NULL: the value is good */
} values[] = {
    {SETTING_API_URL, "https://api.example.org", NULL},
    {SETTING_API_URL, "https://api.example.org:8443/", NULL},
    {SETTING_API_URL, "http://127.0.0.1:8080", NULL},
    {SETTING_API_URL, "http://[::1]:8080/", NULL},
    {SETTING_API_URL, "http://localhost", NULL},
    {SETTING_API_URL, "http://api.example.org", "only https"},
    {SETTING_API_URL, "http://127.0.0.1.example.org", "only https"},
    {SETTING_API_URL, "ftp://api.example.org", "only https"},
    {SETTING_API_URL, "https://user@api.example.org", "user name"},
    {SETTING_API_URL, "https://user:hush@api.example.org", "user name"},
    {SETTING_API_URL, "https://api.example.org/2.0", "path"},
    {SETTING_API_URL, "https://api.example.org//", "path"},
    {SETTING_API_URL, "https://api.example.org?x", "query"},
    {SETTING_API_URL, "https://api.example.org/#x", "query"},
    {SETTING_API_URL, "api.example.org", "cannot be used"},
    {SETTING_WEB_URL, "https://", "cannot be used"},
    {SETTING_STORAGE, "relative", "absolute path"},
    {SETTING_REQUESTS_PER_HOUR, "2", NULL},
    {SETTING_REQUESTS_PER_HOUR, "1000000", NULL},
    {SETTING_REQUESTS_PER_HOUR, "1", "whole number"},
    {SETTING_REQUESTS_PER_HOUR, "1000001", "whole number"},
    {SETTING_REQUESTS_PER_HOUR, "99999999999999999999", "whole number"},
    {SETTING_REQUESTS_PER_HOUR, "-1", "whole number"},
    {SETTING_REQUESTS_PER_HOUR, "10 ", "whole number"},
    {SETTING_LOG_FORMAT, "json", NULL},
    {SETTING_LOG_FORMAT, "text|json", "one of"},
    {SETTING_LOG_FORMAT, "tex", "one of"},
    {SETTING_DATABASE, "service=brigade", NULL},
    {SETTING_DATABASE, "postgresql://ada@db.example.org/brigade", NULL},
    {SETTING_DATABASE, "host=db password=hush", "list of processes"},
    {SETTING_DATABASE, "postgresql://ada:hush@db.example.org/brigade", "list of processes"},
};

START_TEST(values_are_checked_and_refused_with_their_origin)
{
    options[values[_i].id] = values[_i].value;
    if (values[_i].said == NULL) {
        CLEANUP(config_release) struct config config = loaded(NULL);
        return;
    }
    struct error err = refused(NULL);
    ck_assert_msg(strstr(err.message, values[_i].said) != NULL, "%s", err.message);
    ck_assert_msg(strstr(err.message, "option --") != NULL, "%s", err.message);
    ck_assert_msg(strstr(err.message, "hush") == NULL, "%s", err.message);
}
END_TEST

START_TEST(a_bad_value_is_refused_even_when_it_is_overridden)
{
    setenv("BRIGADE_STORAGE", "relative", 1);
    options[SETTING_STORAGE] = "/option";
    struct error err = refused(NULL);
    ck_assert_ptr_nonnull(strstr(err.message, "environment BRIGADE_STORAGE"));
}
END_TEST

static const struct {
    const char *text;
    const char *line;
    const char *said;
} bad_files[] = {
    {"storage = /a\nstorge = /b\n", ":2: ", "there is no setting \"storge\""},
    {"\n\nstorage /a\n", ":3: ", "key = value"},
    {"storage = /a\n#\nstorage = /b\n", ":3: ", "twice"},
    {"api_url = http://example.org", ":1: ", "only https"},
};

START_TEST(a_bad_line_is_refused_with_its_number)
{
    write_file(bad_files[_i].text);
    struct error err = refused(path);
    ck_assert_ptr_nonnull(strstr(err.message, path));
    ck_assert_msg(strstr(err.message, bad_files[_i].line) != NULL, "%s", err.message);
    ck_assert_msg(strstr(err.message, bad_files[_i].said) != NULL, "%s", err.message);
}
END_TEST

START_TEST(a_file_that_is_named_must_be_there)
{
    struct error err = refused("/nonexistent/brigade.conf");
    ck_assert_ptr_nonnull(strstr(err.message, "/nonexistent/brigade.conf"));
}
END_TEST

START_TEST(a_file_that_others_may_write_is_refused)
{
    write_file("storage = /x\n");
    ck_assert_int_eq(chmod(path, 0664), 0);
    struct error err = refused(path);
    ck_assert_msg(strstr(err.message, "chmod go-w"), "%s", err.message);
    ck_assert_int_eq(chmod(path, 0646), 0);
    err = refused(path);
    ck_assert_ptr_nonnull(strstr(err.message, "chmod go-w"));
    ck_assert_int_eq(chmod(path, 0644), 0);
    CLEANUP(config_release) struct config config = loaded(path);
}
END_TEST

START_TEST(a_password_in_the_file_works_and_is_not_shown)
{
    write_file("database = host=db password=hush\n");
    CLEANUP(config_release) struct config config = loaded(path);
    ck_assert_str_eq(config_text(&config, SETTING_DATABASE), "host=db password=hush");
    ck_assert(config_holds_password(&config));
    ck_assert_ptr_null(strstr(config_shown(&config, SETTING_DATABASE), "hush"));
}
END_TEST

START_TEST(the_sample_is_a_file_that_changes_nothing_and_names_every_setting)
{
    CLEANUP(buffer_release) struct buffer sample = {0};
    config_print_sample(&sample);
    write_file(buffer_text(&sample));
    CLEANUP(config_release) struct config config = loaded(path);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        CLEANUP(free_pointer)
        char *line =
            xasprintf("\n#%s = %s\n", config_settings[i].name, config_settings[i].fallback);
        ck_assert_str_eq(config.origins[i], "default");
        ck_assert_msg(strstr(buffer_text(&sample), line) != NULL, "%s", line);
    }
}
END_TEST

/* brigade_storage from BRIGADE_STORAGE, storage from --storage: one rule for all. */
START_TEST(options_and_environment_are_named_after_the_setting)
{
    const struct setting *setting = &config_settings[_i];
    ck_assert_uint_eq(strlen(setting->option), strlen(setting->name));
    ck_assert_uint_eq(strlen(setting->environment), strlen("BRIGADE_") + strlen(setting->name));
    ck_assert_int_eq(strncmp(setting->environment, "BRIGADE_", 8), 0);
    for (size_t i = 0; setting->name[i] != '\0'; i++) {
        char byte = setting->name[i];
        ck_assert_int_eq(setting->option[i], byte == '_' ? '-' : byte);
        ck_assert_int_eq(setting->environment[8 + i], byte == '_' ? '_' : byte - 'a' + 'A');
    }
    ck_assert_uint_gt(strlen(setting->help), 0);
}
END_TEST

Suite *config_suite(void)
{
    Suite *suite = suite_create("config");
    TCase *cases = tcase_create("config");
    tcase_add_checked_fixture(cases, begin, end);
    tcase_add_test(cases, defaults_hold_where_nothing_is_said);
    tcase_add_test(cases, option_beats_environment_beats_file_beats_default);
    tcase_add_test(cases, the_environment_may_name_the_file_and_the_option_beats_it);
    tcase_add_test(cases, an_empty_value_counts_as_not_set);
    tcase_add_test(cases, blanks_and_comments_are_passed_over_and_values_may_hold_signs);
    tcase_add_loop_test(cases, values_are_checked_and_refused_with_their_origin, 0,
                        (int)ARRAY_LENGTH(values));
    tcase_add_test(cases, a_bad_value_is_refused_even_when_it_is_overridden);
    tcase_add_loop_test(cases, a_bad_line_is_refused_with_its_number, 0,
                        (int)ARRAY_LENGTH(bad_files));
    tcase_add_test(cases, a_file_that_is_named_must_be_there);
    tcase_add_test(cases, a_file_that_others_may_write_is_refused);
    tcase_add_test(cases, a_password_in_the_file_works_and_is_not_shown);
    tcase_add_test(cases, the_sample_is_a_file_that_changes_nothing_and_names_every_setting);
    tcase_add_loop_test(cases, options_and_environment_are_named_after_the_setting, 0,
                        SETTING_COUNT);
    suite_add_tcase(suite, cases);
    return suite;
}
