#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/os/file.h"
#include "import/git_work.h"
#include "engine/staging.h"
#include "pipeline_fixture.h"
#include "suites.h"

#define OWNER "0f8b1c5e-0000-4000-8000-00000000000b"
#define OTHER "0f8b1c5e-0000-4000-8000-00000000000c"
#define TOKEN "0f8b1c5e-0000-4000-8000-00000000000a"

static struct staging staging;
static struct workplace workplace;
static const struct job job = {.id = 7, .attempt = 1};
static struct error err;

static void set_up(void)
{
    begin_world();
    workplace = (struct workplace){
        .settings = &settings, .run_id = 1, .token = TOKEN, .db = db, .storage_key = OWNER};
}

static void tear_down(void)
{
    staging_end(&staging);
    end_world();
}

static void write_file(const char *folder, const char *name, const char *text)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", folder, name);
    FILE *file = fopen(path, "we");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void assert_published(const char *text)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/content", staging.published);
    char found[64] = "";
    FILE *file = fopen(path, "re");

    ck_assert_msg(file != NULL, "%s is not there", path);
    ck_assert_ptr_nonnull(fgets(found, sizeof(found), file));
    fclose(file);
    ck_assert_str_eq(found, text);
}

static void begin(const char *text)
{
    ck_assert_msg(staging_begin(&staging, &workplace, &job, "repositories/1/code.git", &err), "%s",
                  err.message);
    ck_assert_msg(staging_remember(&staging, &err), "%s", err.message);
    ck_assert_int_eq(mkdir(staging.directory, 0700), 0);
    write_file(staging.directory, "content", text);
}

static void publish(const char *text)
{
    begin(text);
    ck_assert_msg(staging_publish(&staging, &err), "%s", err.message);
    assert_published(text);
    staging_end(&staging);
}

/* The kernel answers renameat2 with flags as it does on NFS. For the rest of this process. */
static void forbid_exchange(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[4])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {.len = ARRAY_LENGTH(filter), .filter = filter};

    ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

static bool is_alone(void)
{
    const char *fork_mode = getenv("CK_FORK");
    return fork_mode == NULL || strcmp(fork_mode, "no") != 0;
}

START_TEST(a_directory_is_published_and_replaced)
{
    if (_i == 1 && is_alone())
        forbid_exchange();
    publish("one");
    publish("two");
}
END_TEST

START_TEST(what_cannot_be_renamed_is_named)
{
    if (!is_alone())
        return;
    forbid_exchange();
    publish("one");
    begin("two");
    ck_assert(file_remove_tree(staging.directory, &err));
    ck_assert(!staging_publish(&staging, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_ptr_nonnull(strstr(err.message, staging.published));
    assert_published("one");
}
END_TEST

static void rename_published(const char *from, const char *to)
{
    CLEANUP(free_pointer) char *old = xasprintf("%s/repositories/1/code.git%s", scratch, from);
    CLEANUP(free_pointer) char *new = xasprintf("%s/repositories/1/code.git%s", scratch, to);

    ck_assert_int_eq(rename(old, new), 0);
}

/* Where two renames stand for an exchange: a kill between them, and one behind them. */
START_TEST(what_a_kill_left_aside_is_put_back)
{
    if (!is_alone())
        return;
    forbid_exchange();
    workplace.project_id = 1;
    publish("one");
    rename_published("", "-old");
    CLEANUP(free_pointer) char *code = git_work_code(&workplace);
    ck_assert_ptr_nonnull(code);
    begin("two");
    assert_published("one");
    rename_published("", "-old");
    ck_assert(!staging_publish(&staging, &err));
    staging_end(&staging);
    publish("three");
    CLEANUP(free_pointer) char *aside = xasprintf("%s-old", code);
    ck_assert(file_make_directories(aside, 0700, &err));
    write_file(aside, "content", "older");
    publish("four");
    ck_assert(!file_exists(aside));
}
END_TEST

START_TEST(a_storage_that_is_no_directory_is_named)
{
    write_file(scratch, "staging", "a file");
    ck_assert(!staging_begin(&staging, &workplace, &job, "repositories/1/code.git", &err));
    ck_assert_ptr_nonnull(strstr(err.message, "the storage directory cannot be used"));
}
END_TEST

START_TEST(what_cannot_be_looked_at_is_not_copied)
{
    write_file(scratch, "repositories", "a file");
    staging = (struct staging){.published = xasprintf("%s/repositories/1", scratch)};
    ck_assert(!git_work_copy(&staging, &workplace, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_ptr_nonnull(strstr(err.message, "repositories/1"));
}
END_TEST

/* As another import does it, whose copy was made at the same time. */
static void publish_meanwhile(void)
{
    CLEANUP(free_pointer) char *theirs = xasprintf("%s/theirs", scratch);

    ck_assert_int_eq(mkdir(theirs, 0700), 0);
    write_file(theirs, "content", "theirs");
    ck_assert_int_eq(renameat2(AT_FDCWD, theirs, AT_FDCWD, staging.published, RENAME_EXCHANGE), 0);
}

/* Not for a moment: a kill then would leave what is older. */
START_TEST(what_another_import_published_stays)
{
    const struct timespec long_ago[] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    struct stat parent;

    publish("one");
    begin("two");
    publish_meanwhile();
    ck_assert_int_eq(utimensat(AT_FDCWD, staging.parent, long_ago, 0), 0);
    ck_assert(!staging_publish(&staging, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    assert_published("theirs");
    ck_assert_int_eq(stat(staging.parent, &parent), 0);
    ck_assert_int_eq(parent.st_mtime, 1000);
}
END_TEST

static void leave_attempt(void)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/staging/1-99-1-" TOKEN, scratch);

    ck_assert(file_make_directories(path, 0700, &err));
    write_file(path, "content", "left behind");
}

/* The database went back, and another project has the number. */
static void take_over(void)
{
    struct staging theirs = {0};

    workplace.storage_key = OTHER;
    make_jobs("discussion", 1);
    run_sql("update brigade.jobs set worker = 'w', attempt = 1, token = '" TOKEN "'");
    ck_assert_msg(staging_begin(&theirs, &workplace, &job, "repositories/1/code.git", &err), "%s",
                  err.message);
    staging_end(&theirs);
}

START_TEST(a_folder_of_another_project_is_set_aside)
{
    CLEANUP(free_pointer)
    char *aside = xasprintf("%s/repositories/1.foreign-" OWNER "/code.git/content", scratch);

    publish("theirs");
    take_over();
    ck_assert(file_exists(aside));
    publish("ours");
    ck_assert(file_exists(aside));
}
END_TEST

START_TEST(a_folder_that_says_nothing_is_adopted_by_older_projects_alone)
{
    CLEANUP(free_pointer) char *folder = xasprintf("%s/repositories/1/code.git", scratch);
    CLEANUP(free_pointer) char *aside = xasprintf("%s/repositories/1.foreign-unknown", scratch);

    ck_assert(file_make_directories(folder, 0700, &err));
    workplace.adopts_storage = _i == 0;
    take_over();
    ck_assert(file_exists(folder) == (_i == 0));
    ck_assert(file_exists(aside) == (_i == 1));
}
END_TEST

START_TEST(what_was_begun_before_another_took_the_folder_is_not_published)
{
    begin("ours");
    take_over();
    ck_assert(!staging_publish(&staging, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    ck_assert_ptr_nonnull(strstr(err.message, "another project's"));
    ck_assert(!file_exists(staging.published));
}
END_TEST

START_TEST(what_dead_attempts_left_is_swept)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/staging/1-99-1-" TOKEN, scratch);

    leave_attempt();
    ck_assert_msg(staging_sweep(scratch, db, &err), "%s", err.message);
    ck_assert(!file_exists(path));
}
END_TEST

START_TEST(nobody_is_swept_who_cannot_be_asked_about)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/staging/1-99-1-" TOKEN, scratch);

    leave_attempt();
    lose_function("dead_attempts");
    ck_assert(!staging_sweep(scratch, db, &err));
    ck_assert(file_exists(path));
}
END_TEST

/* The kernel refuses to remove any file. For the rest of this process. */
static void forbid_removal(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unlink, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unlinkat, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
    };
    const struct sock_fprog program = {.len = ARRAY_LENGTH(filter), .filter = filter};

    ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

/* A sweep that gets no further than it must before anything is removed. */
static void sweep_no_further(void)
{
    int status = 0;
    pid_t child = fork();

    ck_assert_int_ge(child, 0);
    if (child == 0) {
        forbid_removal();
        _exit(staging_sweep(scratch, db, &err) ? 1 : 0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}

/* Job 99 is nobody's: to the sweep, the attempt is dead. */
START_TEST(what_is_being_swept_is_not_published)
{
    const struct job asleep = {.id = 99, .attempt = 1};

    publish("one");
    ck_assert(staging_begin(&staging, &workplace, &asleep, "repositories/1/code.git", &err));
    ck_assert(staging_remember(&staging, &err));
    leave_attempt();
    sweep_no_further();
    ck_assert(!staging_publish(&staging, &err));
    ck_assert_int_eq(err.class, ERROR_RETRY);
    assert_published("one");
}
END_TEST

START_TEST(what_was_half_swept_is_swept)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/staging/1-99-1-" TOKEN, scratch);
    CLEANUP(free_pointer) char *gone = xasprintf("%s-gone", path);

    leave_attempt();
    ck_assert_int_eq(rename(path, gone), 0);
    leave_attempt();
    ck_assert_msg(staging_sweep(scratch, db, &err), "%s", err.message);
    ck_assert_msg(staging_sweep(scratch, db, &err), "%s", err.message);
    ck_assert(!file_exists(path));
    ck_assert(!file_exists(gone));
}
END_TEST

/* root may remove anything, so the test becomes nobody. */
START_TEST(what_cannot_be_removed_is_named)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/staging/1-99-1-" TOKEN, scratch);
    CLEANUP(free_pointer) char *parent = xasprintf("%s/staging", scratch);
    bool is_root = geteuid() == 0;

    leave_attempt();
    ck_assert_int_eq(chmod(scratch, 0755), 0);
    ck_assert_int_eq(chmod(parent, 0755), 0);
    ck_assert_int_eq(chmod(path, 0555), 0);
    ck_assert(!is_root || seteuid(65534) == 0);
    ck_assert(!staging_sweep(scratch, db, &err));
    ck_assert(!is_root || seteuid(0) == 0);
    ck_assert_ptr_nonnull(strstr(err.message, "1-99-1-" TOKEN));
    ck_assert_int_eq(chmod(path, 0755), 0);
}
END_TEST

Suite *staging_suite(void)
{
    Suite *suite = suite_create("staging");
    TCase *tcase = tcase_create("staging");

    if (!has_server())
        return suite;
    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, make_template, drop_template);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_directory_is_published_and_replaced, 0, 2);
    tcase_add_test(tcase, what_cannot_be_renamed_is_named);
    tcase_add_test(tcase, what_a_kill_left_aside_is_put_back);
    tcase_add_test(tcase, a_storage_that_is_no_directory_is_named);
    tcase_add_test(tcase, what_cannot_be_looked_at_is_not_copied);
    tcase_add_test(tcase, what_another_import_published_stays);
    tcase_add_test(tcase, a_folder_of_another_project_is_set_aside);
    tcase_add_loop_test(tcase, a_folder_that_says_nothing_is_adopted_by_older_projects_alone, 0, 2);
    tcase_add_test(tcase, what_was_begun_before_another_took_the_folder_is_not_published);
    tcase_add_test(tcase, what_dead_attempts_left_is_swept);
    tcase_add_test(tcase, what_is_being_swept_is_not_published);
    tcase_add_test(tcase, what_was_half_swept_is_swept);
    tcase_add_test(tcase, nobody_is_swept_who_cannot_be_asked_about);
    tcase_add_test(tcase, what_cannot_be_removed_is_named);
    suite_add_tcase(suite, tcase);
    return suite;
}
