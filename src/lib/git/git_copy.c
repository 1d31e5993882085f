#include "lib/git/git_copy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/git/git_check.h"
#include "lib/git/git_command.h"
#include "lib/os/file.h"

/* A ref that the copy is to have. */
struct wanted {
    char *name;
    const char *oid;
};

struct copying {
    const struct git_copy *copy;
    const struct git_watch *watch;
    struct git_names here; /* refs of the original */
    struct wanted *refs;   /* by name, each once */
    size_t count;
    size_t capacity;
};

static void copying_release(struct copying *copying)
{
    for (size_t i = 0; i < copying->count; i++)
        free(copying->refs[i].name);
    free(copying->refs);
    git_names_release(&copying->here);
}

static bool run(const struct copying *copying, const char *const arguments[GIT_ARGUMENTS_MAX],
                const struct buffer *input, struct error *err)
{
    struct git_command command = {
        .directory = copying->copy->to, .watch = copying->watch, .input = input};

    for (size_t i = 0; i + 1 < GIT_ARGUMENTS_MAX && arguments[i] != NULL; i++)
        command.arguments[i] = arguments[i];
    return git_command_run(&command, err);
}

#define RUN(copying, input, err, ...)                                                              \
    run(copying, (const char *const[GIT_ARGUMENTS_MAX]){__VA_ARGS__}, input, err)

/* Takes the name over. */
static void add(struct copying *copying, char *name, const char *oid)
{
    if (copying->count == copying->capacity) {
        copying->capacity = copying->capacity > 0 ? 2 * copying->capacity : 256;
        copying->refs = xrealloc(copying->refs, copying->capacity * sizeof(*copying->refs));
    }
    copying->refs[copying->count++] = (struct wanted){name, oid};
}

/* "refs/heads/" and "refs/heads/": a folder of refs, with all that is in it. */
static void add_folder(struct copying *copying, const char *from, const char *to)
{
    size_t size = strlen(from);

    for (size_t i = 0; i < copying->here.count; i++)
        if (strncmp(copying->here.refs[i].name, from, size) == 0)
            add(copying, xasprintf("%s%s", to, copying->here.refs[i].name + size),
                copying->here.refs[i].oid);
}

static bool add_one(struct copying *copying, const char *from, const char *to, struct error *err)
{
    const struct git_named *ref = git_names_find(&copying->here, from);

    if (ref == NULL)
        return error_set(err, ERROR_RETRY, "%s has no ref %s, of which %s was to be made",
                         copying->copy->from, from, to);
    add(copying, xstrdup(to), ref->oid);
    return true;
}

static bool is_folder(const char *pattern)
{
    size_t size = strlen(pattern);

    return size > 2 && strcmp(pattern + size - 2, "/*") == 0;
}

/* "+<from>:<to>"; a name of a ref has neither a colon nor a line feed. */
static bool add_refspec(struct copying *copying, char *line, struct error *err)
{
    char *to = strchr(line, ':');

    if (*line != '+' || to == NULL)
        bug("a refspec without + and :, %s", line);
    *to++ = '\0';
    line++;
    if (!is_folder(line) || !is_folder(to))
        return add_one(copying, line, to, err);
    line[strlen(line) - 1] = '\0';
    to[strlen(to) - 1] = '\0';
    add_folder(copying, line, to);
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct wanted *one = left;
    const struct wanted *other = right;

    return strcmp(one->name, other->name);
}

static bool has(const struct copying *copying, char *name)
{
    struct wanted wanted = {.name = name};

    return bsearch(&wanted, copying->refs, copying->count, sizeof(wanted), compare) != NULL;
}

/* A ref `a` is a file where `a/b` needs a folder. */
static bool has_file_in_its_way(const struct copying *copying, const char *name)
{
    CLEANUP(free_pointer) char *folder = xstrdup(name);

    for (char *slash = strrchr(folder, '/'); slash != NULL; slash = strrchr(folder, '/')) {
        *slash = '\0';
        if (has(copying, folder))
            return true;
    }
    return false;
}

/* Nobody else looks over what we write. */
static bool check(const struct copying *copying, struct error *err)
{
    for (size_t i = 0; i < copying->count; i++) {
        const char *name = copying->refs[i].name;
        bool is_double = i > 0 && strcmp(name, copying->refs[i - 1].name) == 0;
        if (!git_ref_name_is_valid(name) || is_double || has_file_in_its_way(copying, name))
            return error_set(err, ERROR_ITEM, "the ref %s cannot be in a copy: %s", name,
                             is_double ? "it is there twice"
                                       : "git does not allow such a name, or another ref has the "
                                         "name of the folder that it needs");
    }
    return true;
}

static bool plan(struct copying *copying, struct error *err)
{
    CLEANUP(free_pointer) char *lines = xstrdup(buffer_text(copying->copy->refspecs));
    char *rest = NULL;

    if (copying->copy->from == NULL)
        return true;
    if (!git_check_refs(copying->copy->from, &copying->here, err))
        return false;
    for (char *line = strtok_r(lines, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        if (!add_refspec(copying, line, err))
            return false;
    if (copying->count > 0)
        qsort(copying->refs, copying->count, sizeof(*copying->refs), compare);
    return check(copying, err);
}

/* A file of a repository that nobody looks into yet: all is synced in the end. */
static bool write_file(const char *path, const char *text, struct error *err)
{
    FILE *file = fopen(path, "wxe");
    bool is_written = file != NULL && fputs(text, file) != EOF;

    if (file != NULL && fclose(file) != 0)
        is_written = false;
    return is_written || error_set(err, ERROR_RETRY, "cannot write %s: %s", path, strerror(errno));
}

/* One file: git would make a file for each of thousands of refs, and then pack them. */
static bool write_refs(const struct copying *copying, struct error *err)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/packed-refs", copying->copy->to);
    CLEANUP(buffer_release) struct buffer text = {0};

    buffer_add(&text, GIT_PACKED_REFS);
    for (size_t i = 0; i < copying->count; i++)
        buffer_printf(&text, "%s %s\n", copying->refs[i].oid, copying->refs[i].name);
    return write_file(path, buffer_text(&text), err);
}

/* What the refs need, in one pack. Several threads would share the work out as it comes, and pack
 * it in another order each time. It ends git that an object is missing or damaged. Other objects
 * are taken as they are, because they were looked over when they came. */
static bool pack(const struct copying *copying, struct error *err)
{
    CLEANUP(free_pointer) char *pack = xasprintf("%s/objects/pack/pack", copying->copy->to);
    CLEANUP(buffer_release) struct buffer oids = {0};

    for (size_t i = 0; i < copying->count; i++)
        buffer_printf(&oids, "%s\n", copying->refs[i].oid);
    return RUN(copying, &oids, err, "pack-objects", "--threads=1", "--revs", "--non-empty",
               "--delta-base-offset", "--progress", pack);
}

/* While the pack is made, the copy borrows the objects of the original. */
static bool copy_objects(const struct copying *copying, struct error *err)
{
    CLEANUP(free_pointer) char *borrowed = xasprintf("%s/objects\n", copying->copy->from);
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/objects/info/alternates", copying->copy->to);

    if (strchr(borrowed, '\n')[1] != '\0')
        return error_set(err, ERROR_ITEM, "the path of a repository has control characters");
    return write_file(path, borrowed, err) && pack(copying, err) &&
           (unlink(path) == 0 ||
            error_set(err, ERROR_RETRY, "cannot remove %s: %s", path, strerror(errno)));
}

bool git_copy_make(const struct git_copy *copy, const struct git_watch *watch, struct error *err)
{
    CLEANUP(copying_release) struct copying copying = {.copy = copy, .watch = watch};

    return plan(&copying, err) &&
           RUN(&copying, NULL, err, "init", "--bare", "--template=", "--initial-branch=main",
               "-q") &&
           (copying.count == 0 || copy_objects(&copying, err)) && write_refs(&copying, err) &&
           (copy->head == NULL || RUN(&copying, NULL, err, "symbolic-ref", "HEAD", copy->head)) &&
           file_sync_tree(copy->to, NULL, NULL, err);
}
