#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/os/child.h"
#include "lib/os/child_spawn.h"
#include "lib/os/file.h"
#include "lib/base/text.h"

/* Half of what is promised to `tick`, so that a late wake-up still keeps the promise. */
#define TICK_MS 250
/* How long a program may take to clean up after SIGTERM. */
#define GRACE_MS 2000
/* Looking for signs of work costs a walk through /proc: only after so much silence. */
#define SILENCE_MS 5000
#define LINE_BYTES_MAX ((size_t)1000)
/* How often the size of growing_path is looked at; longer where the look itself takes long. */
#define GROWTH_MS 1000
#define GROWTH_SHARE 20

struct child {
    const struct child_request *request;
    pid_t pid;
    struct child_pipes pipes;
    struct buffer line; /* of standard error, not ended yet */
    struct buffer last; /* the line that tick is shown */
    struct buffer *errors;
    bool output_is_full;
    bool output_is_refused;
    int64_t began_ms;
    int64_t ticked_ms;
    int64_t moved_ms; /* last sign of work */
    int64_t measured_ms;
    uint64_t path_bytes;
    uint64_t first_bytes; /* of growing_path, before the start */
    int64_t next_growth_ms;
    int64_t cpu_ms;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_pipes(struct child_pipes *pipes)
{
    close_fd(&pipes->errors[0]);
    close_fd(&pipes->errors[1]);
    close_fd(&pipes->output[0]);
    close_fd(&pipes->output[1]);
    close_fd(&pipes->lifeline[0]);
    close_fd(&pipes->lifeline[1]);
    close_fd(&pipes->end[0]);
    close_fd(&pipes->end[1]);
    close_fd(&pipes->input);
}

static void release_child(struct child *child)
{
    close_pipes(&child->pipes);
    buffer_release(&child->line);
    buffer_release(&child->last);
}

static bool open_pipe(int ends[2], struct error *err)
{
    if (pipe2(ends, O_CLOEXEC) == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        return true;
    return error_set(err, ERROR_RETRY, "cannot make a pipe: %s", strerror(errno));
}

/* Drops the older half, so that the tail is kept. */
static void make_room(struct buffer *errors)
{
    const char *half = errors->data + errors->size / 2;
    const char *next = memchr(half, '\n', errors->size - errors->size / 2);
    size_t dropped = next == NULL ? errors->size : (size_t)(next + 1 - errors->data);
    memmove(errors->data, errors->data + dropped, errors->size - dropped + 1);
    errors->size -= dropped;
}

/* `line` ends with a line feed. */
static void keep_line(struct buffer *errors, const struct buffer *line)
{
    while (!buffer_append(errors, line->data, line->size)) {
        if (errors->size == 0)
            return; /* longer than all there may be */
        make_room(errors);
    }
}

static void end_line(struct child *child, bool is_kept)
{
    if (child->line.size == 0)
        return;
    buffer_clear(&child->last);
    text_sanitise(&child->last, child->line.data, child->line.size);
    text_single_line(child->last.data);
    if (is_kept) {
        CLEANUP(buffer_release) struct buffer line = {0};
        buffer_printf(&line, "%s\n", buffer_text(&child->last));
        keep_line(child->errors, &line);
    }
    buffer_clear(&child->line);
}

static void take_errors(struct child *child, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n' || bytes[i] == '\r')
            end_line(child, bytes[i] == '\n');
        else if (!buffer_append(&child->line, &bytes[i], 1))
            continue; /* longer than any line of use */
    }
}

static void take_output(struct child *child, const char *bytes, size_t size)
{
    const struct child_request *request = child->request;
    if (request->take != NULL)
        child->output_is_refused =
            child->output_is_refused || !request->take(bytes, size, request->payload);
    else if (!buffer_append(request->output, bytes, size))
        child->output_is_full = true;
}

/* Takes what is there; closes the pipe at its end. */
static void drain(struct child *child, int *fd,
                  void (*take)(struct child *child, const char *bytes, size_t size))
{
    char bytes[4096];
    /* Bounded, so that a program that never stops talking cannot keep us from our clock. */
    for (int rounds = 0; *fd >= 0 && rounds < 64; rounds++) {
        ssize_t got = read(*fd, bytes, sizeof(bytes));
        if (got < 0)
            return; /* nothing more yet */
        if (got == 0)
            close_fd(fd);
        else
            take(child, bytes, (size_t)got);
        child->moved_ms = clock_ms();
    }
}

static void drain_all(struct child *child)
{
    drain(child, &child->pipes.errors[0], take_errors);
    drain(child, &child->pipes.output[0], take_output);
}

/* After a silence: do the files grow, does the group compute? 5 % of a CPU is more than git's
 * polling for a stalled server takes, and less than any work. */
static void look_for_work(struct child *child, int64_t now_ms)
{
    const struct child_request *request = child->request;
    int64_t pause_ms = request->stall_ms / 4 < SILENCE_MS ? request->stall_ms / 4 : SILENCE_MS;
    if (now_ms - child->moved_ms < pause_ms || now_ms - child->measured_ms < pause_ms)
        return;
    uint64_t bytes = request->growing_path != NULL ? file_tree_bytes(request->growing_path) : 0;
    struct child_effort effort = child_measure_effort(child->pid);
    bool computes = (effort.cpu_ms - child->cpu_ms) * 20 >= now_ms - child->measured_ms;
    if (bytes != child->path_bytes || computes || effort.waits_for_disk)
        child->moved_ms = now_ms;
    child->path_bytes = bytes;
    child->cpu_ms = effort.cpu_ms;
    child->measured_ms = now_ms;
}

/* ": setting x" behind a sentence, or nothing. */
static const char *lead_to(const char *setting)
{
    return setting != NULL ? "; to allow more, raise the setting " : "";
}

static const char *name_of(const char *setting)
{
    return setting != NULL ? setting : "";
}

static bool leaves_room(const struct child_request *request, struct error *err)
{
    uint64_t free_bytes = 0;
    if (!file_free_bytes(request->growing_path, &free_bytes) || free_bytes >= request->kept_bytes)
        return true; /* a disk that cannot be asked shows its fault when it is written to */
    return error_set(err, ERROR_RETRY,
                     "%s was ended because the disk has %llu MiB free, and %llu MiB stay free "
                     "(setting %s): make room there",
                     request->arguments[0], (unsigned long long)free_bytes >> 20,
                     (unsigned long long)request->kept_bytes >> 20,
                     name_of(request->settings.kept));
}

/* The walk through many small files takes time of its own, so that it is done the less often. */
static bool may_grow(struct child *child, int64_t now_ms, struct error *err)
{
    const struct child_request *request = child->request;
    if (request->growth_bytes == 0 || now_ms < child->next_growth_ms)
        return true;
    uint64_t bytes = file_tree_bytes(request->growing_path);
    int64_t took_ms = clock_ms() - now_ms;
    child->next_growth_ms =
        now_ms + (took_ms * GROWTH_SHARE > GROWTH_MS ? took_ms * GROWTH_SHARE : GROWTH_MS);
    if (bytes <= child->first_bytes)
        return true;
    if (bytes - child->first_bytes <= request->growth_bytes)
        return leaves_room(request, err);
    return error_set(err, ERROR_ITEM, "%s wrote more than %llu MiB to disk%s%s",
                     request->arguments[0], (unsigned long long)request->growth_bytes >> 20,
                     lead_to(request->settings.growth), name_of(request->settings.growth));
}

static bool check_output(const struct child *child, struct error *err)
{
    const struct child_request *request = child->request;
    const char *name = request->arguments[0];
    if (child->output_is_refused)
        return error_set(err, ERROR_RETRY, "%s was told to end", name);
    if (child->output_is_full)
        return error_set(err, ERROR_RETRY, "%s printed more than %zu bytes", name,
                         request->output->maximum);
    return true;
}

/* False, with the reason, when it must end. */
static bool may_go_on(struct child *child, bool was_interrupted, struct error *err)
{
    const struct child_request *request = child->request;
    const char *name = request->arguments[0];
    int64_t now_ms = clock_ms();
    look_for_work(child, now_ms);
    if (!check_output(child, err))
        return false;
    if (now_ms - child->began_ms > request->wall_ms)
        return error_set(err, ERROR_RETRY, "%s ran for more than %lld s%s%s", name,
                         (long long)request->wall_ms / 1000, lead_to(request->settings.wall),
                         name_of(request->settings.wall));
    if (now_ms - child->moved_ms > request->stall_ms)
        return error_set(err, ERROR_RETRY, "%s made no progress for %lld s%s%s", name,
                         (long long)request->stall_ms / 1000, lead_to(request->settings.stall),
                         name_of(request->settings.stall));
    if (!may_grow(child, now_ms, err))
        return false;
    if (request->tick == NULL || (now_ms - child->ticked_ms < TICK_MS && !was_interrupted))
        return true;
    child->ticked_ms = now_ms;
    if (request->tick(buffer_text(&child->last), request->payload))
        return true;
    return error_set(err, ERROR_RETRY, "%s was told to end", name);
}

static bool has_ended(const struct child *child, int wait_ms)
{
    struct pollfd ended = {.fd = child->pipes.end[0], .events = POLLIN};
    return poll(&ended, 1, wait_ms) > 0;
}

static bool watch(struct child *child, struct error *err)
{
    for (;;) {
        struct pollfd fds[] = {{.fd = child->pipes.end[0], .events = POLLIN},
                               {.fd = child->pipes.errors[0], .events = POLLIN},
                               {.fd = child->pipes.output[0], .events = POLLIN}};
        int ready = poll(fds, ARRAY_LENGTH(fds), TICK_MS);
        drain_all(child);
        if (has_ended(child, 0))
            break;
        if (!may_go_on(child, ready < 0, err))
            return false;
    }
    drain_all(child);
    end_line(child, true);
    return check_output(child, err);
}

/* Ends what is left of the group. Its number stays ours until the leader is waited for. */
static int reap(struct child *child, bool is_polite)
{
    int status = 0;
    if (is_polite) {
        kill(-child->pid, SIGTERM);
        int64_t until_ms = clock_ms() + GRACE_MS;
        while (!has_ended(child, TICK_MS) && clock_ms() < until_ms)
            drain_all(child); /* a full pipe would keep it from ending */
    }
    kill(-child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A file without a name that holds what the program reads. */
static bool open_input(struct child *child, struct error *err)
{
    const struct buffer *input = child->request->input;
    size_t done = 0;
    if (input == NULL)
        return true;
    child->pipes.input = memfd_create("input", MFD_CLOEXEC);
    while (child->pipes.input >= 0 && done < input->size) {
        ssize_t written = write(child->pipes.input, input->data + done, input->size - done);
        if (written < 0)
            break;
        done += (size_t)written;
    }
    if (done == input->size && child->pipes.input >= 0 &&
        lseek(child->pipes.input, 0, SEEK_SET) == 0)
        return true;
    return error_set(err, ERROR_RETRY, "cannot hand input to a process: %s", strerror(errno));
}

static bool start(struct child *child, struct error *err)
{
    const struct child_request *request = child->request;
    if (!open_pipe(child->pipes.errors, err) || !open_pipe(child->pipes.lifeline, err) ||
        !open_pipe(child->pipes.end, err) ||
        ((request->output != NULL || request->take != NULL) &&
         !open_pipe(child->pipes.output, err)) ||
        !open_input(child, err) || !child_spawn(request, &child->pipes, &child->pid, err))
        return false;
    close_fd(&child->pipes.errors[1]);
    close_fd(&child->pipes.output[1]);
    close_fd(&child->pipes.lifeline[0]);
    close_fd(&child->pipes.end[1]);
    close_fd(&child->pipes.input);
    child->began_ms = child->moved_ms = child->measured_ms = clock_ms();
    return true;
}

bool child_run(const struct child_request *request, int *exit_code, struct buffer *errors,
               struct error *err)
{
    CLEANUP(release_child)
    struct child child = {.request = request,
                          .pipes = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}, -1},
                          .line = {.maximum = LINE_BYTES_MAX},
                          .errors = errors};
    if (request->growth_bytes > 0)
        child.first_bytes = file_tree_bytes(request->growing_path);
    if (!start(&child, err))
        return false;
    bool ended_itself = watch(&child, err);
    int code = reap(&child, !ended_itself);
    if (ended_itself)
        *exit_code = code;
    return ended_itself;
}
