#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/git/git_fault.h"

struct fault {
    const char *words;
    const char *more_words; /* NULL: none */
    enum error_class class;
    int http_status; /* 0: none */
    bool unreachable;
};

/* The first row that a line matches decides. Words as seen from git 2.39 with libcurl-gnutls. */
static const struct fault faults[] = {
    {"No space left on device", NULL, ERROR_RETRY, 0, false},
    {"Disk quota exceeded", NULL, ERROR_RETRY, 0, false},
    {"fatal: Authentication failed", NULL, ERROR_ITEM, 401, false},
    {"fatal: could not read Username", NULL, ERROR_ITEM, 401, false},
    {"fatal: could not read Password", NULL, ERROR_ITEM, 401, false},
    {"fatal: repository '", "' not found", ERROR_ITEM, 404, false},
    {"does not appear to be a git repository", NULL, ERROR_ITEM, 404, false},
    {"fatal: transport '", "' not allowed", ERROR_ITEM, 0, false},
    {"File name too long", NULL, ERROR_ITEM, 0, false},
    {"error: object ", ": contains ", ERROR_ITEM, 0, false},
    {"error: object ", ": disallowed ", ERROR_ITEM, 0, false},
    {"fsck error in packed object", NULL, ERROR_ITEM, 0, false},
    {"Could not resolve host", NULL, ERROR_RETRY, 0, true},
    {"Failed to connect to", NULL, ERROR_RETRY, 0, true},
    {"Connection refused", NULL, ERROR_RETRY, 0, true},
    {"Network is unreachable", NULL, ERROR_RETRY, 0, true},
    {"server certificate verification failed", NULL, ERROR_RETRY, 0, true},
    {"SSL certificate problem", NULL, ERROR_RETRY, 0, true},
    {"does not match target host name", NULL, ERROR_RETRY, 0, true},
    {"gnutls_handshake() failed", NULL, ERROR_RETRY, 0, true},
    {"early EOF", NULL, ERROR_RETRY, 0, false},
    {"fatal: ", NULL, ERROR_RETRY, 0, false},
    {"error: ", NULL, ERROR_RETRY, 0, false},
};

/* Of the server's own words. */
#define SERVER_LINES 5

static const char returned_error[] = "The requested URL returned error: ";

/* One line of `text` as a copy; moves *text behind it. NULL at the end. */
static char *next_line(const char **text)
{
    if (**text == '\0')
        return NULL;
    size_t length = strcspn(*text, "\n");
    char *line = xasprintf("%.*s", (int)length, *text);
    *text += length + ((*text)[length] == '\n');
    return line;
}

static bool is_from_server(const char *line)
{
    return strncmp(line, "remote:", 7) == 0;
}

static bool matches(const char *line, const struct fault *fault)
{
    const char *found = strstr(line, fault->words);
    return found != NULL && (fault->more_words == NULL || strstr(found, fault->more_words) != NULL);
}

/* The first line of git's own in which the words stand, or NULL: a child of git says why, and git
 * then that the child failed. The caller frees it. */
static char *find_line(const char *text, const struct fault *fault)
{
    for (char *line = next_line(&text); line != NULL; line = next_line(&text)) {
        if (!is_from_server(line) && matches(line, fault))
            return line;
        free(line);
    }
    return NULL;
}

static enum error_class class_of_status(int status)
{
    return status == 408 || status == 429 || status >= 500 ? ERROR_RETRY : ERROR_ITEM;
}

/* A copy without "fatal: " in front and without the secret. */
static void clean(struct buffer *out, const char *line, const char *secret)
{
    size_t secret_size = secret != NULL ? strlen(secret) : 0;
    if (strncmp(line, "fatal: ", 7) == 0 || strncmp(line, "error: ", 7) == 0)
        line += 7;
    while (*line != '\0') {
        if (secret_size > 0 && strncmp(line, secret, secret_size) == 0) {
            buffer_add(out, "***");
            line += secret_size;
        } else {
            buffer_printf(out, "%c", *line++);
        }
    }
}

/* What the server itself says, in lines "remote: ...": why it refuses. */
static void add_server_words(struct buffer *out, const char *text, const char *secret)
{
    int count = 0;

    for (char *line = next_line(&text); line != NULL; line = next_line(&text)) {
        const char *words = line + (is_from_server(line) ? 7 : 0);
        words += strspn(words, " \t");
        if (is_from_server(line) && *words != '\0' && count++ < SERVER_LINES) {
            buffer_add(out, count == 1 ? "; the server says: " : " ");
            clean(out, words, secret);
        }
        free(line);
    }
}

static bool set_status(struct error *err, const char *text, const char *secret)
{
    static const struct fault with_status = {.words = returned_error};
    CLEANUP(free_pointer) char *line = find_line(text, &with_status);
    if (line == NULL)
        return false;
    CLEANUP(buffer_release) struct buffer message = {0};
    int status = atoi(strstr(line, returned_error) + sizeof(returned_error) - 1);
    clean(&message, line, secret);
    add_server_words(&message, text, secret);
    error_set_http(err, class_of_status(status), status, "git: %s", buffer_text(&message));
    err->throttled = status == 429;
    return true;
}

static bool set_fault(struct error *err, const char *text, const char *secret)
{
    for (size_t i = 0; i < ARRAY_LENGTH(faults); i++) {
        const struct fault *fault = &faults[i];
        CLEANUP(free_pointer) char *line = find_line(text, fault);
        if (line == NULL)
            continue;
        CLEANUP(buffer_release) struct buffer message = {0};
        clean(&message, line, secret);
        if (fault->http_status != 0) /* no pack was on its way, whose progress looks alike */
            add_server_words(&message, text, secret);
        error_set_http(err, fault->class, fault->http_status, "git: %s", buffer_text(&message));
        err->unreachable = fault->unreachable;
        return true;
    }
    return false;
}

bool git_fault_set(struct error *err, const char *text, int exit_code, const char *secret)
{
    if (!set_status(err, text, secret) && !set_fault(err, text, secret))
        error_set(err, ERROR_RETRY, "git ended with code %d and gave no reason", exit_code);
    return false;
}
