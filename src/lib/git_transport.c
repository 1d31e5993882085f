#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "lib/file.h"
#include "lib/git.h"
#include "lib/git_command.h"
#include "lib/git_directory.h"
#include "lib/git_transport.h"
#include "lib/limits.h"

/* Enough for the answer about one ref, or a number. */
#define SHORT_OUTPUT_BYTES ((size_t)4096)

/* One mirror being made: what every step needs. */
struct mirror {
    const struct git_source *source;
    const char *directory;
    const struct git_watch *watch;
};

static bool init(const struct mirror *mirror, struct error *err)
{
    struct git_command command = {
        .directory = mirror->directory,
        .arguments = {"init", "--bare", "--template=", "--initial-branch=main", "-q"},
        .watch = mirror->watch,
    };
    return git_command_run(&command, err);
}

/* Not --atomic: with it git 2.39 fails for good when a branch `a` gives way to `a/b`. The directory
 * is the caller's alone, so half of the refs is no harm. */
static bool fetch(const struct mirror *mirror, struct error *err)
{
    struct git_command command = {
        .directory = mirror->directory,
        .arguments = {"fetch", "--prune", "--force", "--no-tags", "--no-auto-gc",
                      "--no-write-fetch-head", "--no-recurse-submodules",
                      "--no-show-forced-updates", "--progress", "--", mirror->source->url,
                      "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"},
        .source = mirror->source,
        .watch = mirror->watch,
    };
    return git_command_run(&command, err);
}

/* The branch that the server's HEAD names, from "ref: refs/heads/main\tHEAD"; "" when it names
 * none. */
static bool ask_head(const struct mirror *mirror, char *name, size_t size, struct error *err)
{
    CLEANUP(buffer_release) struct buffer output = {.maximum = SHORT_OUTPUT_BYTES};
    struct git_command command = {
        .directory = mirror->directory,
        .arguments = {"ls-remote", "--symref", "--", mirror->source->url, "HEAD"},
        .source = mirror->source,
        .watch = mirror->watch,
        .output = &output,
    };
    name[0] = '\0';
    if (!git_command_run(&command, err))
        return false;
    const char *text = buffer_text(&output);
    size_t length = strcspn(text, "\t\n");
    if (strncmp(text, "ref: ", 5) == 0 && length - 5 < size)
        snprintf(name, size, "%.*s", (int)length - 5, text + 5);
    return true;
}

static bool point_head(const struct mirror *mirror, const char *name, struct error *err)
{
    struct git_command command = {
        .directory = mirror->directory,
        .arguments = {"symbolic-ref", "HEAD", name},
        .watch = mirror->watch,
    };
    return git_command_run(&command, err);
}

/* What is looked for among the refs. */
struct search {
    const char *name;
    bool any; /* there are refs at all */
    bool found;
};

static bool compare_ref(const struct gitdir_ref *ref, void *payload)
{
    struct search *search = payload;
    search->any = true;
    search->found = strcmp(ref->name, search->name) == 0;
    return !search->found;
}

static bool find_ref(const struct mirror *mirror, struct search *search, struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    return gitdir_open(&gitdir, mirror->directory, err) &&
           gitdir_each_ref(gitdir, compare_ref, search, err);
}

static bool set_head(const struct mirror *mirror, const char *head, struct error *err)
{
    char asked[1024];
    CLEANUP(free_pointer) char *wanted = xasprintf("refs/heads/%s", head != NULL ? head : "");
    struct search search = {.name = wanted};
    if (!find_ref(mirror, &search, err))
        return false;
    if (search.found)
        return point_head(mirror, wanted, err);
    if (!search.any) /* an empty repository: HEAD can name nothing */
        return true;
    if (!ask_head(mirror, asked, sizeof(asked), err))
        return false;
    search = (struct search){.name = asked};
    if (!find_ref(mirror, &search, err))
        return false;
    return !search.found || point_head(mirror, asked, err);
}

static bool pack_refs(const struct mirror *mirror, struct error *err)
{
    struct git_command command = {
        .directory = mirror->directory,
        .arguments = {"pack-refs", "--all"},
        .watch = mirror->watch,
    };
    return git_command_run(&command, err);
}

bool git_transport_mirror(const struct git_source *source, const char *directory, const char *head,
                          const struct git_watch *watch, struct error *err)
{
    const struct mirror mirror = {source, directory, watch};
    /* Packed first: set_head then reads one file instead of one for each ref. */
    return git_command_check_source(source, err) &&
           git_directory_remove_leftovers(directory, err) && init(&mirror, err) &&
           fetch(&mirror, err) && pack_refs(&mirror, err) && set_head(&mirror, head, err) &&
           file_sync_tree(directory, err);
}

bool git_transport_count_commits(const char *directory, int64_t *out, struct error *err)
{
    CLEANUP(buffer_release) struct buffer output = {.maximum = SHORT_OUTPUT_BYTES};
    struct git_command command = {
        .directory = directory,
        .arguments = {"rev-list", "--count", "--all"},
        .output = &output,
    };
    if (!git_command_run(&command, err))
        return false;
    char *end = NULL;
    errno = 0;
    long long count = strtoll(buffer_text(&output), &end, 10);
    if (end == output.data || end == NULL || *end != '\n' || errno != 0 || count < 0)
        return error_set(err, ERROR_RETRY, "git did not count the commits of %s", directory);
    *out = count;
    return true;
}

/* The number in BRIGADE_ASKPASS_FD; -1 when it is none. */
static int askpass_fd(void)
{
    const char *text = getenv("BRIGADE_ASKPASS_FD");
    char *end = NULL;
    long number = text != NULL ? strtol(text, &end, 10) : -1;
    return text == NULL || end == text || *end != '\0' || number < 3 || number > 1 << 20
               ? -1
               : (int)number;
}

int git_transport_answer_prompt(void)
{
    char secret[LIMIT_SECRET_BYTES];
    int fd = askpass_fd();
    size_t size = 0;
    ssize_t got = 1;
    while (fd >= 0 && got > 0 && size < sizeof(secret)) {
        got = read(fd, secret + size, sizeof(secret) - size);
        size += got > 0 ? (size_t)got : 0;
    }
    bool is_told = size > 0 && got == 0 && fwrite(secret, 1, size, stdout) == size &&
                   putchar('\n') != EOF && fflush(stdout) == 0;
    explicit_bzero(secret, sizeof(secret));
    return is_told ? 0 : 1;
}
