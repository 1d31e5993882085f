#include "test_http_answers.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define BYTES(text) text, sizeof(text) - 1
#define OK "HTTP/1.1 200 OK\r\n"

/* {"a": 1} */
#define GZIP_JSON                                                                                  \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x52\x30\xac\x05\x00\x97\x8e"     \
    "\xa1\xfb\x08\x00\x00\x00"
/* The same, cut in the middle, and cut before its checksum. */
#define GZIP_CUT "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54"
#define GZIP_TAIL GZIP_CUT "\xb2\x52\x30\xac\x05\x00"
/* 65,536 zeros in 96 bytes. */
#define ZEROS_9 "\0\0\0\0\0\0\0\0\0"
#define GZIP_BOMB                                                                                  \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x01\x01\x00\x00\x00\x80\x90\xfe\xaf\xee"     \
    "\x08\x0a" ZEROS_9 ZEROS_9 ZEROS_9 ZEROS_9 ZEROS_9 ZEROS_9 ZEROS_9                             \
    "\x6a\xeb\x8e\x97\xd7\x00\x00\x01\x00"

static const struct {
    const char *path;
    const char *bytes;
    size_t size;
    bool stays;
} canned[] = {
    {"/plain", BYTES(OK "Content-Length: 2\r\nContent-Type: Application/JSON; a=b\r\n\r\n{}"),
     true},
    {"/missing", BYTES("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"), true},
    {"/empty", BYTES("HTTP/1.1 204 No Content\r\n\r\n"), true},
    {"/chunked", BYTES(OK "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), true},
    {"/trailer", BYTES(OK "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n"),
     true},
    {"/gzip", BYTES(OK "Content-Encoding: gzip\r\nContent-Length: 28\r\n\r\n" GZIP_JSON), true},
    {"/gzip-cut", BYTES(OK "Content-Encoding: gzip\r\n\r\n" GZIP_CUT), false},
    {"/gzip-tail", BYTES(OK "Content-Encoding: gzip\r\n\r\n" GZIP_TAIL), false},
    {"/open-end", BYTES(OK "\r\n{\"a\":"), false},
    {"/same-lengths", BYTES(OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"), true},
    {"/interim",
     BYTES("HTTP/1.1 103 Early Hints\r\nContent-Type: text/html\r\nLocation: /x\r\n\r\n" OK
           "Content-Length: 2\r\n\r\n{}"),
     true},
    {"/redirect", BYTES("HTTP/1.1 302 Found\r\nLocation: /plain?a=b\r\nContent-Length: 0\r\n\r\n"),
     true},
    {"/short", BYTES(OK "Content-Length: 100\r\n\r\n{\"a\":"), false},
    {"/short-chunk", BYTES(OK "Transfer-Encoding: chunked\r\n\r\n10\r\n{}"), false},
    {"/bad-chunk", BYTES(OK "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"), false},
    {"/bomb", BYTES(OK "Content-Encoding: gzip\r\nContent-Length: 96\r\n\r\n" GZIP_BOMB), true},
    {"/not-gzip", BYTES(OK "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"), false},
    {"/br", BYTES(OK "Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}"), false},
    {"/zstd", BYTES(OK "Content-Encoding: zstd\r\nContent-Length: 2\r\n\r\n{}"), false},
    {"/twice", BYTES(OK "Content-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n{}"), false},
    {"/two-lengths", BYTES(OK "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "), false},
    {"/list-length", BYTES(OK "Content-Length: 2, 3\r\n\r\n{} "), false},
    {"/minus-length", BYTES(OK "Content-Length: -2\r\n\r\n{}"), false},
    {"/http09", BYTES("{}\n"), false},
    {"/nothing", BYTES(""), false},
    {"/half-header", BYTES("HTTP/1.1 200 OK\r\nContent-Le"), false},
    {"/retry-seconds", BYTES("HTTP/1.1 429 No\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"),
     true},
    {"/retry-date",
     BYTES("HTTP/1.1 429 No\r\nDate: Mon, 02 Jan 2006 15:04:05 GMT\r\n"
           "Retry-After: Mon, 02 Jan 2006 15:04:25 GMT\r\nContent-Length: 0\r\n\r\n"),
     true},
    {"/retry-garbage", BYTES("HTTP/1.1 429 No\r\nRetry-After: -5\r\nContent-Length: 0\r\n\r\n"),
     true},
    {"/retry-huge", BYTES("HTTP/1.1 429 No\r\nRetry-After: 999999999\r\nContent-Length: 0\r\n\r\n"),
     true},
    {"/rate",
     BYTES(OK "X-RateLimit-Limit: 60, 60;w=900\r\nX-RateLimit-NearLimit: true\r\n"
              "X-RateLimit-Remaining: 12\r\nX-RateLimit-Reset: 30\r\nContent-Length: 0\r\n\r\n"),
     true},
};

static void nap(long milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static bool answer_drip(int fd)
{
    bool open = test_write_text(fd, OK "Content-Length: 1000\r\n\r\n");
    for (int i = 0; open && i < 1000; i++) {
        open = test_write_text(fd, "x");
        nap(20);
    }
    return false;
}

static bool answer_header_flood(int fd)
{
    bool open = test_write_text(fd, OK);
    for (int i = 0; open && i < 20000; i++)
        open = test_write_text(fd, "X-Flood: 0123456789012345678901234567890123456789\r\n");
    return false;
}

static bool answer_slowly(int fd)
{
    nap(150);
    return test_write_text(fd, OK "Content-Length: 2\r\n\r\n{}");
}

static bool answer_echo(int fd, const struct test_request *request)
{
    char head[100];
    size_t length = strlen(request->head) + request->body_size;
    snprintf(head, sizeof(head), OK "Content-Length: %zu\r\n\r\n", length);
    return test_write_text(fd, head) && test_write_text(fd, request->head) &&
           test_write(fd, request->body, request->body_size);
}

bool test_http_answer(int fd, const struct test_request *request)
{
    for (size_t i = 0; i < ARRAY_LENGTH(canned); i++)
        if (strcmp(request->path, canned[i].path) == 0)
            return test_write(fd, canned[i].bytes, canned[i].size) && canned[i].stays;
    if (strcmp(request->path, "/drip") == 0)
        return answer_drip(fd);
    if (strcmp(request->path, "/header-flood") == 0)
        return answer_header_flood(fd);
    if (strncmp(request->path, "/slow", 5) == 0)
        return answer_slowly(fd);
    return answer_echo(fd, request);
}
