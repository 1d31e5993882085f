#include "lib/git/git_diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"
#include "lib/git/git_private.h"

#define CONTEXT_LINES 3
/* Of a hunk, as many lines before the line that is looked for, and behind it. */
#define LINES_BEFORE 9
#define LINES_BEHIND 3
#define LINE_BYTES_MAX ((size_t)4096)

static void free_tree(git_tree **tree)
{
    git_tree_free(*tree);
}

static void free_commit(git_commit **commit)
{
    git_commit_free(*commit);
}

static void free_diff(git_diff **diff)
{
    git_diff_free(*diff);
}

static void free_patch(git_patch **patch)
{
    git_patch_free(*patch);
}

static void free_entry(git_tree_entry **entry)
{
    git_tree_entry_free(*entry);
}

static void free_blob(git_blob **blob)
{
    git_blob_free(*blob);
}

void gitdir_hunk_release(struct gitdir_hunk *hunk)
{
    buffer_release(&hunk->text);
    free_pointer(&hunk->old_path);
}

bool gitdir_merge_base(struct gitdir *gitdir, const char *one, const char *other,
                       char oid[GIT_OID_TEXT])
{
    git_oid ids[2];
    git_oid base;

    if (git_oid_fromstr(&ids[0], one) != 0 || git_oid_fromstr(&ids[1], other) != 0 ||
        git_merge_base(&base, gitdir->repository, &ids[0], &ids[1]) != 0)
        return false;
    git_oid_tostr(oid, GIT_OID_TEXT, &base);
    return true;
}

static git_tree *tree_of(const struct gitdir *gitdir, const char *text)
{
    CLEANUP(free_commit) git_commit *commit = NULL;
    git_tree *tree = NULL;
    git_oid oid;

    if (git_oid_fromstr(&oid, text) != 0 ||
        git_commit_lookup(&commit, gitdir->repository, &oid) != 0 ||
        git_commit_tree(&tree, commit) != 0)
        return NULL;
    return tree;
}

git_diff *gitdir_diff(const struct gitdir *gitdir, const struct gitdir_range *range,
                      const char *path, uint32_t context)
{
    CLEANUP(free_tree) git_tree *base = tree_of(gitdir, range->base);
    CLEANUP(free_tree) git_tree *head = tree_of(gitdir, range->head);
    git_diff_options options;
    git_diff *diff = NULL;
    char *paths[] = {(char *)(uintptr_t)path};

    if (git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) != 0)
        return NULL;
    options.context_lines = context;
    options.max_size = GIT_DIFF_FILE_BYTES;
    options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH | GIT_DIFF_INDENT_HEURISTIC; /* as git */
    if (path != NULL)
        options.pathspec = (git_strarray){paths, 1};
    if (base == NULL || head == NULL ||
        git_diff_tree_to_tree(&diff, gitdir->repository, base, head, &options) != 0)
        return NULL;
    if (path == NULL)
        git_diff_find_similar(diff, NULL);
    return diff;
}

static bool is_in(const struct gitdir *gitdir, const char *commit, const char *path)
{
    CLEANUP(free_tree) git_tree *tree = tree_of(gitdir, commit);
    CLEANUP(free_entry) git_tree_entry *entry = NULL;

    return tree != NULL && git_tree_entry_bypath(&entry, tree, path) == 0 &&
           git_tree_entry_type(entry) == GIT_OBJECT_BLOB;
}

/* The changes of one file; NULL: none that are lines. */
static git_patch *patch_of(git_diff *diff, const char *path, struct gitdir_hunk *hunk)
{
    for (size_t i = 0; diff != NULL && i < git_diff_num_deltas(diff); i++) {
        const git_diff_delta *delta = git_diff_get_delta(diff, i);
        git_patch *patch = NULL;
        if (strcmp(delta->new_file.path, path) != 0)
            continue;
        if (hunk != NULL && strcmp(delta->old_file.path, path) != 0)
            hunk->old_path = xstrdup(delta->old_file.path);
        if (git_patch_from_diff(&patch, diff, i) != 0)
            return NULL;
        return patch;
    }
    return NULL;
}

void gitdir_add_line(struct buffer *out, char origin, const char *bytes, size_t size)
{
    while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r'))
        size--;
    if (size > LINE_BYTES_MAX) {
        size = LINE_BYTES_MAX;
        while (size > 0 && ((unsigned char)bytes[size] & 0xC0) == 0x80)
            size--;
    }
    buffer_add_bytes(out, &origin, 1);
    text_sanitise(out, bytes, size);
    buffer_add_bytes(out, "\n", 1);
}

const git_diff_line *gitdir_hunk_line(git_patch *patch, size_t hunk, size_t index)
{
    const git_diff_line *line = NULL;

    if (git_patch_get_line_in_hunk(&line, patch, hunk, index) != 0)
        return NULL;
    return line->origin == GIT_DIFF_LINE_ADDITION || line->origin == GIT_DIFF_LINE_DELETION ||
                   line->origin == GIT_DIFF_LINE_CONTEXT
               ? line
               : NULL;
}

/* The lines of a hunk from `first` on, with a heading that fits them. */
static void cut_hunk(git_patch *patch, size_t hunk, size_t first, size_t count, struct buffer *out)
{
    CLEANUP(buffer_release) struct buffer lines = {0};
    int begin[2] = {0, 0};
    int length[2] = {0, 0};

    for (size_t i = first; i < first + count; i++) {
        const git_diff_line *line = gitdir_hunk_line(patch, hunk, i);
        if (line == NULL)
            continue;
        for (int side = 0; side < 2; side++) {
            int number = side == 0 ? line->old_lineno : line->new_lineno;
            if (number > 0 && begin[side] == 0)
                begin[side] = number;
            length[side] += number > 0;
        }
        gitdir_add_line(&lines, line->origin, line->content, line->content_len);
    }
    buffer_printf(out, "@@ -%d,%d +%d,%d @@\n%s", begin[0], length[0], begin[1], length[1],
                  buffer_text(&lines));
}

static bool find_in_hunk(git_patch *patch, size_t hunk, const struct gitdir_line *wanted,
                         struct buffer *out)
{
    int count = git_patch_num_lines_in_hunk(patch, hunk);

    for (int i = 0; i < count; i++) {
        const git_diff_line *line = gitdir_hunk_line(patch, hunk, (size_t)i);
        int first = i > LINES_BEFORE ? i - LINES_BEFORE : 0;
        int end = count - i > LINES_BEHIND + 1 ? i + LINES_BEHIND + 1 : count;
        if (line == NULL ||
            (wanted->is_old ? line->old_lineno : line->new_lineno) != wanted->number)
            continue;
        cut_hunk(patch, hunk, (size_t)first, (size_t)(end - first), out);
        return true;
    }
    return false;
}

bool gitdir_find_line(struct gitdir *gitdir, const struct gitdir_range *range,
                      const struct gitdir_line *line, struct gitdir_hunk *hunk)
{
    bool is_renamed = line->is_old && !is_in(gitdir, range->base, line->path);
    CLEANUP(free_diff)
    git_diff *diff = gitdir_diff(gitdir, range, is_renamed ? NULL : line->path, CONTEXT_LINES);
    CLEANUP(free_patch) git_patch *patch = patch_of(diff, line->path, hunk);

    for (size_t i = 0; patch != NULL && i < git_patch_num_hunks(patch); i++)
        if (find_in_hunk(patch, i, line, &hunk->text))
            return true;
    return false;
}

static git_blob *blob_at(const struct gitdir *gitdir, const char *commit, const char *path)
{
    CLEANUP(free_tree) git_tree *tree = tree_of(gitdir, commit);
    CLEANUP(free_entry) git_tree_entry *entry = NULL;
    CLEANUP(free_blob) git_blob *blob = NULL;

    if (tree == NULL || git_tree_entry_bypath(&entry, tree, path) != 0 ||
        git_tree_entry_type(entry) != GIT_OBJECT_BLOB ||
        git_blob_lookup(&blob, gitdir->repository, git_tree_entry_id(entry)) != 0 ||
        (int64_t)git_blob_rawsize(blob) > GIT_DIFF_FILE_BYTES || git_blob_is_binary(blob))
        return NULL;
    return TAKE(blob);
}

bool gitdir_show_line(struct gitdir *gitdir, const char *commit, const char *path, int64_t number,
                      struct gitdir_hunk *hunk)
{
    CLEANUP(free_blob) git_blob *blob = blob_at(gitdir, commit, path);
    CLEANUP(buffer_release) struct buffer lines = {0};
    const char *at = blob != NULL ? git_blob_rawcontent(blob) : NULL;
    const char *end = at != NULL ? at + git_blob_rawsize(blob) : NULL;
    int64_t first = number > CONTEXT_LINES ? number - CONTEXT_LINES : 1;
    int64_t last = 0;

    for (int64_t i = 1; at != end && i <= number + CONTEXT_LINES; i++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        next = next != NULL ? next + 1 : end;
        if (i >= first)
            gitdir_add_line(&lines, ' ', at, (size_t)(next - at));
        last = i;
        at = next;
    }
    if (number < 1 || last < number)
        return false;
    buffer_printf(&hunk->text, "@@ -%lld,%lld +%lld,%lld @@\n%s", (long long)first,
                  (long long)(last - first + 1), (long long)first, (long long)(last - first + 1),
                  buffer_text(&lines));
    return true;
}

int64_t gitdir_follow_line(struct gitdir *gitdir, const struct gitdir_range *range,
                           const char *path, int64_t number)
{
    CLEANUP(free_diff) git_diff *diff = gitdir_diff(gitdir, range, path, 0);
    CLEANUP(free_patch) git_patch *patch = patch_of(diff, path, NULL);
    int64_t moved_by = 0;

    if (diff == NULL || !is_in(gitdir, range->base, path) || !is_in(gitdir, range->head, path))
        return 0;
    for (size_t i = 0; patch != NULL && i < git_patch_num_hunks(patch); i++) {
        const git_diff_hunk *hunk = NULL;
        if (git_patch_get_hunk(&hunk, NULL, patch, i) != 0)
            return 0;
        /* A hunk that only adds begins behind the line that it names. */
        if (number < hunk->old_start + (hunk->old_lines == 0))
            break;
        if (number < hunk->old_start + hunk->old_lines)
            return 0;
        moved_by += hunk->new_lines - hunk->old_lines;
    }
    return number + moved_by;
}

struct printing {
    bool (*take)(const char *bytes, size_t size, void *payload);
    void *payload;
};

static int print_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
                      const git_diff_line *line, void *payload)
{
    const struct printing *printing = payload;
    bool has_origin = line->origin == GIT_DIFF_LINE_ADDITION ||
                      line->origin == GIT_DIFF_LINE_DELETION ||
                      line->origin == GIT_DIFF_LINE_CONTEXT;

    (void)delta;
    (void)hunk;
    return (!has_origin || printing->take(&line->origin, 1, printing->payload)) &&
                   printing->take(line->content, line->content_len, printing->payload)
               ? 0
               : GIT_EUSER;
}

bool gitdir_patch(struct gitdir *gitdir, const struct gitdir_range *range,
                  bool (*take)(const char *bytes, size_t size, void *payload), void *payload,
                  struct error *err)
{
    CLEANUP(free_diff) git_diff *diff = gitdir_diff(gitdir, range, NULL, CONTEXT_LINES);
    struct printing printing = {take, payload};
    int code = 0;

    if (diff == NULL)
        return error_set(err, ERROR_ITEM, "the changes from %s to %s cannot be read", range->base,
                         range->head);
    code = git_diff_print(diff, GIT_DIFF_FORMAT_PATCH, print_line, &printing);
    return code == 0 || code == GIT_EUSER ||
           error_set(err, ERROR_ITEM, "the changes from %s to %s cannot be read: %s", range->base,
                     range->head,
                     git_error_last() != NULL ? git_error_last()->message : "no reason given");
}
