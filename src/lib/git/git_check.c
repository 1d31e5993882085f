#include "lib/git/git_check.h"

#include <stdlib.h>
#include <string.h>

#include "lib/git/git_command.h"
#include "lib/base/limits.h"

/* A million refs with names of 60 bytes. */
#define REFS_BYTES_MAX ((size_t)128 * 1024 * 1024)

void git_names_release(struct git_names *names)
{
    buffer_release(&names->text);
    free_pointer(&names->refs);
    names->count = 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct git_named *)a)->name, ((const struct git_named *)b)->name);
}

const struct git_named *git_names_find(const struct git_names *names, const char *name)
{
    struct git_named wanted = {.name = name};

    return names->count == 0
               ? NULL
               : bsearch(&wanted, names->refs, names->count, sizeof(wanted), compare_names);
}

/* "<oid><blank><name>" */
static bool read_line(char *line, struct git_named *ref)
{
    size_t digits = strspn(line, "0123456789abcdef");

    if (digits != GIT_OID_TEXT - 1 || (line[digits] != ' ' && line[digits] != '\t'))
        return false;
    memcpy(ref->oid, line, digits);
    ref->oid[digits] = '\0';
    ref->name = line + digits + 1;
    return true;
}

bool git_names_parse(struct git_names *names, struct error *err)
{
    size_t capacity = 0;
    char *rest = names->text.data;

    for (char *line = rest; line != NULL && *line != '\0'; line = rest) {
        char *end = strchr(line, '\n');
        rest = end != NULL ? end + 1 : NULL;
        if (end != NULL)
            *end = '\0';
        if (names->count == LIMIT_REFS)
            return error_set(err, ERROR_ITEM, "there are more than %d refs", LIMIT_REFS);
        if (names->count == capacity) {
            capacity = capacity > 0 ? 2 * capacity : 256;
            names->refs = xrealloc(names->refs, capacity * sizeof(*names->refs));
        }
        if (!read_line(line, &names->refs[names->count]))
            return error_set(err, ERROR_RETRY, "git printed a line that is not a ref");
        names->count++;
    }
    if (names->count > 0)
        qsort(names->refs, names->count, sizeof(*names->refs), compare_names);
    return true;
}

bool git_check_refs(const char *directory, struct git_names *names, struct error *err)
{
    struct git_command command = {
        .directory = directory,
        .arguments = {"for-each-ref", "--format=%(objectname) %(refname)", "refs/heads/",
                      "refs/tags/", GIT_REFUSED, GIT_MERGE_REQUESTS},
        .output = &names->text,
    };

    names->text.maximum = REFS_BYTES_MAX;
    return git_command_run(&command, err) && git_names_parse(names, err);
}

bool git_check_objects(const char *directory, struct error *err)
{
    struct git_command command = {
        .directory = directory,
        .arguments = {"fsck", "--connectivity-only", "--no-dangling", "--no-progress"},
    };

    return git_command_run(&command, err);
}
