#include "lib/git/git_copy.h"

#include "lib/git/git_command.h"
#include "lib/os/file.h"

static bool run(const char *directory, const char *const arguments[GIT_ARGUMENTS_MAX],
                const struct git_watch *watch, struct error *err)
{
    struct git_command command = {.directory = directory, .watch = watch};

    for (size_t i = 0; i + 1 < GIT_ARGUMENTS_MAX && arguments[i] != NULL; i++)
        command.arguments[i] = arguments[i];
    return git_command_run(&command, err);
}

#define RUN(directory, watch, err, ...)                                                            \
    run(directory, (const char *const[GIT_ARGUMENTS_MAX]){__VA_ARGS__}, watch, err)

/* Objects are taken as they are: they were looked over when they came. */
static bool fetch(const struct git_copy *copy, const struct git_watch *watch, struct error *err)
{
    struct git_source source = {.url = copy->from};
    struct git_command command = {
        .directory = copy->to,
        .arguments = {"fetch", "--force", "--no-tags", "--no-auto-gc", "--no-write-fetch-head",
                      "--progress", "--stdin", "--", copy->from},
        .source = &source,
        .watch = watch,
        .input = copy->refspecs,
        .takes_all = true,
    };

    return git_command_run(&command, err);
}

bool git_copy_make(const struct git_copy *copy, const struct git_watch *watch, struct error *err)
{
    const char *to = copy->to;

    return RUN(to, NULL, err, "init", "--bare", "--template=", "--initial-branch=main", "-q") &&
           fetch(copy, watch, err) &&
           (copy->head == NULL || RUN(to, NULL, err, "symbolic-ref", "HEAD", copy->head)) &&
           RUN(to, watch, err, "pack-refs", "--all") && file_sync_tree(to, NULL, NULL, err);
}
