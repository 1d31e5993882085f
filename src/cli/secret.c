#include "cli/secret.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "lib/base/limits.h"
#include "lib/base/locked.h"

/* Reads to the end (from a terminal: of the line). *size is at most room. */
static bool read_bytes(bool is_terminal, char *bytes, size_t room, size_t *size)
{
    *size = 0;
    while (*size < room) {
        ssize_t count = read(STDIN_FILENO, bytes + *size, room - *size);
        if (count < 0 && errno == EINTR && !interrupted)
            continue;
        if (count < 0)
            return false;
        *size += (size_t)count;
        if (count == 0 || (is_terminal && bytes[*size - 1] == '\n'))
            return true;
    }
    return true;
}

/* The terminal gets its echo back whatever happens: signals end the reading, not the program. */
static bool read_silently(const char *prompt, char *bytes, size_t room, size_t *size)
{
    struct interrupt signals;
    struct termios before, silent;
    bool done = false;

    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return false;
    interrupt_begin(&signals);
    silent = before;
    silent.c_lflag &= (tcflag_t)~ECHO;
    fprintf(stderr, "%s", prompt);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    done = read_bytes(true, bytes, room, size);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fprintf(stderr, "\n");
    interrupt_end(&signals);
    return done;
}

/* What no header of a request can carry. */
static bool has_control(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7F)
            return true;
    return false;
}

/* The line end is no part of it. */
static bool judge(const char *bytes, size_t size, struct error *err)
{
    if (size == 0)
        return error_set(err, ERROR_ITEM,
                         "standard input holds no secret: write it there, such as by < FILE");
    if (size > LIMIT_SECRET_BYTES || has_control(bytes, size))
        return error_set(err, ERROR_ITEM,
                         "what standard input holds is no secret: it has more than one line, "
                         "control characters, or more than %zu bytes",
                         LIMIT_SECRET_BYTES);
    return true;
}

bool secret_read(const char *prompt, char **secret, struct error *err)
{
    size_t room = LIMIT_SECRET_BYTES + 2;
    CLEANUP(free_secret) char *bytes = locked_new(room + 1);
    bool is_terminal = isatty(STDIN_FILENO) == 1;
    size_t size = 0;
    bool good = is_terminal ? read_silently(prompt, bytes, room, &size)
                            : read_bytes(false, bytes, room, &size);

    while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r'))
        bytes[--size] = '\0';
    good = good ? judge(bytes, size, err)
                : error_set(err, ERROR_ITEM, "the secret could not be read from standard input");
    if (good)
        *secret = locked_copy(bytes);
    return good;
}
