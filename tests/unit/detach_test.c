#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/os/detach.h"
#include "lib/os/file.h"
#include "suites.h"

static char root[64];
static char *done_path;

static void set_up(void)
{
    snprintf(root, sizeof(root), "/tmp/brigade-detach-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(root));
    done_path = xasprintf("%s/done", root);
}

static void tear_down(void)
{
    struct error err;
    ck_assert(file_remove_tree(root, &err));
    free_pointer(&done_path);
}

static bool wait_for_file(int64_t timeout_ms)
{
    int64_t until = clock_ms() + timeout_ms;

    while (!file_exists(done_path) && clock_ms() < until)
        usleep(5000);
    return file_exists(done_path);
}

static void touch(void *context)
{
    usleep(300000);
    close(open(context, O_CREAT | O_WRONLY, 0600));
}

static void touch_at_once(void *context)
{
    close(open(context, O_CREAT | O_WRONLY, 0600));
}

START_TEST(it_goes_on_when_its_process_is_killed)
{
    pid_t parent = fork();
    int status = 0;

    if (parent == 0) {
        struct error err;
        setpgid(0, 0);
        if (!detach(touch, done_path, 10, &err))
            _exit(1);
        kill(0, SIGKILL); /* the whole group */
    }
    ck_assert_int_eq(waitpid(parent, &status, 0), parent);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    ck_assert(wait_for_file(5000));
}
END_TEST

START_TEST(it_leaves_no_child_behind)
{
    struct error err;

    ck_assert(detach(touch_at_once, done_path, 10, &err));
    ck_assert(wait_for_file(5000));
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

/* Who reads our output sees its end when we end. */
START_TEST(it_holds_no_descriptor)
{
    int ends[2];
    char byte;
    struct error err;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert(detach(touch, done_path, 10, &err));
    close(ends[1]);
    ck_assert_int_eq(read(ends[0], &byte, 1), 0);
    ck_assert(!file_exists(done_path));
    ck_assert(wait_for_file(5000));
    close(ends[0]);
}
END_TEST

static void note_signals(void *context)
{
    kill(getpid(), SIGTERM);
    kill(getpid(), SIGINT);
    kill(getpid(), SIGHUP);
    touch_at_once(context);
}

START_TEST(it_is_deaf_to_good_manners)
{
    struct error err;

    ck_assert(detach(note_signals, done_path, 10, &err));
    ck_assert(wait_for_file(5000));
}
END_TEST

static void tarry(void *context)
{
    sleep(3);
    touch_at_once(context);
}

START_TEST(it_ends_in_the_end)
{
    struct error err;

    ck_assert(detach(tarry, done_path, 1, &err));
    ck_assert(!wait_for_file(4000));
}
END_TEST

Suite *detach_suite(void)
{
    Suite *suite = suite_create("detach");
    TCase *tcase = tcase_create("processes");

    tcase_set_timeout(tcase, 30);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, it_goes_on_when_its_process_is_killed);
    tcase_add_test(tcase, it_leaves_no_child_behind);
    tcase_add_test(tcase, it_holds_no_descriptor);
    tcase_add_test(tcase, it_is_deaf_to_good_manners);
    tcase_add_test(tcase, it_ends_in_the_end);
    suite_add_tcase(suite, tcase);
    return suite;
}
