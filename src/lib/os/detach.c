#include "lib/os/detach.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_inherited(void)
{
    int null = open("/dev/null", O_RDWR);

    for (int i = 0; i <= STDERR_FILENO; i++)
        if (null >= 0)
            dup2(null, i);
    close_range(STDERR_FILENO + 1, ~0U, 0);
}

static void set_signals(void)
{
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGALRM, SIG_DFL);
}

/* The process between ends at once, so that the one that works belongs to init. */
static _Noreturn void become(void (*work)(void *context), void *context, unsigned seconds)
{
    pid_t pid = setsid() < 0 ? -1 : fork();

    if (pid != 0)
        _exit(pid < 0 ? 1 : 0);
    set_signals();
    close_inherited();
    alarm(seconds);
    work(context);
    _exit(0);
}

bool detach(void (*work)(void *context), void *context, unsigned seconds, struct error *err)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0)
        become(work, context, seconds);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (pid > 0 && status == 0)
        return true;
    return error_set(err, ERROR_RETRY, "no process can be started: %s",
                     pid < 0 ? strerror(errno) : "the host refuses");
}
