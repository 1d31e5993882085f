#include "export/github/github_place.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/base.h"

void github_changes_release(struct github_changes *changes)
{
    gitdir_changes_close(&changes->own);
    gitdir_changes_close(&changes->pull);
}

void github_place_release(struct github_place *place)
{
    json_free(&place->thread);
    json_free(&place->comment);
    free_pointer(&place->commit);
}

/* A line, with the line that several begin with. */
struct found {
    struct gitdir_place end;
    struct gitdir_place start;
    int64_t start_line; /* 0: one line */
    bool is_there;
};

static void found_release(struct found *found)
{
    gitdir_place_release(&found->end);
    gitdir_place_release(&found->start);
}

struct search {
    struct github_changes *changes;
    struct gitdir *gitdir;
    const struct pull_range *range;
    const struct github_wanted *wanted;
    struct gitdir_range own;
    bool is_old;
    int64_t line;
    struct found first; /* in the thread's own changes */
    struct found now;   /* in those of the pull request */
};

static void search_release(struct search *search)
{
    found_release(&search->first);
    found_release(&search->now);
}

static bool open_changes(struct gitdir_changes **changes, struct gitdir *gitdir,
                         const struct gitdir_range *range)
{
    if (gitdir_changes_are(*changes, range))
        return true;
    gitdir_changes_close(changes);
    return gitdir_changes_open(changes, gitdir, range);
}

static bool find(const struct search *search, const struct gitdir_changes *changes, int64_t number,
                 struct gitdir_place *place)
{
    struct gitdir_line line = {search->wanted->line.path, search->is_old, number};

    return number > 0 && gitdir_changes_place(changes, &line, place);
}

/* A comment on a whole file: its first line stands for it. */
static bool find_file(struct search *search, const struct gitdir_changes *changes,
                      struct found *found)
{
    bool was_old = search->is_old;

    search->is_old = false;
    if (find(search, changes, 1, &found->end))
        return true;
    gitdir_place_release(&found->end);
    search->is_old = true;
    if (find(search, changes, 1, &found->end))
        return true;
    search->is_old = was_old;
    return false;
}

static void find_first(struct search *search)
{
    struct found *found = &search->first;

    if (!open_changes(&search->changes->own, search->gitdir, &search->own))
        return;
    if (search->line == 0) {
        found->is_there = find_file(search, search->changes->own, found);
        return;
    }
    found->is_there = find(search, search->changes->own, search->line, &found->end);
    found->start_line = search->wanted->start_line;
    if (found->is_there && found->start_line > 0 &&
        !find(search, search->changes->own, found->start_line, &found->start))
        found->start.side = '\0';
}

/* Only a line that stands in a hunk of the changes as they are is not outdated. */
static void find_now(struct search *search)
{
    struct gitdir_range pull = {search->range->base, search->range->head};
    const struct gitdir_changes *changes = NULL;
    struct found *found = &search->now;

    if (*pull.base == '\0' || *pull.head == '\0' ||
        !open_changes(&search->changes->pull, search->gitdir, &pull))
        return;
    changes = search->changes->pull;
    if (search->line == 0) {
        found->is_there = find_file(search, changes, found);
        return;
    }
    found->is_there = find(search, changes,
                           anchors_follow(search->gitdir, search->range, &search->own,
                                          &search->wanted->line, search->line),
                           &found->end) &&
                      found->end.position > 0;
    if (!found->is_there || search->wanted->start_line == 0)
        return;
    found->start_line = anchors_follow(search->gitdir, search->range, &search->own,
                                       &search->wanted->line, search->wanted->start_line);
    if (!find(search, changes, found->start_line, &found->start) || found->start.position == 0)
        found->start_line = 0;
}

static void set_number(struct json_object *item, const char *key, int64_t number)
{
    if (number > 0)
        json_set_integer(item, key, number);
    else
        json_set(item, key, NULL);
}

static int64_t line_of(const struct search *search, const struct gitdir_place *place)
{
    return search->is_old ? place->old_line : place->new_line;
}

/* The hunk that the archive shows, without the line feed at its end. */
static void set_hunk(struct json_object *item, const struct buffer *hunk)
{
    CLEANUP(free_pointer) char *text = xstrdup(buffer_text(hunk));

    if (hunk->size > 0 && text[hunk->size - 1] == '\n')
        text[hunk->size - 1] = '\0';
    json_set_text(item, "diff_hunk", text);
}

static int64_t lines_below_heading(const struct buffer *hunk)
{
    int64_t count = -1;

    for (const char *at = buffer_text(hunk); *at != '\0'; at++)
        count += *at == '\n';
    return count;
}

/* Of a line that is in no hunk, its place in the lines that are shown. */
static int64_t position_of(const struct gitdir_place *place)
{
    return place->position > 0 ? place->position : lines_below_heading(&place->hunk);
}

static void set_position(const struct search *search, struct json_object *item)
{
    const struct found *first = search->first.is_there ? &search->first : &search->now;
    bool is_line = search->line > 0;

    set_number(item, "position",
               is_line && search->now.is_there ? position_of(&search->now.end) : 0);
    set_number(item, "original_position", is_line ? position_of(&first->end) : 0);
}

static struct json_object *new_comment(const struct search *search)
{
    const struct found *shown = search->now.is_there ? &search->now : &search->first;
    struct json_object *item = json_new_object();

    json_set_text(item, "path", shown->end.file.new_path);
    json_set_text(item, "commit_id",
                  *search->range->head != '\0' ? search->range->head : search->own.head);
    json_set_text(item, "original_commit_id", search->own.head);
    set_position(search, item);
    set_hunk(item, &shown->end.hunk);
    json_set_text(item, "subject_type", search->line > 0 ? "line" : "file");
    return item;
}

static void set_lines(const struct search *search, struct json_object *item)
{
    const struct found *shown = search->now.is_there ? &search->now : &search->first;
    int64_t start = search->now.is_there ? search->now.start_line : 0;
    int64_t offset = 0;

    if (shown->start_line > 0 && shown->start.side != '\0')
        offset = position_of(&shown->end) - position_of(&shown->start);
    set_number(item, "line", search->now.is_there ? line_of(search, &search->now.end) : 0);
    set_number(item, "start_line", start);
    set_number(item, "original_line", search->line);
    set_number(item, "original_start_line", search->wanted->start_line);
    set_number(item, "start_position_offset", offset);
    json_set(item, "blob_position", NULL);
    json_set_integer(item, "blob_position", line_of(search, &shown->end) - 1);
    json_set_text(item, "start_side",
                  search->wanted->start_line > 0 ? search->is_old ? "left" : "right" : NULL);
}

static void set_file(struct json_object *item)
{
    static const char *const keys[] = {"line",          "start_line",
                                       "original_line", "original_start_line",
                                       "blob_position", "start_position_offset",
                                       "start_side"};

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
        json_set(item, keys[i], NULL);
}

static struct json_object *new_thread(const struct search *search)
{
    struct json_object *item = new_comment(search);

    json_set_text(item, "side", search->is_old ? "left" : "right");
    json_set_boolean(item, "outdated", !search->now.is_there);
    if (search->line > 0)
        set_lines(search, item);
    else
        set_file(item);
    return item;
}

bool github_place_find(struct github_changes *changes, struct gitdir *gitdir,
                       const struct pull_range *range, const struct github_wanted *wanted,
                       struct github_place *place)
{
    CLEANUP(search_release)
    struct search search = {
        .changes = changes,
        .gitdir = gitdir,
        .range = range,
        .wanted = wanted,
        .is_old = wanted->line.new_line == 0,
        .line = wanted->line.new_line != 0 ? wanted->line.new_line : wanted->line.old_line,
    };

    if (!anchors_find_own(gitdir, range, &wanted->line, &search.own))
        return false;
    find_first(&search);
    find_now(&search);
    if (!search.first.is_there && !search.now.is_there)
        return false;
    place->thread = new_thread(&search);
    place->comment = new_comment(&search);
    place->commit = xstrdup(search.own.head);
    place->has_lost_start =
        wanted->start_line > 0 && search.now.is_there && search.now.start_line == 0;
    return true;
}
