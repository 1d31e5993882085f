/* test_http_answers.h: a server for test_server.h whose answer the path chooses: whole ones, and
 * every way to be broken. Any other path gets its own request back. */
#ifndef BRIGADE_TEST_HTTP_ANSWERS_H
#define BRIGADE_TEST_HTTP_ANSWERS_H

#include "test_server.h"

bool test_http_answer(int fd, const struct test_request *request);

#endif
