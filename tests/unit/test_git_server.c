#include "test_git_server.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/buffer.h"

#define AUTHORIZED "Basic cm9ib3Q6czNjcmV0LVB3"

static const char *served_folder;

static void write_journal(const struct test_request *request)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/journal", served_folder);
    FILE *journal = fopen(path, "ae");
    const char *authorization = request->authorization != NULL ? request->authorization : "-";
    fprintf(journal, "%s %s %.*s\n", request->method, request->path,
            (int)strcspn(authorization, "\r\n"), authorization);
    fclose(journal);
}

static void set_from_header(const char *variable, const struct test_request *request,
                            const char *header)
{
    const char *value = test_header(request, header);
    if (value == NULL)
        return;
    CLEANUP(free_pointer) char *copy = strndup(value, strcspn(value, "\r\n"));
    setenv(variable, copy, 1);
}

static void become_backend(const struct test_request *request, const char *path, int in, int out)
{
    CLEANUP(free_pointer) char *file = strndup(path, strcspn(path, "?"));
    const char *query = strchr(path, '?');
    setenv("GIT_PROJECT_ROOT", served_folder, 1);
    setenv("GIT_HTTP_EXPORT_ALL", "1", 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("REQUEST_METHOD", request->method, 1);
    setenv("REMOTE_ADDR", "127.0.0.1", 1);
    setenv("PATH_INFO", file, 1);
    setenv("QUERY_STRING", query != NULL ? query + 1 : "", 1);
    set_from_header("CONTENT_TYPE", request, "Content-Type");
    set_from_header("HTTP_CONTENT_ENCODING", request, "Content-Encoding");
    set_from_header("GIT_PROTOCOL", request, "Git-Protocol");
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    execlp("git", "git", "http-backend", (char *)NULL);
    _exit(127);
}

/* What the backend prints: CGI headers, a blank line, the body. */
static void run_backend(const struct test_request *request, const char *path, struct buffer *out)
{
    int ends[2];
    char bytes[8192];
    int body = memfd_create("body", MFD_CLOEXEC);
    if (body < 0 || pipe2(ends, O_CLOEXEC) != 0 ||
        write(body, request->body, request->body_size) != (ssize_t)request->body_size)
        abort();
    lseek(body, 0, SEEK_SET);
    pid_t child = fork();
    if (child == 0)
        become_backend(request, path, body, ends[1]);
    close(ends[1]);
    for (ssize_t got = 1; got > 0;) {
        got = read(ends[0], bytes, sizeof(bytes));
        if (got > 0 && !buffer_append(out, bytes, (size_t)got))
            abort();
    }
    close(ends[0]);
    close(body);
    waitpid(child, NULL, 0);
}

/* Sends `part` per cent of what the backend says. */
static void send_backend(int fd, const struct test_request *request, const char *path, size_t part)
{
    CLEANUP(buffer_release) struct buffer answer = {0};
    char status[64] = "200 OK";
    run_backend(request, path, &answer);
    if (strncmp(buffer_text(&answer), "Status: ", 8) == 0)
        snprintf(status, sizeof(status), "%.*s", (int)strcspn(answer.data + 8, "\r\n"),
                 answer.data + 8);
    CLEANUP(free_pointer) char *head = xasprintf("HTTP/1.1 %s\r\nConnection: close\r\n", status);
    if (test_write_text(fd, head))
        test_write(fd, answer.data, answer.size * part / 100);
}

static void send_status(int fd, const char *status, const char *more)
{
    CLEANUP(free_pointer)
    char *text = xasprintf("HTTP/1.1 %s\r\n%sContent-Length: 0\r\n\r\n", status, more);
    test_write_text(fd, text);
}

static bool is_authorized(const struct test_request *request)
{
    return request->authorization != NULL &&
           strncmp(request->authorization, AUTHORIZED "\r\n", strlen(AUTHORIZED) + 2) == 0;
}

static bool is_pack(const struct test_request *request)
{
    return strcmp(request->method, "POST") == 0 &&
           memmem(request->body, request->body_size, "command=fetch", 13) != NULL;
}

static void answer_fault(int fd, const struct test_request *request, const char *fault,
                         const char *path)
{
    CLEANUP(free_pointer) char *status = xasprintf("%.3s Status", fault);
    CLEANUP(free_pointer)
    char *elsewhere = xasprintf("Location: http://localhost:%s\r\n", path + 1);
    if (strncmp(fault, "auth", 4) == 0 && !is_authorized(request))
        send_status(fd, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n");
    else if (strcmp(fault, "redirect") == 0)
        send_status(fd, "302 Found", elsewhere);
    else if (strcmp(fault, "silent") == 0)
        pause();
    else if (fault[0] >= '1' && fault[0] <= '9')
        send_status(fd, status, "");
    else
        send_backend(fd, request, path, strcmp(fault, "half") == 0 && is_pack(request) ? 50 : 100);
}

static bool answer(int fd, const struct test_request *request)
{
    char fault[16] = "";
    size_t length = strcspn(request->path + 1, "/");
    const char *path = request->path + 1 + length;
    write_journal(request);
    snprintf(fault, sizeof(fault), "%.*s", (int)length, request->path + 1);
    bool stalls =
        strcmp(fault, "stall") == 0 || (strcmp(fault, "authstall") == 0 && is_authorized(request));
    if (stalls) { /* in the middle of the pack */
        send_backend(fd, request, path, is_pack(request) ? 50 : 100);
        if (is_pack(request))
            pause();
        return false;
    }
    answer_fault(fd, request, fault, path);
    return false;
}

void test_git_server_start(struct test_server *server, const char *folder)
{
    served_folder = folder;
    test_server_start(server, answer);
}
