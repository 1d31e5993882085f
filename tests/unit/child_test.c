#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/os/child.h"
#include "suites.h"
#include "test_server.h"

static const char *const environment[] = {"PATH=" CHILD_PATH, "A=b", NULL};

static struct buffer output;
static struct buffer errors;
static struct error err;
static int code;
static struct child_request request;

static void set_up(void)
{
    output = (struct buffer){.maximum = 10000};
    errors = (struct buffer){.maximum = 1000};
    err = (struct error){0};
    code = -1;
    request = (struct child_request){.environment = environment,
                                     .inherited_fd = -1,
                                     .output = &output,
                                     .stall_ms = 10000,
                                     .wall_ms = 20000};
}

static void tear_down(void)
{
    buffer_release(&output);
    buffer_release(&errors);
}

static bool run(const char *commands)
{
    const char *const arguments[] = {"sh", "-c", commands, NULL};
    request.arguments = arguments;
    return child_run(&request, &code, &errors, &err);
}

static const struct {
    const char *commands;
    int code;
    const char *output;
    const char *errors;
} runs[] = {
    {"echo a; echo b >&2; exit 3", 3, "a\n", "b\n"},
    {"kill -9 $$", 137, "", ""},
    {"cat", 0, "", ""}, /* standard input is empty */
    {"printf 'one\\r two\\rthree\\nfour' >&2", 0, "", "three\nfour\n"},
    {"printf 'a\\033[1m\\377\\n\\n' >&2", 0, "", "a?[1m\xef\xbf\xbd\n"},
    {"for i in 0 1 2 3 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$i ] || echo $i; done", 0, "0\n1\n2\n",
     ""},
    {"exec 2>&-; sleep 0.1; echo late", 0, "late\n", ""},
};

START_TEST(a_program_runs_to_its_end)
{
    ck_assert_msg(run(runs[_i].commands), "%s", err.message);
    ck_assert_int_eq(code, runs[_i].code);
    ck_assert_str_eq(buffer_text(&output), runs[_i].output);
    ck_assert_str_eq(buffer_text(&errors), runs[_i].errors);
}
END_TEST

START_TEST(the_environment_is_what_was_given)
{
    const char *const arguments[] = {"env", NULL};
    request.arguments = arguments;
    setenv("C", "d", 1);
    ck_assert(child_run(&request, &code, &errors, &err));
    ck_assert_str_eq(buffer_text(&output), "PATH=" CHILD_PATH "\nA=b\n");
}
END_TEST

START_TEST(one_descriptor_is_inherited)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "secret", 6), 6);
    close(ends[1]);
    request.inherited_fd = ends[0];
    ck_assert(run("cat <&3; cat <&3; [ -e /proc/$$/fd/4 ] || echo :"));
    ck_assert_str_eq(buffer_text(&output), "secret:\n");
    close(ends[0]);
}
END_TEST

START_TEST(a_missing_program_is_told)
{
    const char *const arguments[] = {"no-such-program", NULL};
    request.arguments = arguments;
    ck_assert(!child_run(&request, &code, &errors, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_ptr_nonnull(strstr(err.message, "no-such-program"));
    ck_assert_int_eq(code, -1);
}
END_TEST

START_TEST(output_is_bounded)
{
    ck_assert(!run("yes"));
    ck_assert_msg(strstr(err.message, "printed more than 10000 bytes"), "%s", err.message);
    ck_assert_uint_le(output.size, 10000);
}
END_TEST

START_TEST(the_tail_of_the_errors_is_kept)
{
    ck_assert(run("i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo line $i; done >&2"));
    ck_assert_uint_le(errors.size, 1000);
    ck_assert_uint_ge(errors.size, 400);
    ck_assert_ptr_nonnull(strstr(errors.data, "line 2999\nline 3000\n"));
    ck_assert_int_eq(strncmp(errors.data, "line ", 5), 0);
}
END_TEST

START_TEST(an_endless_line_is_cut)
{
    ck_assert(run("head -c 5000000 /dev/zero | tr '\\0' x >&2; echo >&2; echo end >&2"));
    ck_assert_ptr_nonnull(strstr(errors.data, "end\n"));
    ck_assert_uint_le(errors.size, 1000);
}
END_TEST

static const struct {
    const char *commands;
    int64_t stall_ms;
    int64_t wall_ms;
    const char *said;
} endings[] = {
    {"sleep 50", 600, 9000, "no progress"},
    {"sleep 50 & wait", 600, 9000, "no progress"},
    {"trap '' TERM; while :; do sleep 50; done", 600, 9000, "no progress"},
    {"while :; do echo x >&2; sleep 0.1; done", 5000, 600, "ran for more than"},
};

START_TEST(what_goes_on_too_long_is_ended)
{
    int64_t began_ms = clock_ms();
    request.stall_ms = endings[_i].stall_ms;
    request.wall_ms = endings[_i].wall_ms;
    ck_assert(!run(endings[_i].commands));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_msg(strstr(err.message, endings[_i].said), "%s", err.message);
    ck_assert_int_lt(clock_ms() - began_ms, 6000);
}
END_TEST

static const char *const efforts[] = {
    "for i in 1 2 3 4 5 6; do echo $i >&2; sleep 0.25; done; exit 4",
    "for i in 1 2 3 4 5 6; do echo $i; sleep 0.25; done; exit 4",
    "for i in 1 2 3 4 5 6; do echo $i >> $F; sleep 0.25; done; exit 4",
    "e=$(($(date +%s) + 3)); while [ $(date +%s) -lt $e ]; do i=0; while [ $i -lt 50000 ]; do "
    "i=$((i+1)); done; done; exit 4",
};

START_TEST(work_is_not_taken_for_a_stall)
{
    char path[] = "/tmp/brigade-child-XXXXXX";
    char variable[64];
    ck_assert_ptr_nonnull(mkdtemp(path));
    snprintf(variable, sizeof(variable), "F=%s/file", path);
    const char *const with_file[] = {"PATH=" CHILD_PATH, variable, NULL};
    request.environment = with_file;
    request.growing_path = path;
    request.stall_ms = 1200;
    ck_assert_msg(run(efforts[_i]), "%s", err.message);
    ck_assert_int_eq(code, 4);
    unlink(variable + 2);
    rmdir(path);
}
END_TEST

struct ticks {
    int count;
    int64_t last_ms;
    int64_t longest_ms;
    bool saw_line;
};

static bool note_tick(const char *line, void *payload)
{
    struct ticks *ticks = payload;
    int64_t now_ms = clock_ms();
    if (ticks->count > 0 && now_ms - ticks->last_ms > ticks->longest_ms)
        ticks->longest_ms = now_ms - ticks->last_ms;
    ticks->last_ms = now_ms;
    ticks->saw_line = ticks->saw_line || strcmp(line, "50%") == 0;
    return ++ticks->count < 6;
}

START_TEST(the_caller_is_asked_and_may_end_it)
{
    struct ticks ticks = {0};
    request.tick = note_tick;
    request.payload = &ticks;
    ck_assert(!run("printf '10%%\\r50%%\\r6' >&2; sleep 50"));
    ck_assert_int_eq(ticks.count, 6);
    ck_assert(ticks.saw_line);
    ck_assert_int_le(ticks.longest_ms, 500);
    ck_assert_ptr_nonnull(strstr(err.message, "told to end"));
}
END_TEST

/* Gone, or killed and only not yet waited for by whoever inherited it. */
static bool is_dead(int id)
{
    char path[64];
    char state[512] = "";
    snprintf(path, sizeof(path), "/proc/%d/stat", id);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return true;
    bool is_read = fgets(state, sizeof(state), file) != NULL;
    fclose(file);
    return !is_read || strstr(state, ") Z ") != NULL || strstr(state, ") X ") != NULL;
}

START_TEST(nothing_of_the_group_stays_behind)
{
    ck_assert(run("sleep 50 >/dev/null 2>&1 & echo $!"));
    ck_assert_int_eq(code, 0);
    int id = atoi(buffer_text(&output));
    ck_assert_int_gt(id, 1);
    int64_t until_ms = clock_ms() + 2000;
    while (!is_dead(id) && clock_ms() < until_ms)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    ck_assert(is_dead(id));
}
END_TEST

/* A program that was stopped once. */
START_TEST(nothing_outlives_us)
{
    int ends[2];
    char said[16] = "";
    ck_assert_int_eq(pipe(ends), 0);
    pid_t us = fork();
    if (us == 0) {
        request.inherited_fd = ends[1];
        bool done = run("(sleep 0.3; kill -CONT $$) & echo $$ >&3; kill -STOP $$; sleep 50; true");
        _exit(done ? 0 : 1);
    }
    ck_assert_int_gt(read(ends[0], said, sizeof(said) - 1), 0);
    nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    ck_assert_int_eq(kill(us, SIGKILL), 0);
    ck_assert_int_eq(waitpid(us, NULL, 0), us);
    int64_t until_ms = clock_ms() + 2000;
    while (!is_dead(atoi(said)) && clock_ms() < until_ms)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    ck_assert(is_dead(atoi(said)));
}
END_TEST

START_TEST(input_is_handed_over)
{
    CLEANUP(buffer_release) struct buffer input = {0};
    for (int i = 0; i < 1000; i++)
        buffer_printf(&input, "%d\n", i);
    request.input = &input;
    ck_assert_msg(run("wc -l; wc -l"), "%s", err.message);
    ck_assert_str_eq(buffer_text(&output), "1000\n0\n");
}
END_TEST

static const struct {
    const char *commands;
    int code;
    bool is_ended;
} writers[] = {
    {"head -c 900000 /dev/zero > $F/a", 0, false},
    {"head -c 2000000 /dev/zero > $F/a 2>/dev/null || exit 5", 5, false}, /* a file at once */
    {"for i in 1 2 3 4; do head -c 900000 /dev/zero > $F/$i; done; sleep 50", 0, true},
};

/* In a folder of their own, $F, which may grow by 1 MiB. */
static bool run_in_folder(const char *commands)
{
    char path[] = "/tmp/brigade-child-XXXXXX";
    char variable[64];
    ck_assert_ptr_nonnull(mkdtemp(path));
    snprintf(variable, sizeof(variable), "F=%s", path);
    const char *const with_folder[] = {"PATH=" CHILD_PATH, variable, NULL};
    request.environment = with_folder;
    request.growing_path = path;
    request.growth_bytes = 1 << 20;
    bool done = run(commands);
    ck_assert(test_shell("rm -r %s", path));
    return done;
}

START_TEST(what_is_written_is_bounded)
{
    request.settings.growth = "most";
    ck_assert_int_eq(run_in_folder(writers[_i].commands), !writers[_i].is_ended);
    if (writers[_i].is_ended) {
        ck_assert_int_eq(err.class, ERROR_ITEM);
        ck_assert_str_eq(err.message, "sh wrote more than 1 MiB to disk; to allow more, raise the "
                                      "setting most");
    } else {
        ck_assert_int_eq(code, writers[_i].code);
    }
}
END_TEST

static const struct {
    const char *commands;
    bool is_ended;
} tenants[] = {
    {"sleep 1", false}, /* who only reads needs no room */
    {"echo > $F/a; sleep 50", true},
};

START_TEST(room_on_the_disk_is_kept)
{
    request.kept_bytes = UINT64_MAX;
    request.settings.kept = "kept";
    ck_assert_int_eq(run_in_folder(tenants[_i].commands), !tenants[_i].is_ended);
    if (tenants[_i].is_ended) {
        ck_assert_int_eq(err.class, ERROR_RETRY);
        ck_assert_ptr_nonnull(strstr(err.message, "MiB stay free (setting kept): make room there"));
    }
}
END_TEST

START_TEST(address_space_is_bounded)
{
    request.address_bytes = 64 << 20;
    ck_assert_msg(run("dd if=/dev/zero of=/dev/null bs=200M count=1 2>/dev/null || exit 6"), "%s",
                  err.message);
    ck_assert_int_eq(code, 6);
}
END_TEST

Suite *child_suite(void)
{
    Suite *suite = suite_create("child");
    TCase *tcase = tcase_create("run");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 30);
    tcase_add_loop_test(tcase, a_program_runs_to_its_end, 0, ARRAY_LENGTH(runs));
    tcase_add_test(tcase, the_environment_is_what_was_given);
    tcase_add_test(tcase, one_descriptor_is_inherited);
    tcase_add_test(tcase, a_missing_program_is_told);
    tcase_add_test(tcase, output_is_bounded);
    tcase_add_test(tcase, the_tail_of_the_errors_is_kept);
    tcase_add_test(tcase, an_endless_line_is_cut);
    tcase_add_loop_test(tcase, what_goes_on_too_long_is_ended, 0, ARRAY_LENGTH(endings));
    tcase_add_loop_test(tcase, work_is_not_taken_for_a_stall, 0, ARRAY_LENGTH(efforts));
    tcase_add_test(tcase, the_caller_is_asked_and_may_end_it);
    tcase_add_test(tcase, nothing_of_the_group_stays_behind);
    tcase_add_test(tcase, nothing_outlives_us);
    tcase_add_test(tcase, input_is_handed_over);
    tcase_add_loop_test(tcase, what_is_written_is_bounded, 0, ARRAY_LENGTH(writers));
    tcase_add_loop_test(tcase, room_on_the_disk_is_kept, 0, ARRAY_LENGTH(tenants));
    tcase_add_test(tcase, address_space_is_bounded);
    suite_add_tcase(suite, tcase);
    return suite;
}
