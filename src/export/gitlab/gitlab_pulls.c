#include "export/gitlab/gitlab_pulls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export/gitlab/gitlab_diff.h"
#include "export/gitlab/gitlab_notes.h"
#include "export/project.h"

#define COPY_BYTES ((size_t)128 * 1024)

/* A pull request of the page. Its line is begun in a file of its own, where its changes are written
 * with time for ticks; then, while notes come in from the database, lines are put together. */
struct pull {
    int64_t iid;
    int64_t begin_bytes; /* of its beginning in that file */
    int64_t size_bytes;
    struct pull_range range;
    char *rest;                 /* of its text; what there is no room for */
    struct json_object *author; /* who wrote it, and when */
};

struct page {
    struct gitlab_work work;
    struct gitlab_notes notes;
    struct pull *pulls;
    size_t count;
    size_t next; /* that is to be opened next */
    char *path;  /* of the beginnings */
    int begun;   /* descriptor of them */
};

static void page_release(struct page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        free(page->pulls[i].rest);
        json_free(&page->pulls[i].author);
    }
    free(page->pulls);
    if (page->begun >= 0)
        close(page->begun);
    if (page->path != NULL)
        unlink(page->path);
    free(page->path);
    gitlab_notes_release(&page->notes);
    gitlab_work_close(&page->work);
}

static bool is_here(const struct page *page, const char *oid)
{
    int64_t seconds = 0;

    return oid != NULL && page->work.gitdir != NULL &&
           gitdir_commit_time(page->work.gitdir, oid, &seconds);
}

/* Without the commit itself, a hash leads nowhere. */
static void check_commits(const struct page *page, struct json_object *item,
                          const struct pull *pull)
{
    const char *head = *pull->range.head != '\0' ? pull->range.head : NULL;

    if (!is_here(page, json_text_at(item, "merge_commit_sha")))
        json_set(item, "merge_commit_sha", NULL);
    json_set_text(item, "diff_head_sha", head);
    json_set_text(item, "source_branch_sha", head);
}

static void name_people(const struct page *page, struct json_object *item)
{
    const struct gitlab_work *work = &page->work;
    struct json_object *metrics = json_at(item, "metrics");

    gitlab_name(work, item, "author_id");
    gitlab_name(work, item, "merge_user_id");
    gitlab_name(work, metrics, "merged_by_id");
    gitlab_name(work, metrics, "latest_closed_by_id");
    gitlab_name_all(work, item, "resource_state_events");
}

static void write_text(struct page *page, struct pull *pull, struct json_object *item,
                       const struct db_rows *rows, size_t row)
{
    struct gitlab_text text = {json_text_at(item, "description"), db_rows_text(rows, row, "markup"),
                               db_rows_text(rows, row, "header"),
                               db_rows_text(rows, row, "footer")};
    struct gitlab_subject subject = {"merge_requests", db_rows_text(rows, row, "iid"),
                                     db_rows_text(rows, row, "link")};
    CLEANUP(gitlab_written_release) struct gitlab_written written = {0};

    gitlab_rewrite(&page->work, &text, &subject, &written);
    json_set_text(item, "description", buffer_text(&written.first));
    pull->rest = xstrdup(buffer_text(&written.rest));
}

/* The author, as the notes need to know of it. */
static struct json_object *author_of(const struct db_rows *rows, size_t row)
{
    struct json_object *author = json_new_object();

    json_set_integer(author, "iid", db_rows_integer(rows, row, "iid"));
    json_set_integer(author, "author_id", db_rows_integer(rows, row, "author_id"));
    json_set_text(author, "created_at", db_rows_text(rows, row, "created_at"));
    return author;
}

static bool begin_pull(struct page *page, const struct db_rows *rows, size_t row, struct error *err)
{
    struct pull *pull = &page->pulls[row];
    CLEANUP(json_free) struct json_object *item = NULL;
    struct pull_commits commits = {
        db_rows_text(rows, row, "head"), db_rows_text(rows, row, "target"),
        db_rows_text(rows, row, "merge_commit"), db_rows_text(rows, row, "target_branch")};

    pull->iid = db_rows_integer(rows, row, "iid");
    pull->author = author_of(rows, row);
    anchors_find_range(page->work.gitdir, &commits, &pull->range);
    if (!gitlab_parse(db_rows_text(rows, row, "item"), &item, err))
        return false;
    check_commits(page, item, pull);
    name_people(page, item);
    write_text(page, pull, item, rows, row);
    if (!gitlab_add_open(&page->work, item, err) || !gitlab_add_text(&page->work, ",", err) ||
        !gitlab_add_diff(&page->work, &pull->range, db_rows_text(rows, row, "created_at"), err))
        return false;
    pull->size_bytes = page->work.line_size_bytes;
    page->work.line_size_bytes = 0;
    return page->work.task->workplace->tick(page->work.task->workplace, NULL) ||
           error_set(err, ERROR_RETRY, "told to stop while pull requests were written");
}

static bool begin_pulls(struct page *page, const struct db_rows *rows, struct error *err)
{
    struct task *task = page->work.task;
    struct sink_file file;
    int64_t begin_bytes = 0;

    page->path = project_scratch(task, "begun");
    CLEANUP(free_pointer) char *temporary = xasprintf("%s.new", page->path);
    page->pulls = xcalloc(db_rows_count(rows) + 1, sizeof(*page->pulls));
    page->count = db_rows_count(rows);
    if (!project_make_folder(task, "new", err) ||
        !sink_open(&page->work.sink, page->path, temporary, err))
        return false;
    for (size_t i = 0; i < page->count; i++) {
        if (!begin_pull(page, rows, i, err))
            return false;
        page->pulls[i].begin_bytes = begin_bytes;
        begin_bytes += page->pulls[i].size_bytes;
    }
    if (!sink_close(&page->work.sink, &file, err))
        return false;
    page->begun = open(page->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    return page->begun >= 0 ||
           error_set(err, ERROR_RETRY, "%s cannot be opened: %s", page->path, strerror(errno));
}

static bool copy_beginning(struct page *page, const struct pull *pull, struct error *err)
{
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
        if (!sink_write(page->work.sink, bytes, (size_t)got, err))
            return false;
        at += got;
    }
    page->work.line_size_bytes = pull->size_bytes;
    return true;
}

static bool end_pull(struct page *page, struct error *err)
{
    return page->next == 0 ||
           (gitlab_notes_end(&page->notes, err) && gitlab_end_line(&page->work, err));
}

/* Ends the line that is open, and opens those up to the pull request `iid`. */
static bool go_to(struct page *page, int64_t iid, struct error *err)
{
    while (page->next < page->count && (page->next == 0 || page->pulls[page->next - 1].iid < iid)) {
        const struct pull *pull = &page->pulls[page->next];
        if (!end_pull(page, err) || !copy_beginning(page, pull, err))
            return false;
        page->next++;
        page->notes.range = &pull->range;
        if (!gitlab_notes_begin(&page->notes, pull->rest, pull->author, err))
            return false;
    }
    return true;
}

static bool take_note(const struct db_rows *rows, void *payload, struct error *err)
{
    struct page *page = payload;

    return go_to(page, db_rows_integer(rows, 0, "iid"), err) &&
           gitlab_notes_take(&page->notes, rows, err);
}

static bool write_lines(struct page *page, const char *path, struct error *err)
{
    struct task *task = page->work.task;

    return project_write(task, path, &page->work.sink, err) &&
           db_read(task->workplace->db,
                   DB_CALL("select iid, item, discussion, thing, key, markup, is_root, path, "
                           "old_line, new_line, start_line, base_sha, head_sha, prefix, link from "
                           "forge.gitlab_talk(run => $1, after_key => $2, upto_key => $3)",
                           db_int(task->workplace->run_id),
                           db_text(json_text_at(task->job->payload, "after")),
                           db_text(json_text_at(task->job->payload, "upto"))),
                   take_note, page, err) &&
           go_to(page, INT64_MAX, err) && end_pull(page, err) &&
           gitlab_close_part(task, &page->work.sink, path, err);
}

bool gitlab_pulls_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {.begun = -1};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(free_pointer)
    char *path = xasprintf("parts/pulls/%s.ndjson", strchr(task->job->key, '/') + 1);

    page.notes.work = &page.work;
    page.notes.noteable = "MergeRequest";
    return gitlab_work_open(&page.work, task, err) &&
           db_query(task->workplace->db,
                    DB_CALL("select iid, item, header, footer, markup, link, author_id, "
                            "created_at, head, target, merge_commit, target_branch from "
                            "forge.gitlab_pulls(run => $1, after_key => $2, upto_key => $3)",
                            db_int(task->workplace->run_id),
                            db_text(json_text_at(task->job->payload, "after")),
                            db_text(json_text_at(task->job->payload, "upto"))),
                    &rows, err) &&
           begin_pulls(&page, rows, err) && write_lines(&page, path, err) &&
           gitlab_put_losses(task, "merge_requests", err);
}
