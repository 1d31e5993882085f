/* git_fixture.h: a folder with repositories, a server for them (test_git_server.h), and a mirror to
 * be made. r.git has branches, tags and 300 kB; empty.git has nothing. */
#ifndef BRIGADE_GIT_FIXTURE_H
#define BRIGADE_GIT_FIXTURE_H

#include "lib/git/git_transport.h"
#include "test_git_server.h"

extern char git_fixture_folder[64];
extern char
    git_fixture_mirror[128]; /* path of mirror.git in the folder; nothing is there at first */
extern struct test_server git_fixture_server;
extern struct git_listing git_fixture_listing; /* what the last mirror was made of */

void git_fixture_set_up(void);
void git_fixture_tear_down(void);

/* Runs commands in the folder; the test fails when they do. */
void git_fixture_shell(const char *commands);
/* A source at http://127.0.0.1:port/<path>; the URL lives as long as the test. */
struct git_source git_fixture_source(const char *path);
struct git_source git_fixture_with_secret(struct git_source source, const char *secret);
/* Makes the mirror with HEAD at trunk; the test fails when that does. */
void git_fixture_mirror_from(const char *path);
/* How many processes have `words` in a file of theirs, such as cmdline. */
int git_fixture_count_processes(const char *file, const char *words);
/* Whether git's processes (they name the mirror or the server) come to be, or to an end, soon. */
bool git_fixture_git_runs(bool wanted);

/* Commands that end with 0 when r.git and mirror.git have the same branches and tags, with all that
 * they need. */
#define SAME_REFS                                                                                  \
    "a=$(git --git-dir=r.git for-each-ref refs/heads refs/tags); "                                 \
    "b=$(git --git-dir=mirror.git for-each-ref); test \"$a\" = \"$b\"; "                           \
    "git --git-dir=mirror.git fsck --connectivity-only >/dev/null 2>&1"

#endif
