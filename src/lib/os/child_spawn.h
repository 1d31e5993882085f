/* child_spawn.h: the start of a supervised program, and what /proc tells of it. Only child.c uses
 * it. */
#ifndef BRIGADE_OS_CHILD_SPAWN_H
#define BRIGADE_OS_CHILD_SPAWN_H

#include <sys/types.h>

#include "lib/os/child.h"

struct child_pipes {
    int errors[2];   /* [0] is ours and does not block */
    int output[2];   /* -1 when nobody wants standard output */
    int lifeline[2]; /* [1] is ours and stays open: when it closes, the group is killed */
    int end[2];      /* [0] is ours: it ends when the leader of the group does */
    int input;       /* a file; -1: standard input is empty */
};

/* Starts the program with the writing ends as its standard error and output. *pid is the leader of
 * its group and ends when the program does, with its exit code. */
bool child_spawn(const struct child_request *request, const struct child_pipes *pipes, pid_t *pid,
                 struct error *err) MUST_CHECK;

struct child_effort {
    int64_t cpu_ms;      /* of the group, children that have ended included */
    bool waits_for_disk; /* one of them is in uninterruptible sleep */
};

struct child_effort child_measure_effort(pid_t group);

#endif
