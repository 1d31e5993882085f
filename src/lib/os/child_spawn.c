#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/os/child_spawn.h"

/* The guard reads from the first whether we live, and we from the second whether the guard does.
 * The program gets neither. */
#define LIFELINE_FD 4
#define END_FD 5

/* The first executable file of that name on CHILD_PATH. The caller frees it; NULL: none. */
static char *find_program(const char *name)
{
    const char *folder = CHILD_PATH;
    while (*folder != '\0') {
        size_t length = strcspn(folder, ":");
        char *path = xasprintf("%.*s/%s", (int)length, folder, name);
        if (access(path, X_OK) == 0)
            return path;
        free(path);
        folder += length + (folder[length] == ':');
    }
    return NULL;
}

static void set_signals(void (*handler)(int))
{
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        signal(number, handler);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Puts the descriptors where they belong and closes all others. They are moved out of the way
 * first, because any of them may stand where another belongs. */
static bool arrange_descriptors(const struct child_request *request,
                                const struct child_pipes *pipes, int null_fd)
{
    int output = pipes->output[1] >= 0 ? pipes->output[1] : null_fd;
    int inherited = request->inherited_fd >= 0 ? request->inherited_fd : null_fd;
    int input = pipes->input >= 0 ? pipes->input : null_fd;
    const int wanted[] = {input,        output, pipes->errors[1], inherited, pipes->lifeline[0],
                          pipes->end[1]};
    int moved[ARRAY_LENGTH(wanted)];
    for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++)
        moved[i] = fcntl(wanted[i], F_DUPFD, (int)ARRAY_LENGTH(wanted));
    for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++)
        if (dup2(moved[i], (int)i) < 0)
            return false;
    return fcntl(LIFELINE_FD, F_SETFD, FD_CLOEXEC) == 0 &&
           fcntl(END_FD, F_SETFD, FD_CLOEXEC) == 0 &&
           close_range(ARRAY_LENGTH(wanted), UINT_MAX, 0) == 0;
}

/* A host that refuses a limit has set a lower one. */
static void set_limit(int resource, uint64_t bytes)
{
    const struct rlimit limit = {.rlim_cur = bytes, .rlim_max = bytes};
    if (bytes > 0 && setrlimit((__rlimit_resource_t)resource, &limit) != 0)
        return;
}

static void become(const char *program, const struct child_request *request)
{
    static const char words[] = "fatal: the program cannot be executed\n";
    set_signals(SIG_DFL);
    signal(SIGXFSZ, SIG_IGN); /* writing fails with a reason instead */
    memory_unbound();         /* a worker's bound is not that of what it starts */
    set_limit(RLIMIT_FSIZE, request->growth_bytes);
    set_limit(RLIMIT_AS, request->address_bytes);
    if (request->inherited_fd < 0)
        close(CHILD_INHERITED_FD);
    execve(program, (char *const *)request->arguments, (char *const *)request->environment);
    if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
        _exit(126);
    _exit(127);
}

/* Readable when a child has ended, not when it is stopped or goes on. -1: it cannot be had. */
static int watch_children(void)
{
    const struct sigaction ends_only = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDSTOP};
    sigset_t ended;
    sigaction(SIGCHLD, &ends_only, NULL);
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ended, NULL);
    return signalfd(-1, &ended, SFD_CLOEXEC);
}

static void exit_like(int status)
{
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/* The leader of the group: our own process once more, which starts the program and waits for it, or
 * for our death, and then kills the group. PR_SET_PDEATHSIG would reach git alone: measured, its
 * remote helper goes on for as long as a silent server lets it. Runs after fork: system calls
 * alone, no memory, no locks. */
static void guard(const char *program, const struct child_request *request,
                  const struct child_pipes *pipes, int null_fd)
{
    int status = 0;
    setpgid(0, 0);
    set_signals(SIG_IGN); /* a signal that ends the group politely is for the program */
    if (!arrange_descriptors(request, pipes, null_fd))
        _exit(127);
    int children = watch_children();
    if (children < 0)
        _exit(127);
    pid_t child = fork();
    if (child == 0)
        become(program, request);
    close(CHILD_INHERITED_FD);
    struct pollfd fds[] = {{.fd = LIFELINE_FD, .events = POLLIN},
                           {.fd = children, .events = POLLIN}};
    while (child > 0 && poll(fds, ARRAY_LENGTH(fds), -1) < 0 && errno == EINTR)
        ;
    if (child < 0 || fds[0].revents != 0 || waitpid(child, &status, 0) < 0)
        kill(0, SIGKILL);
    exit_like(status);
}

bool child_spawn(const struct child_request *request, const struct child_pipes *pipes, pid_t *pid,
                 struct error *err)
{
    const char *name = request->arguments[0];
    CLEANUP(free_pointer) char *program = find_program(name);
    if (program == NULL)
        return error_set(err, ERROR_RETRY, "there is no program %s in " CHILD_PATH, name);
    int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null_fd < 0)
        return error_set(err, ERROR_RETRY, "cannot open /dev/null: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0)
        guard(program, request, pipes, null_fd);
    int reason = errno;
    close(null_fd);
    if (child < 0)
        return error_set(err, ERROR_RETRY, "cannot start %s: %s", name, strerror(reason));
    setpgid(child, child); /* both sides set it, because either may be first */
    *pid = child;
    return true;
}

/* Adds one process when it belongs to the group. Format: proc(5). */
static void add_process(struct child_effort *effort, const char *id, pid_t group)
{
    char path[64];
    char text[1024] = "";
    snprintf(path, sizeof(path), "/proc/%.20s/stat", id);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    size_t size = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[size] = '\0';
    char state = '\0';
    int its_group = 0;
    long times[4] = {0}; /* user and kernel, its own and of children that have ended */
    /* The name in parentheses may hold anything, a ')' included. */
    const char *rest = strrchr(text, ')');
    if (rest == NULL ||
        sscanf(rest, ") %c %*d %d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld %ld %ld", &state,
               &its_group, &times[0], &times[1], &times[2], &times[3]) != 6 ||
        its_group != group)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(times); i++)
        effort->cpu_ms += times[i] * 1000 / sysconf(_SC_CLK_TCK);
    effort->waits_for_disk = effort->waits_for_disk || state == 'D';
}

struct child_effort child_measure_effort(pid_t group)
{
    struct child_effort effort = {0};
    DIR *processes = opendir("/proc");
    if (processes == NULL)
        return effort;
    for (struct dirent *entry = readdir(processes); entry != NULL; entry = readdir(processes))
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
            add_process(&effort, entry->d_name, group);
    closedir(processes);
    return effort;
}
