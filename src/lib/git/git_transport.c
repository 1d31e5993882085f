#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/os/file.h"
#include "lib/git/git.h"
#include "lib/git/git_command.h"
#include "lib/git/git_directory.h"
#include "lib/git/git_flaws.h"
#include "lib/git/git_transport.h"
#include "lib/base/limits.h"

/* Enough for the answer about one ref, or a number. */
#define SHORT_OUTPUT_BYTES ((size_t)4096)
/* Somebody may push while we fetch, and again; not for ever. */
#define FETCH_ROUNDS_MAX 3

/* One mirror that is being made, for each of its steps. */
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

/* git takes a page of a proxy or of maintenance for a server of the old "dumb" protocol without
 * refs, and says nothing. Because of that an empty list counts only when it came by packets. */
static bool check_empty(const struct git_source *source, const char *directory,
                        const struct git_watch *watch, struct error *err)
{
    CLEANUP(buffer_release) struct buffer said = {0};
    CLEANUP(buffer_release) struct buffer output = {.maximum = LIMIT_REF_LIST_BYTES};
    struct git_command command = {
        .directory = directory,
        .arguments = {"ls-remote", "--heads", "--tags", "--", source->url},
        .source = source,
        .watch = watch,
        .output = &output,
        .said = &said,
        .tells_packets = true,
    };
    if (!git_command_run(&command, err))
        return false;
    return strstr(buffer_text(&said), "< version 2") != NULL ||
           strstr(buffer_text(&said), "service=git-upload-pack") != NULL ||
           error_set(
               err, ERROR_RETRY,
               "%s answered with something that is not a git repository: a proxy, or a page of "
               "maintenance",
               source->url);
}

bool git_transport_list(const struct git_source *source, const char *directory,
                        const struct git_watch *watch, struct git_listing *listing,
                        struct error *err)
{
    git_listing_release(listing);
    listing->text.maximum = LIMIT_REF_LIST_BYTES;
    struct git_command command = {
        .directory = directory,
        .arguments = {"ls-remote", "--heads", "--tags", "--", source->url},
        .source = source,
        .watch = watch,
        .output = &listing->text,
    };
    if (!git_command_check_source(source, err) || !git_command_run(&command, err))
        return false;
    if (listing->text.size == 0 && source->url[0] != '/' &&
        !check_empty(source, directory, watch, err))
        return false;
    return git_listing_parse(listing, err);
}

/* --force: a branch may be rewritten. Not --atomic: with it git 2.39 fails for good when a branch
 * `a` gives way to `a/b`. The directory is the caller's alone, so half of the refs is no harm. */
static bool fetch(const struct mirror *mirror, const struct buffer *refspecs, struct error *err)
{
    struct git_command command = {
        .directory = mirror->directory,
        .arguments = {"fetch", "--no-prune", "--force", "--no-tags", "--no-auto-gc",
                      "--no-write-fetch-head", "--no-recurse-submodules",
                      "--no-show-forced-updates", "--progress", "--stdin", "--",
                      mirror->source->url},
        .source = mirror->source,
        .watch = mirror->watch,
        .input = refspecs,
    };
    return git_flaws_run(&command, err);
}

bool git_transport_fetch(const struct git_source *source, const char *directory,
                         const struct buffer *refspecs, const struct git_watch *watch,
                         struct error *err)
{
    const struct mirror mirror = {source, directory, watch};
    return git_command_check_source(source, err) && fetch(&mirror, refspecs, err);
}

static bool update_refs(const struct mirror *mirror, const struct buffer *commands,
                        struct error *err)
{
    struct git_command command = {
        .directory = mirror->directory,
        .arguments = {"update-ref", "--stdin"},
        .watch = mirror->watch,
        .input = commands,
    };
    return git_command_run(&command, err);
}

struct pruning {
    const struct git_listing *listing;
    struct buffer deletions; /* for git update-ref */
};

static bool note_if_gone(const struct gitdir_ref *ref, void *payload)
{
    struct pruning *pruning = payload;
    if (git_listing_find(pruning->listing, ref->name) == NULL)
        buffer_printf(&pruning->deletions, "delete %s\n", ref->name);
    return true;
}

static void release_pruning(struct pruning *pruning)
{
    buffer_release(&pruning->deletions);
}

/* Those that are numbered behind the last one. */
static void note_old_refused(struct pruning *pruning, struct gitdir *gitdir)
{
    char oid[GIT_OID_TEXT];
    for (size_t number = pruning->listing->refused + 1;; number++) {
        CLEANUP(free_pointer) char *name = xasprintf(GIT_REFUSED "%zu", number);
        if (!gitdir_ref(gitdir, name, oid))
            return;
        buffer_printf(&pruning->deletions, "delete %s\n", name);
    }
}

/* Deletes what the server has no more, and what must not be stored any longer, in one transaction:
 * `git fetch --prune` (seen on 2.39) takes one for each ref, a minute for 25,000. */
static bool prune(const struct mirror *mirror, const struct git_listing *listing, struct error *err)
{
    CLEANUP(release_pruning) struct pruning pruning = {.listing = listing};
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    if (!gitdir_open(&gitdir, mirror->directory, err) ||
        !gitdir_each_ref(gitdir, note_if_gone, &pruning, err))
        return false;
    note_old_refused(&pruning, gitdir);
    return (pruning.deletions.size == 0 || update_refs(mirror, &pruning.deletions, err));
}

/* Names the objects that are missing here one by one, because a wildcard leaves out each name that
 * git does not allow. */
static bool name_objects(const struct mirror *mirror, const struct git_listing *listing,
                         struct buffer *refspecs, struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    char oid[GIT_OID_TEXT];
    if (!gitdir_open(&gitdir, mirror->directory, err))
        return false;
    for (size_t i = 0; i < listing->count; i++) {
        const struct git_advertised *ref = &listing->refs[i];
        CLEANUP(free_pointer) char *name = git_listing_kept_name(ref);
        if (!gitdir_ref(gitdir, name, oid) || strcmp(oid, ref->oid) != 0)
            buffer_printf(refspecs, "+%s:%s\n", ref->oid, name);
    }
    return true;
}

static bool fetch_all(const struct mirror *mirror, const struct git_listing *listing,
                      struct error *err)
{
    CLEANUP(buffer_release) struct buffer refspecs = {0};
    if (!prune(mirror, listing, err))
        return false;
    if (listing->refused == 0)
        buffer_add(&refspecs, "+refs/heads/*:refs/heads/*\n+refs/tags/*:refs/tags/*\n");
    else if (!name_objects(mirror, listing, &refspecs, err))
        return false;
    return refspecs.size == 0 || fetch(mirror, &refspecs, err);
}

/* The branch that the server's HEAD names, from "ref: refs/heads/main\tHEAD"; "" when it names
 * none. Behind it stand all refs that end in /HEAD. */
static bool ask_head(const struct mirror *mirror, char *name, size_t size, struct error *err)
{
    CLEANUP(buffer_release) struct buffer output = {.maximum = LIMIT_REF_LIST_BYTES};
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
    if (strncmp(text, "ref: ", 5) == 0 && strncmp(text + length, "\tHEAD\n", 6) == 0 &&
        length - 5 < size)
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

/* A search among the refs. */
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

static bool is_up_to_date(const struct mirror *mirror, const struct git_listing *listing,
                          bool *is_same, struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    return gitdir_open(&gitdir, mirror->directory, err) &&
           git_listing_is_in(listing, gitdir, is_same, err);
}

/* Lists and fetches until the two agree. is_listed: the list is fresh. */
static bool follow(const struct mirror *mirror, struct git_listing *listing, bool is_listed,
                   struct error *err)
{
    bool is_same = false;
    for (int round = 0; round < FETCH_ROUNDS_MAX; round++) {
        if ((!is_listed || round > 0) &&
            !git_transport_list(mirror->source, mirror->directory, mirror->watch, listing, err))
            return false;
        if (!is_up_to_date(mirror, listing, &is_same, err))
            return false;
        if (is_same)
            return true;
        if (!fetch_all(mirror, listing, err) || !pack_refs(mirror, err) ||
            !is_up_to_date(mirror, listing, &is_same, err))
            return false;
        if (is_same)
            return true;
    }
    return error_set(err, ERROR_RETRY,
                     "the server lists other refs than it sends: somebody pushes, or it is broken");
}

/* Writes all refs as one file, where a fetch makes a file for each and then packs them. The note of
 * the source that clone leaves is deleted. */
static bool clone(const struct mirror *mirror, struct error *err)
{
    struct git_command command = {
        .directory = mirror->directory,
        .arguments = {"clone", "--bare", "--template=", "--no-local", "--no-hardlinks",
                      "--progress", "--", mirror->source->url, mirror->directory},
        .source = mirror->source,
        .watch = mirror->watch,
    };
    struct git_command forget = {
        .directory = mirror->directory,
        .arguments = {"config", "--remove-section", "remote.origin"},
        .watch = mirror->watch,
    };
    return git_flaws_run(&command, err) && git_command_run(&forget, err);
}

/* The first time. Names that cannot be stored, and no names at all, are the fetch's affair. */
static bool begin(const struct mirror *mirror, struct git_listing *listing, struct error *err)
{
    if (!git_transport_list(mirror->source, mirror->directory, mirror->watch, listing, err))
        return false;
    if (listing->count == 0 || listing->refused > 0)
        return init(mirror, err);
    return clone(mirror, err);
}

static bool sync_tree(const struct mirror *mirror, struct error *err)
{
    const struct git_watch *watch = mirror->watch;
    bool has_tick = watch != NULL && watch->tick != NULL;
    return file_sync_tree(mirror->directory, has_tick ? watch->tick : NULL,
                          has_tick ? watch->payload : NULL, err);
}

bool git_transport_mirror(const struct git_source *source, const char *directory,
                          const struct git_watch *watch, struct git_listing *listing,
                          struct error *err)
{
    const struct mirror mirror = {source, directory, watch};
    bool is_new = !file_exists(directory);
    if (!git_command_check_source(source, err) || !git_directory_remove_leftovers(directory, err) ||
        (is_new && !begin(&mirror, listing, err)))
        return false;
    /* Packed first: set_head then reads one file instead of one for each ref. */
    return follow(&mirror, listing, is_new, err) && pack_refs(&mirror, err) &&
           set_head(&mirror, source->head, err) && sync_tree(&mirror, err);
}

bool git_transport_update_refs(const char *directory, const struct buffer *commands,
                               const struct git_watch *watch, struct error *err)
{
    const struct mirror mirror = {NULL, directory, watch};
    return update_refs(&mirror, commands, err) && pack_refs(&mirror, err) &&
           sync_tree(&mirror, err);
}

bool git_transport_count_commits(const char *directory, const struct git_watch *watch, int64_t *out,
                                 struct error *err)
{
    CLEANUP(buffer_release) struct buffer output = {.maximum = SHORT_OUTPUT_BYTES};
    struct git_command command = {
        .directory = directory,
        .arguments = {"rev-list", "--count", "--branches", "--tags", "--glob=" GIT_REFUSED "*"},
        .watch = watch,
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

/* The number in BRIGADE_ASKPASS_FD; -1 when it is not a number. */
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
