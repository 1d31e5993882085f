#include "git_fixture.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/os/file.h"

/* The test program is its own askpass program, as brigade is. */
__attribute__((constructor)) static void answer_prompt(void)
{
    if (getenv("BRIGADE_ASKPASS_FD") != NULL)
        _exit(git_transport_answer_prompt());
}

#define PRELUDE                                                                                    \
    "set -e; export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=A "          \
    "GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org; "      \
    "unset GIT_DIR; cd %s; "

char git_fixture_folder[64];
char git_fixture_mirror[128];
static char askpass[256];
struct test_server git_fixture_server;
struct git_listing git_fixture_listing;

void git_fixture_shell(const char *commands)
{
    CLEANUP(free_pointer) char *all = xasprintf(PRELUDE "%s", git_fixture_folder, commands);
    ck_assert_msg(test_shell("%s", all), "%s", commands);
}

void git_fixture_set_up(void)
{
    strcpy(git_fixture_folder, "/tmp/brigade-transport-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(git_fixture_folder));
    snprintf(git_fixture_mirror, sizeof(git_fixture_mirror), "%s/mirror.git", git_fixture_folder);
    ssize_t length = readlink("/proc/self/exe", askpass, sizeof(askpass) - 1);
    ck_assert_int_gt(length, 0);
    askpass[length] = '\0';
    git_fixture_shell(
        "git init -q --bare --template= -b trunk empty.git; git init -q --bare -b trunk r.git; "
        "cd r.git; t=$(git mktree </dev/null); c=$(git commit-tree -m one $t); "
        "d=$(git commit-tree -m two -p $c $t); "
        "head -c 300000 /dev/urandom | git hash-object -w --stdin > ../blob; "
        "u=$(printf '100644 blob %s\\tf\\n' $(cat ../blob) | git mktree); "
        "e=$(git commit-tree -m three -p $d $u); "
        "git update-ref refs/heads/trunk $e; git update-ref refs/heads/old $c; "
        "git update-ref refs/heads/dir $c; git update-ref refs/heads/ünïcode/日本 $d; "
        "git update-ref refs/tags/light $c; git tag -a -m x annotated $d; "
        "git update-ref refs/pull-requests/1/from $c");
    test_git_server_start(&git_fixture_server, git_fixture_folder);
}

void git_fixture_tear_down(void)
{
    struct error err;
    test_server_stop(&git_fixture_server);
    git_listing_release(&git_fixture_listing);
    ck_assert(file_remove_tree(git_fixture_folder, &err));
}

struct git_source git_fixture_source(const char *path)
{
    static char url[512];
    snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", git_fixture_server.port, path);
    return (struct git_source){.url = url};
}

struct git_source git_fixture_with_secret(struct git_source source, const char *secret)
{
    source.user = TEST_GIT_USER;
    source.secret = secret;
    source.askpass = askpass;
    return source;
}

int git_fixture_count_processes(const char *file, const char *words)
{
    int found = 0;
    DIR *processes = opendir("/proc");
    ck_assert_ptr_nonnull(processes);
    for (struct dirent *entry = readdir(processes); entry != NULL; entry = readdir(processes)) {
        char path[300];
        char text[32768];
        snprintf(path, sizeof(path), "/proc/%s/%s", entry->d_name, file);
        FILE *stream = fopen(path, "re");
        if (stream == NULL)
            continue;
        size_t size = fread(text, 1, sizeof(text), stream);
        fclose(stream);
        found += memmem(text, size, words, strlen(words)) != NULL;
    }
    closedir(processes);
    return found;
}

bool git_fixture_git_runs(bool wanted)
{
    CLEANUP(free_pointer) char *url = xasprintf("http://127.0.0.1:%d/", git_fixture_server.port);
    for (int tries = 0; tries < 60; tries++) {
        bool runs = git_fixture_count_processes("cmdline", git_fixture_mirror) +
                        git_fixture_count_processes("cmdline", url) >
                    0;
        if (runs == wanted)
            return runs;
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    return !wanted;
}

void git_fixture_mirror_from(const char *path)
{
    struct git_source source = git_fixture_source(path);
    struct error err = {0};
    source.head = "trunk";
    ck_assert_msg(
        git_transport_mirror(&source, git_fixture_mirror, NULL, &git_fixture_listing, &err), "%s",
        err.message);
}
