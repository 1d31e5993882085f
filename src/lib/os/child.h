/* child.h: a program run under supervision: closed environment, own process group, no inherited
 * descriptor but one that is asked for, every kind of waiting bounded. Nothing of its process group
 * outlives the call, or us when we are killed.
 *
 * It is our own because posix_spawn and popen only start a program: they bound neither its time,
 * its output nor its growth on disk, and they leave it running when we are killed.
 */
#ifndef BRIGADE_OS_CHILD_H
#define BRIGADE_OS_CHILD_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

/* Names of the settings that bound it, so that the sentence names the setting to change. */
struct child_settings {
    const char *stall; /* NULL: none */
    const char *wall;
    const char *growth;
    const char *kept;
};

struct child_request {
    const char *const *arguments;   /* NULL-terminated; [0] is looked up on CHILD_PATH */
    const char *const *environment; /* NULL-terminated; all there is */
    int inherited_fd;               /* the program finds it as CHILD_INHERITED_FD; -1: none */
    const struct buffer *input;     /* standard input; NULL: empty */
    struct buffer *output;          /* standard output, up to its maximum; NULL: nobody wants it */
    /* Takes standard output as it comes, instead of `output`; false ends the program. */
    bool (*take)(const char *bytes, size_t size, void *payload);
    const char *growing_path;       /* a file or folder whose growth counts as progress; or NULL */
    int64_t stall_ms;               /* ended when there is no sign of work for so long */
    int64_t wall_ms;                /* ended after so long in any case */
    uint64_t growth_bytes;          /* ended when growing_path has grown by more; 0: no bound */
    uint64_t kept_bytes;            /* once it has grown, ended when less is free on its disk */
    uint64_t address_bytes;         /* address space of each of its processes; 0: no bound */
    struct child_settings settings; /* for sentences */
    /* Called at least every 500 ms with the last line of standard error ("" before the first), in
     * UTF-8 and without control characters. False ends the program. NULL: not called. */
    bool (*tick)(const char *line, void *payload);
    void *payload;
};

#define CHILD_INHERITED_FD 3
#define CHILD_PATH "/usr/local/bin:/usr/bin:/bin"

/* Runs it to its end. *exit_code is 128 + n after signal n. `errors` gets the tail of standard
 * error: whole lines, without those that a carriage return overwrote, up to errors->maximum. Signs
 * of work: output of any kind, growth of growing_path, CPU time or disk waits of the process group.
 * growth_bytes and kept_bytes are looked at every second or so; a single file cannot pass
 * growth_bytes by even one byte (EFBIG). ERROR_RETRY: it could not be started, stalled, ran out of
 * time, said too much, left too little room on the disk, or was told to end. ERROR_ITEM: it wrote
 * more than growth_bytes. An exit code other than 0 is not an error here. */
bool child_run(const struct child_request *request, int *exit_code, struct buffer *errors,
               struct error *err) MUST_CHECK;

#endif
