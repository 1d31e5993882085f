/* test_git_server.h: `git http-backend` behind test_server.h, with faults chosen by the first
 * component of the path: /open/r.git serves r.git, /auth/r.git asks for a password ... see
 * test_git_server.c. */
#ifndef BRIGADE_TEST_GIT_SERVER_H
#define BRIGADE_TEST_GIT_SERVER_H

#include "test_server.h"

#define TEST_GIT_USER "robot"
#define TEST_GIT_SECRET "s3cret-Pw"

/* Serves the repositories in `folder`, and writes a line for each request ("GET /open/... " and
 * what the Authorization header says, or "-") to `folder`/journal. */
void test_git_server_start(struct test_server *server, const char *folder);

#endif
