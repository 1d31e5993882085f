#include "lib/git/git_changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"
#include "lib/git/git_private.h"

#define CONTEXT_LINES 3
/* Of a hunk, as many lines before the line that is looked for. */
#define LINES_BEFORE 15

struct gitdir_changes {
    struct gitdir *gitdir;
    char base[GIT_OID_TEXT];
    char head[GIT_OID_TEXT];
    git_diff *diff;
};

static void free_walk(git_revwalk **walk)
{
    git_revwalk_free(*walk);
}

static void free_commit(git_commit **commit)
{
    git_commit_free(*commit);
}

static void free_patch(git_patch **patch)
{
    git_patch_free(*patch);
}

static void free_blob(git_blob **blob)
{
    git_blob_free(*blob);
}

void gitdir_changes_close(struct gitdir_changes **changes)
{
    struct gitdir_changes *old = TAKE(*changes);

    if (old == NULL)
        return;
    git_diff_free(old->diff);
    free(old);
}

bool gitdir_changes_open(struct gitdir_changes **out, struct gitdir *gitdir,
                         const struct gitdir_range *range)
{
    CLEANUP(gitdir_changes_close) struct gitdir_changes *changes = xcalloc(1, sizeof(*changes));

    changes->gitdir = gitdir;
    snprintf(changes->base, sizeof(changes->base), "%s", range->base);
    snprintf(changes->head, sizeof(changes->head), "%s", range->head);
    changes->diff = gitdir_diff(gitdir, range, NULL, CONTEXT_LINES);
    if (changes->diff == NULL)
        return false;
    *out = TAKE(changes);
    return true;
}

bool gitdir_changes_are(const struct gitdir_changes *changes, const struct gitdir_range *range)
{
    return changes != NULL && strcmp(changes->base, range->base) == 0 &&
           strcmp(changes->head, range->head) == 0;
}

static char *clean(const char *text)
{
    CLEANUP(buffer_release) struct buffer out = {0};

    if (text != NULL)
        text_sanitise(&out, text, strlen(text));
    return xstrdup(buffer_text(&out));
}

static bool unreadable(const struct gitdir_changes *changes, struct error *err)
{
    return error_set(err, ERROR_ITEM, "the changes from %s to %s cannot be read: %s", changes->base,
                     changes->head,
                     git_error_last() != NULL ? git_error_last()->message : "no reason given");
}

static bool hand_over(const struct git_commit *commit, const char *oid,
                      bool (*take)(const struct gitdir_commit *commit, void *payload),
                      void *payload)
{
    const git_signature *author = git_commit_author(commit);
    const git_signature *committer = git_commit_committer(commit);
    CLEANUP(free_pointer) char *message = clean(git_commit_message(commit));
    CLEANUP(free_pointer) char *author_name = clean(author->name);
    CLEANUP(free_pointer) char *author_email = clean(author->email);
    CLEANUP(free_pointer) char *name = clean(committer->name);
    CLEANUP(free_pointer) char *email = clean(committer->email);
    struct gitdir_commit found = {oid,
                                  message,
                                  {author_name, author_email, author->when.time},
                                  {name, email, committer->when.time}};

    return take(&found, payload);
}

bool gitdir_changes_each_commit(struct gitdir_changes *changes,
                                bool (*take)(const struct gitdir_commit *commit, void *payload),
                                void *payload, struct error *err)
{
    CLEANUP(free_walk) git_revwalk *walk = NULL;
    git_oid base;
    git_oid head;
    git_oid oid;
    int code = 0;

    if (git_revwalk_new(&walk, changes->gitdir->repository) != 0 ||
        git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME) != 0 ||
        git_oid_fromstr(&base, changes->base) != 0 || git_oid_fromstr(&head, changes->head) != 0 ||
        git_revwalk_push(walk, &head) != 0 || git_revwalk_hide(walk, &base) != 0)
        return unreadable(changes, err);
    while ((code = git_revwalk_next(&oid, walk)) == 0) {
        CLEANUP(free_commit) git_commit *commit = NULL;
        char text[GIT_OID_TEXT] = "";
        git_oid_tostr(text, sizeof(text), &oid);
        if (git_commit_lookup(&commit, changes->gitdir->repository, &oid) != 0)
            return unreadable(changes, err);
        if (!hand_over(commit, text, take, payload))
            return true;
    }
    return code == GIT_ITEROVER || unreadable(changes, err);
}

size_t gitdir_changes_count(const struct gitdir_changes *changes)
{
    return git_diff_num_deltas(changes->diff);
}

/* What the delta says; the caller frees the paths. */
static struct gitdir_file describe(const git_diff_delta *delta)
{
    bool is_new = delta->status == GIT_DELTA_ADDED;
    bool is_deleted = delta->status == GIT_DELTA_DELETED;

    return (struct gitdir_file){.old_path = clean(delta->old_file.path),
                                .new_path = clean(delta->new_file.path),
                                .old_mode = is_new ? 0 : delta->old_file.mode,
                                .new_mode = is_deleted ? 0 : delta->new_file.mode,
                                .is_new = is_new,
                                .is_renamed = delta->status == GIT_DELTA_RENAMED,
                                .is_deleted = is_deleted,
                                .hunks = ""};
}

static void forget(struct gitdir_file *file)
{
    free((char *)(uintptr_t)file->old_path);
    free((char *)(uintptr_t)file->new_path);
    *file = (struct gitdir_file){0};
}

static bool is_shown(char origin)
{
    return origin == GIT_DIFF_LINE_ADDITION || origin == GIT_DIFF_LINE_DELETION ||
           origin == GIT_DIFF_LINE_CONTEXT;
}

/* False: it has more than `maximum` bytes. */
static bool print_hunk(git_patch *patch, size_t n, size_t maximum, struct buffer *out)
{
    const git_diff_hunk *hunk = NULL;
    size_t count = 0;

    if (git_patch_get_hunk(&hunk, &count, patch, n) != 0)
        return false;
    buffer_add_bytes(out, hunk->header, hunk->header_len);
    for (size_t i = 0; i < count; i++) {
        const git_diff_line *line = NULL;
        if (git_patch_get_line_in_hunk(&line, patch, n, i) != 0 || out->size > maximum)
            return false;
        if (is_shown(line->origin))
            buffer_add_bytes(out, &line->origin, 1);
        buffer_add_bytes(out, line->content, line->content_len);
    }
    return out->size <= maximum;
}

static bool print(git_patch *patch, size_t maximum, struct buffer *out)
{
    CLEANUP(buffer_release) struct buffer bytes = {0};

    for (size_t i = 0; i < git_patch_num_hunks(patch); i++)
        if (!print_hunk(patch, i, maximum, &bytes))
            return false;
    text_sanitise(out, buffer_text(&bytes), bytes.size);
    return true;
}

/* A file that is not read as text, because it is too large, is marked as binary. */
static bool is_large(const git_diff_delta *delta)
{
    return (int64_t)delta->old_file.size > GIT_DIFF_FILE_BYTES ||
           (int64_t)delta->new_file.size > GIT_DIFF_FILE_BYTES;
}

bool gitdir_changes_file(const struct gitdir_changes *changes, size_t n,
                         const struct gitdir_file_taker *taker, struct error *err)
{
    CLEANUP(free_patch) git_patch *patch = NULL;
    CLEANUP(buffer_release) struct buffer hunks = {0};
    CLEANUP(forget) struct gitdir_file file = {0};
    const git_diff_delta *delta = git_diff_get_delta(changes->diff, n);

    if (delta == NULL || git_patch_from_diff(&patch, changes->diff, n) != 0)
        return unreadable(changes, err);
    delta = git_diff_get_delta(changes->diff, n);
    file = describe(delta);
    file.is_too_large = is_large(delta);
    file.is_binary = !file.is_too_large && (delta->flags & GIT_DIFF_FLAG_BINARY) != 0;
    if (patch != NULL && !file.is_too_large && !file.is_binary)
        file.is_too_large = !print(patch, taker->maximum, &hunks);
    if (!file.is_too_large)
        file.hunks = buffer_text(&hunks);
    return taker->take(&file, taker->payload, err);
}

void gitdir_place_release(struct gitdir_place *place)
{
    buffer_release(&place->hunk);
    forget(&place->file);
}

static bool find_path(const struct gitdir_changes *changes, const char *path, bool is_old,
                      size_t *n)
{
    git_delta_t absent = is_old ? GIT_DELTA_ADDED : GIT_DELTA_DELETED;

    for (size_t i = 0; i < git_diff_num_deltas(changes->diff); i++) {
        const git_diff_delta *delta = git_diff_get_delta(changes->diff, i);
        if (delta->status == absent ||
            strcmp(is_old ? delta->old_file.path : delta->new_file.path, path) != 0)
            continue;
        *n = i;
        return true;
    }
    return false;
}

/* The file that has the path on that side. An old line of a file that was renamed may go by the new
 * path. */
static bool find_file(const struct gitdir_changes *changes, const struct gitdir_line *line,
                      size_t *n)
{
    return (line->is_old && find_path(changes, line->path, true, n)) ||
           find_path(changes, line->path, false, n);
}

/* The lines from `first` to `last` of a hunk; counters: of both sides at `first`. */
static void cut(git_patch *patch, size_t hunk, const size_t ends[2], const int64_t counters[2],
                struct buffer *out)
{
    CLEANUP(buffer_release) struct buffer lines = {0};
    int64_t lengths[2] = {0, 0};

    for (size_t i = ends[0]; i <= ends[1]; i++) {
        const git_diff_line *line = gitdir_hunk_line(patch, hunk, i);
        if (line == NULL)
            continue;
        lengths[0] += line->origin != GIT_DIFF_LINE_ADDITION;
        lengths[1] += line->origin != GIT_DIFF_LINE_DELETION;
        gitdir_add_line(&lines, line->origin, line->content, line->content_len);
    }
    buffer_printf(out, "@@ -%lld,%lld +%lld,%lld @@\n%s", (long long)counters[0],
                  (long long)lengths[0], (long long)counters[1], (long long)lengths[1],
                  buffer_text(&lines));
}

/* Steps the counters over the lines of a hunk up to `end`. */
static void count_to(git_patch *patch, size_t hunk, size_t end, int64_t counters[2])
{
    const git_diff_hunk *start = NULL;

    if (git_patch_get_hunk(&start, NULL, patch, hunk) != 0)
        return;
    counters[0] = start->old_start;
    counters[1] = start->new_start;
    for (size_t i = 0; i < end; i++) {
        const git_diff_line *line = gitdir_hunk_line(patch, hunk, i);
        counters[0] += line != NULL && line->origin != GIT_DIFF_LINE_ADDITION;
        counters[1] += line != NULL && line->origin != GIT_DIFF_LINE_DELETION;
    }
}

/* Lines from the first of the file's hunks to this one, with the line that heads this one. */
static int64_t lines_before(git_patch *patch, size_t hunk)
{
    int64_t lines = 0;

    for (size_t i = 0; i < hunk; i++)
        lines += git_patch_num_lines_in_hunk(patch, i) + 1;
    return lines;
}

static bool find_in_hunk(git_patch *patch, size_t hunk, const struct gitdir_line *wanted,
                         struct gitdir_place *place)
{
    int count = git_patch_num_lines_in_hunk(patch, hunk);

    for (int i = 0; i < count; i++) {
        const git_diff_line *line = gitdir_hunk_line(patch, hunk, (size_t)i);
        size_t ends[2] = {i > LINES_BEFORE ? (size_t)(i - LINES_BEFORE) : 0, (size_t)i};
        int64_t counters[2] = {0, 0};
        if (line == NULL ||
            (wanted->is_old ? line->old_lineno : line->new_lineno) != wanted->number)
            continue;
        count_to(patch, hunk, ends[0], counters);
        cut(patch, hunk, ends, counters, &place->hunk);
        count_to(patch, hunk, ends[1], counters);
        place->side = line->origin;
        place->old_line = counters[0];
        place->new_line = counters[1];
        place->position = lines_before(patch, hunk) + i + 1;
        return true;
    }
    return false;
}

/* A line between hunks, which did not change: its number on the other side. 0: it is in a hunk. */
static int64_t follow(git_patch *patch, const struct gitdir_line *wanted)
{
    int64_t moved_by = 0;

    for (size_t i = 0; i < git_patch_num_hunks(patch); i++) {
        const git_diff_hunk *hunk = NULL;
        if (git_patch_get_hunk(&hunk, NULL, patch, i) != 0)
            return 0;
        int64_t start = wanted->is_old ? hunk->old_start : hunk->new_start;
        int64_t lines = wanted->is_old ? hunk->old_lines : hunk->new_lines;
        if (wanted->number < start)
            break;
        if (wanted->number < start + lines)
            return 0;
        moved_by += (int64_t)hunk->new_lines - hunk->old_lines;
    }
    return wanted->number + (wanted->is_old ? moved_by : -moved_by);
}

/* Lines of the new file up to the one that is wanted. */
static bool show(const struct gitdir_changes *changes, const git_diff_delta *delta,
                 struct gitdir_place *place)
{
    CLEANUP(free_blob) git_blob *blob = NULL;
    CLEANUP(buffer_release) struct buffer lines = {0};
    int64_t first = place->new_line > CONTEXT_LINES ? place->new_line - CONTEXT_LINES : 1;
    int64_t shift = place->old_line - place->new_line;
    int64_t at_line = 1;

    if (git_blob_lookup(&blob, changes->gitdir->repository, &delta->new_file.id) != 0)
        return false;
    const char *at = git_blob_rawcontent(blob);
    const char *end = at + git_blob_rawsize(blob);
    first = first + shift < 1 ? 1 - shift : first;
    for (; at < end && at_line <= place->new_line; at_line++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        next = next != NULL ? next + 1 : end;
        if (at_line >= first)
            gitdir_add_line(&lines, ' ', at, (size_t)(next - at));
        at = next;
    }
    if (at_line <= place->new_line)
        return false;
    buffer_printf(&place->hunk, "@@ -%lld,%lld +%lld,%lld @@\n%s", (long long)(first + shift),
                  (long long)(at_line - first), (long long)first, (long long)(at_line - first),
                  buffer_text(&lines));
    return true;
}

static bool unfold(const struct gitdir_changes *changes, git_patch *patch,
                   const struct gitdir_line *wanted, struct gitdir_place *place)
{
    const git_diff_delta *delta = git_patch_get_delta(patch);
    int64_t other = follow(patch, wanted);

    if (other <= 0 || wanted->number <= 0 || delta->status == GIT_DELTA_ADDED ||
        delta->status == GIT_DELTA_DELETED)
        return false;
    place->side = ' ';
    place->old_line = wanted->is_old ? wanted->number : other;
    place->new_line = wanted->is_old ? other : wanted->number;
    return show(changes, delta, place);
}

static bool find_line(const struct gitdir_changes *changes, git_patch *patch,
                      const struct gitdir_line *line, struct gitdir_place *place)
{
    for (size_t i = 0; i < git_patch_num_hunks(patch); i++)
        if (find_in_hunk(patch, i, line, place))
            return true;
    return unfold(changes, patch, line, place);
}

bool gitdir_changes_place(const struct gitdir_changes *changes, const struct gitdir_line *line,
                          struct gitdir_place *place)
{
    CLEANUP(free_patch) git_patch *patch = NULL;
    size_t n = 0;

    if (line->number <= 0 || !find_file(changes, line, &n) ||
        git_patch_from_diff(&patch, changes->diff, n) != 0 || patch == NULL ||
        (git_patch_get_delta(patch)->flags & GIT_DIFF_FLAG_BINARY) != 0 ||
        is_large(git_patch_get_delta(patch)) || !find_line(changes, patch, line, place))
        return false;
    place->file = describe(git_patch_get_delta(patch));
    return true;
}
