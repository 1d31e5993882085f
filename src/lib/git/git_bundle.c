#include "lib/git/git_bundle.h"

#include <string.h>

#include "lib/base/limits.h"
#include "lib/git/git.h"
#include "lib/git/git_check.h"
#include "lib/git/git_command.h"
#include "lib/os/file.h"
#include "lib/os/sink.h"

static bool list_refs(const char *directory, struct git_names *names, struct error *err)
{
    struct git_command command = {
        .directory = directory,
        .arguments = {"for-each-ref", "--format=%(objectname) %(refname)"},
        .output = &names->text,
    };

    names->text.maximum = LIMIT_REF_LIST_BYTES;
    return git_command_run(&command, err) && git_names_parse(names, err);
}

/* Several threads would share the work out as it comes, and pack it in another order each time. */
static bool make(const char *directory, const char *path, bool has_head,
                 const struct git_watch *watch, struct error *err)
{
    struct git_command command = {
        .directory = directory,
        .arguments = {"-c", "pack.threads=1", "bundle", "create", "--progress", path, "--all",
                      has_head ? "HEAD" : NULL},
        .watch = watch,
    };

    return git_command_run(&command, err);
}

bool git_bundle_make(const char *directory, const char *path, const struct git_watch *watch,
                     bool *is_empty, struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    CLEANUP(git_names_release) struct git_names names = {0};
    char head[1024] = "";

    if (!list_refs(directory, &names, err) || !gitdir_open(&gitdir, directory, err))
        return false;
    *is_empty = names.count == 0;
    gitdir_head(gitdir, head, sizeof(head));
    return *is_empty || make(directory, path, *head != '\0', watch, err);
}

/* Objects are looked for in the other repository, too. */
static bool borrow(const struct git_chosen *chosen, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/objects/info/alternates", chosen->to);
    CLEANUP(free_pointer) char *temporary = xasprintf("%s.new", path);
    CLEANUP(free_pointer) char *objects = xasprintf("%s/objects\n", chosen->from);
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_file file;

    return sink_open(&sink, path, temporary, err) && sink_text(sink, objects, err) &&
           sink_close(&sink, &file, err);
}

/* One file: git would make a file for each of thousands of refs. */
static bool write_refs(const struct git_chosen *chosen, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/packed-refs", chosen->to);
    CLEANUP(free_pointer) char *temporary = xasprintf("%s.new", path);
    CLEANUP(git_names_release) struct git_names names = {.text = *chosen->refs};
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_file file;

    *chosen->refs = (struct buffer){0};
    if (!git_names_parse(&names, err) || !sink_open(&sink, path, temporary, err) ||
        !sink_text(sink, GIT_PACKED_REFS, err))
        return false;
    for (size_t i = 0; i < names.count; i++)
        if (!sink_text(sink, names.refs[i].oid, err) || !sink_text(sink, " ", err) ||
            !sink_text(sink, names.refs[i].name, err) || !sink_text(sink, "\n", err))
            return false;
    return sink_close(&sink, &file, err);
}

bool git_bundle_choose(const struct git_chosen *chosen, struct error *err)
{
    struct git_command init = {
        .directory = chosen->to,
        .arguments = {"init", "--bare", "--template=", "--initial-branch=main", "-q"},
    };
    struct git_command head = {
        .directory = chosen->to,
        .arguments = {"symbolic-ref", "HEAD", chosen->head},
    };

    return git_command_run(&init, err) && borrow(chosen, err) && write_refs(chosen, err) &&
           (chosen->head == NULL || git_command_run(&head, err));
}

/* clone looks whether all that the refs need has come, and writes the refs as one file: fetch would
 * make a file for each of thousands. */
static bool unbundle(const char *path, const char *scratch, const struct git_watch *watch,
                     struct error *err)
{
    struct git_source source = {.url = path};
    struct git_command clone = {
        .directory = scratch,
        .source = &source,
        .arguments = {"clone", "--mirror", "--template=", "--progress", path, scratch},
        .watch = watch,
        .takes_all = true,
    };

    return git_command_run(&clone, err);
}

static bool compare(const struct git_names *wanted, const struct git_names *got, struct error *err)
{
    for (size_t i = 0; i < wanted->count; i++) {
        const struct git_named *ref = git_names_find(got, wanted->refs[i].name);
        if (ref == NULL || strcmp(ref->oid, wanted->refs[i].oid) != 0)
            return error_set(err, ERROR_ITEM, "the bundle has %s at %s, not at %s",
                             wanted->refs[i].name, ref != NULL ? ref->oid : "no object",
                             wanted->refs[i].oid);
    }
    return wanted->count == got->count ||
           error_set(err, ERROR_ITEM, "the bundle has %zu refs, not %zu", got->count,
                     wanted->count);
}

bool git_bundle_prove(const char *path, const char *directory, const char *scratch,
                      const struct git_watch *watch, struct error *err)
{
    CLEANUP(git_names_release) struct git_names wanted = {0};
    CLEANUP(git_names_release) struct git_names got = {0};
    struct error ignored = {0};
    bool is_same = false;

    if (!list_refs(directory, &wanted, err))
        return false;
    if (wanted.count == 0 && !file_exists(path))
        return true;
    is_same = file_remove_tree(scratch, err) && unbundle(path, scratch, watch, err) &&
              list_refs(scratch, &got, err) && compare(&wanted, &got, err);
    (void)!file_remove_tree(scratch, &ignored); /* what is left goes with its folder */
    return is_same;
}
