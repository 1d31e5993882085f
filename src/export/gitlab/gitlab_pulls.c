#include "export/gitlab/gitlab_pulls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export/gitlab/gitlab_diff.h"
#include "export/gitlab/gitlab_items.h"
#include "export/project.h"

#define COPY_BYTES ((size_t)128 * 1024)

/* A pull request of the page. Its line is begun in a file of its own, where its changes are written
 * with time for ticks; then, while notes come in from the database, lines are put together. */
struct pull {
    int64_t begin_bytes; /* of its beginning in that file */
    int64_t size_bytes;
    struct pull_range range;
};

struct page {
    struct gitlab_items items;
    struct pull *pulls;
    char *path; /* of the beginnings */
    int begun;  /* descriptor of them */
};

static void page_release(struct page *page)
{
    free(page->pulls);
    if (page->begun >= 0)
        close(page->begun);
    if (page->path != NULL)
        unlink(page->path);
    free(page->path);
    gitlab_items_release(&page->items);
}

static bool is_here(const struct gitlab_work *work, const char *oid)
{
    int64_t seconds = 0;

    return oid != NULL && work->shared.gitdir != NULL &&
           gitdir_commit_time(work->shared.gitdir, oid, &seconds);
}

/* Without the commit itself, a hash leads nowhere. */
static void check_commits(struct page *page, size_t row, struct json_object *item)
{
    struct gitlab_work *work = &page->items.work;
    const struct pull *pull = &page->pulls[row];
    const char *head = *pull->range.head != '\0' ? pull->range.head : NULL;
    struct export_subject subject = gitlab_items_subject(&page->items, row);

    if (!is_here(work, json_text_at(item, "merge_commit_sha")))
        json_set(item, "merge_commit_sha", NULL);
    export_work_lose_merge(&work->shared, item, &subject,
                           db_rows_text(page->items.rows, row, "merge_commit"));
    json_set_text(item, "diff_head_sha", head);
    json_set_text(item, "source_branch_sha", head);
}

static void name_people(const struct gitlab_work *work, struct json_object *item)
{
    struct json_object *metrics = json_at(item, "metrics");

    gitlab_name(work, item, "merge_user_id");
    gitlab_name(work, metrics, "merged_by_id");
    gitlab_name(work, metrics, "latest_closed_by_id");
}

static bool write_beginning(struct page *page, size_t row, struct error *err)
{
    struct gitlab_work *work = &page->items.work;
    const struct db_rows *rows = page->items.rows;
    struct pull *pull = &page->pulls[row];
    CLEANUP(json_free) struct json_object *item = NULL;
    struct pull_commits commits = {
        db_rows_text(rows, row, "head"), db_rows_text(rows, row, "target"),
        db_rows_text(rows, row, "merge_commit"), db_rows_text(rows, row, "target_branch")};

    anchors_find_range(work->shared.gitdir, &commits, &pull->range);
    if (!gitlab_items_parse(&page->items, row, &item, err))
        return false;
    check_commits(page, row, item);
    name_people(work, item);
    if (!gitlab_add_open(work, item, err) || !gitlab_add_text(work, ",", err) ||
        !gitlab_add_diff(work, &pull->range, db_rows_text(rows, row, "created_at"), err))
        return false;
    pull->size_bytes = work->line_size_bytes;
    work->line_size_bytes = 0;
    return work->shared.task->workplace->tick(work->shared.task->workplace, NULL) ||
           error_set(err, ERROR_RETRY, "told to stop while pull requests were written");
}

static bool write_beginnings(struct page *page, struct error *err)
{
    struct gitlab_work *work = &page->items.work;
    struct task *task = work->shared.task;
    struct sink_file file;
    int64_t begin_bytes = 0;

    page->path = project_scratch(task, "begun");
    CLEANUP(free_pointer) char *temporary = xasprintf("%s.new", page->path);
    page->pulls = xcalloc(page->items.count + 1, sizeof(*page->pulls));
    if (!project_make_folder(task, "new", err) ||
        !sink_open(&work->sink, page->path, temporary, err))
        return false;
    for (size_t i = 0; i < page->items.count; i++) {
        if (!write_beginning(page, i, err))
            return false;
        page->pulls[i].begin_bytes = begin_bytes;
        begin_bytes += page->pulls[i].size_bytes;
    }
    if (!sink_close(&work->sink, &file, err))
        return false;
    db_rows_free(&page->items.rows);
    page->begun = open(page->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    return page->begun >= 0 ||
           error_set(err, ERROR_RETRY, "%s cannot be opened: %s", page->path, strerror(errno));
}

static bool begin_pull(void *payload, size_t index, struct error *err)
{
    struct page *page = payload;
    const struct pull *pull = &page->pulls[index];
    CLEANUP(free_pointer) char *bytes = xcalloc(1, COPY_BYTES);
    int64_t at = pull->begin_bytes;
    int64_t end = at + pull->size_bytes;

    while (at < end) {
        size_t wanted = end - at < (int64_t)COPY_BYTES ? (size_t)(end - at) : COPY_BYTES;
        ssize_t got = pread(page->begun, bytes, wanted, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return error_set(err, ERROR_RETRY, "%s cannot be read", page->path);
        if (!sink_write(page->items.work.sink, bytes, (size_t)got, err))
            return false;
        at += got;
    }
    page->items.work.line_size_bytes = pull->size_bytes;
    page->items.notes.range = &pull->range;
    return true;
}

bool gitlab_pulls_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release)
    struct page page = {.begun = -1,
                        .items = {.thing = "merge_requests",
                                  .begin = begin_pull,
                                  .notes.noteable = "MergeRequest"}};

    page.items.payload = &page;
    return gitlab_items_open(&page.items, task,
                             "select iid, item, header, footer, markup, link, author_id, "
                             "created_at, head, target, merge_commit, target_branch from "
                             "forge.gitlab_pulls(run => $1, after_key => $2, upto_key => $3)",
                             err) &&
           write_beginnings(&page, err) &&
           gitlab_items_write(&page.items, "pulls",
                              "select iid, item, discussion, thing, key, markup, is_root, path, "
                              "old_line, new_line, start_line, base_sha, head_sha, prefix, link "
                              "from forge.gitlab_talk(run => $1, after_key => $2, upto_key => $3)",
                              err);
}
