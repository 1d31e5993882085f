/* git_command.h: one run of `git` on a bare repository, with all that keeps it prudent:
 * environment, configuration, credential, supervision. For git_transport.c, git_check.c and
 * lfs_pointers.c. */
#ifndef BRIGADE_GIT_GIT_COMMAND_H
#define BRIGADE_GIT_GIT_COMMAND_H

#include "lib/base/buffer.h"
#include "lib/git/git_transport.h"

#define GIT_ARGUMENTS_MAX 20

struct git_command {
    const char *directory;
    const char *arguments[GIT_ARGUMENTS_MAX]; /* behind `git --git-dir=<directory>`; NULL ends */
    const struct git_source *source;          /* NULL: no network */
    const struct git_watch *watch;            /* NULL: nobody watches */
    const struct buffer *input;               /* standard input; NULL: empty */
    struct buffer *output;                    /* standard output; NULL: not wanted */
    struct buffer *said;                      /* standard error is added to it; NULL: not wanted */
    bool tells_packets; /* `said` has what it sent and got by git's protocol, as GIT_TRACE_PACKET
                           has it */
    bool takes_all;     /* objects are not looked over as they come */
    /* Takes standard output as it comes instead; false ends git (ERROR_RETRY). */
    bool (*take)(const char *bytes, size_t size, void *payload);
    void *payload;
};

/* Whether it ended with code 0; *err is filled otherwise. */
bool git_command_run(const struct git_command *command, struct error *err) MUST_CHECK;

/* ERROR_ITEM for a URL that must not be opened, ERROR_IMPORT for a credential that cannot be used.
 */
bool git_command_check_source(const struct git_source *source, struct error *err) MUST_CHECK;

#endif
