#include "export/shared/anchors.h"

#include <stdio.h>
#include <string.h>

static bool is_here(struct gitdir *gitdir, const char *commit)
{
    int64_t seconds = 0;

    return commit != NULL && strlen(commit) == GIT_OID_TEXT - 1 &&
           gitdir_commit_time(gitdir, commit, &seconds);
}

/* What the target was when the pull request was merged: the first parent of the merge. */
static bool base_by_merge(struct gitdir *gitdir, const struct pull_commits *commits,
                          struct pull_range *range)
{
    char parent[GIT_OID_TEXT];

    return is_here(gitdir, commits->merge) && strcmp(commits->merge, range->head) != 0 &&
           gitdir_parent(gitdir, commits->merge, 0, parent) &&
           gitdir_merge_base(gitdir, range->head, parent, range->base);
}

static bool base_by_target(struct gitdir *gitdir, const struct pull_commits *commits,
                           struct pull_range *range)
{
    return is_here(gitdir, commits->target) &&
           gitdir_merge_base(gitdir, range->head, commits->target, range->base);
}

static bool base_by_branch(struct gitdir *gitdir, const struct pull_commits *commits,
                           struct pull_range *range)
{
    CLEANUP(free_pointer) char *name = xasprintf("refs/heads/%s", commits->target_branch);
    char tip[GIT_OID_TEXT];

    return commits->target_branch != NULL && gitdir_ref(gitdir, name, tip) &&
           gitdir_merge_base(gitdir, range->head, tip, range->base);
}

void anchors_find_range(struct gitdir *gitdir, const struct pull_commits *commits,
                        struct pull_range *range)
{
    *range = (struct pull_range){"", ""};
    if (gitdir == NULL || !is_here(gitdir, commits->head))
        return;
    snprintf(range->head, sizeof(range->head), "%s", commits->head);
    if (!base_by_merge(gitdir, commits, range) && !base_by_target(gitdir, commits, range) &&
        !base_by_branch(gitdir, commits, range)) {
        range->base[0] = '\0';
        return;
    }
    if (strcmp(range->base, range->head) == 0)
        (void)(strcmp(range->base, commits->target != NULL ? commits->target : "") != 0 &&
               base_by_target(gitdir, commits, range));
}

void anchor_release(struct anchor *anchor)
{
    gitdir_hunk_release(&anchor->hunk);
}

struct search {
    struct gitdir *gitdir;
    const struct pull_range *pull;
    const char *path;
    bool is_old;
    int64_t line;
    struct gitdir_range own;
    struct anchor *anchor;
};

/* The line `number` of the pull request's own changes. */
static bool find_final(const struct search *search, int64_t number)
{
    struct gitdir_range range = {search->pull->base, search->pull->head};
    struct gitdir_line line = {search->path, search->is_old, number};

    if (number <= 0 || search->pull->base[0] == '\0' ||
        !gitdir_find_line(search->gitdir, &range, &line, &search->anchor->hunk))
        return false;
    search->anchor->state = ANCHOR_FINAL;
    search->anchor->line = search->is_old ? -number : number;
    return true;
}

int64_t anchors_follow(struct gitdir *gitdir, const struct pull_range *range,
                       const struct gitdir_range *own, const struct anchor_wanted *wanted,
                       int64_t number)
{
    struct gitdir_range way = {own->base, range->base};

    if (wanted->new_line != 0)
        way = (struct gitdir_range){own->head, range->head};
    if (*way.head == '\0')
        return 0;
    if (strcmp(way.base, way.head) == 0)
        return number;
    return gitdir_follow_line(gitdir, &way, wanted->path, number);
}

static bool find_outdated(const struct search *search)
{
    struct gitdir_line line = {search->path, search->is_old, search->line};
    const char *commit = search->is_old ? search->own.base : search->own.head;

    gitdir_hunk_release(&search->anchor->hunk);
    if (!gitdir_find_line(search->gitdir, &search->own, &line, &search->anchor->hunk) &&
        !gitdir_show_line(search->gitdir, commit, search->path, search->line,
                          &search->anchor->hunk))
        return false;
    search->anchor->state = ANCHOR_OUTDATED;
    return true;
}

bool anchors_find_own(struct gitdir *gitdir, const struct pull_range *range,
                      const struct anchor_wanted *wanted, struct gitdir_range *own)
{
    *own = (struct gitdir_range){range->base, range->head};
    if (gitdir == NULL)
        return false;
    if (is_here(gitdir, wanted->base) && is_here(gitdir, wanted->head))
        *own = (struct gitdir_range){wanted->base, wanted->head};
    return *own->head != '\0' && *own->base != '\0';
}

void anchors_find(struct gitdir *gitdir, const struct pull_range *range,
                  const struct anchor_wanted *wanted, struct anchor *anchor)
{
    struct search search = {.gitdir = gitdir,
                            .pull = range,
                            .path = wanted->path,
                            .is_old = wanted->new_line == 0,
                            .line = wanted->new_line != 0 ? wanted->new_line : wanted->old_line,
                            .anchor = anchor};

    anchor->state = ANCHOR_LOST;
    if (search.line <= 0 || !anchors_find_own(gitdir, range, wanted, &search.own))
        return;
    if (find_final(&search, anchors_follow(gitdir, range, &search.own, wanted, search.line)))
        return;
    if (!find_outdated(&search))
        anchor->state = ANCHOR_LOST;
}

char *anchor_words(const char *path, int64_t first_line, int64_t last_line)
{
    CLEANUP(free_pointer) char *shown = xstrdup(path);

    for (char *at = shown; *at != '\0'; at++)
        if (*at == '`' || *at == '\n' || *at == '\r')
            *at = '\'';
    if (last_line == 0)
        return xasprintf("`%s`:\n\n", shown);
    if (first_line > 0)
        return xasprintf("`%s`, lines %lld to %lld:\n\n", shown, (long long)first_line,
                         (long long)last_line);
    return xasprintf("`%s`, line %lld:\n\n", shown, (long long)last_line);
}
