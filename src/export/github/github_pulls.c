#include "export/github/github_pulls.h"

#include <stdlib.h>
#include <string.h>

#include "export/github/github_talk.h"

struct page {
    struct github_work work;
    struct github_talk talk;
    struct github_pull *pulls;
    size_t count;
};

static void page_release(struct page *page)
{
    github_talk_release(&page->talk);
    for (size_t i = 0; i < page->count; i++)
        free(page->pulls[i].url);
    free(page->pulls);
    github_work_close(&page->work);
}

static bool is_here(const struct page *page, const char *oid)
{
    int64_t seconds = 0;

    return oid != NULL && page->work.shared.gitdir != NULL &&
           gitdir_commit_time(page->work.shared.gitdir, oid, &seconds);
}

/* What git knows; which of them have nothing to show, the job of the code found before. */
static void find_commits(const struct page *page, const struct db_rows *rows, size_t row,
                         struct github_pull *pull)
{
    struct pull_commits commits = {
        db_rows_text(rows, row, "head"), db_rows_text(rows, row, "target"),
        db_rows_text(rows, row, "merge_commit"), db_rows_text(rows, row, "target_branch")};

    const struct known *known = references_find(&page->work.shared.references, false, pull->iid);

    anchors_find_range(page->work.shared.gitdir, &commits, &pull->range);
    pull->is_issue = known == NULL || known->is_issue_there;
}

static void set_commits(const struct page *page, struct json_object *record,
                        const struct github_pull *pull)
{
    json_set_text(json_at(record, "head"), "sha", pull->range.head);
    json_set_text(json_at(record, "base"), "sha", pull->range.base);
    if (!is_here(page, json_text_at(record, "merge_commit_sha")))
        json_set(record, "merge_commit_sha", NULL);
}

static bool write_pull(struct page *page, const struct db_rows *rows, size_t row, struct error *err)
{
    struct github_pull *pull = &page->pulls[row];
    struct export_subject subject = {"merge_requests", db_rows_text(rows, row, "iid"),
                                     db_rows_text(rows, row, "link")};
    struct github_text text = {
        {db_rows_text(rows, row, "body"), db_rows_text(rows, row, "markup")}, NULL, NULL};
    CLEANUP(github_written_release) struct github_written written = {0};
    CLEANUP(json_free) struct json_object *record = NULL;

    pull->iid = db_rows_integer(rows, row, "iid");
    find_commits(page, rows, row, pull);
    if (!export_work_parse(db_rows_text(rows, row, pull->is_issue ? "issue" : "item"), &record,
                           err))
        return false;
    pull->url = xstrdup(json_text_at(record, "url"));
    if (!pull->is_issue) { /* an issue says it in its footer */
        set_commits(page, record, pull);
        export_work_lose_merge(&page->work.shared, record, &subject,
                               db_rows_text(rows, row, "merge_commit"));
    }
    text.footer = db_rows_text(rows, row, pull->is_issue ? "issue_footer" : "footer");
    github_rewrite(&page->work, &text, &subject, &written);
    return github_add_thing(&page->work, pull->is_issue ? GITHUB_ISSUES : GITHUB_PULL_REQUESTS,
                            record, &written, err) &&
           (page->work.shared.task->workplace->tick(page->work.shared.task->workplace, NULL) ||
            error_set(err, ERROR_RETRY, "told to stop while pull requests were written"));
}

static bool write_pulls(struct page *page, struct error *err)
{
    struct task *task = page->work.shared.task;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  EXPORT_PAGE_CALL("select iid, item, issue, body, footer, issue_footer, markup, "
                                   "link, head, target, merge_commit, target_branch from "
                                   "forge.github_pulls(run => $1, after_key => $2, "
                                   "upto_key => $3)",
                                   task),
                  &rows, err))
        return false;
    page->count = db_rows_count(rows);
    page->pulls = xcalloc(page->count + 1, sizeof(*page->pulls));
    for (size_t i = 0; i < page->count; i++)
        if (!write_pull(page, rows, i, err))
            return false;
    return true;
}

static bool take_element(const struct db_rows *rows, void *payload, struct error *err)
{
    return github_talk_take(payload, rows, err);
}

static bool write_talk(struct page *page, struct error *err)
{
    struct task *task = page->work.shared.task;

    page->talk.work = &page->work;
    page->talk.pulls = page->pulls;
    page->talk.pull_count = page->count;
    return export_work_read(
        &page->work.shared,
        EXPORT_PAGE_CALL("select iid, form, element, at, updated, person, content, "
                         "key, markup, prefix, link, thread, review, path, old_line, "
                         "new_line, start_line, base_sha, head_sha, resolved_at, "
                         "resolver, is_guessed from forge.github_talk(run => $1, "
                         "after_key => $2, upto_key => $3)",
                         task),
        take_element, &page->talk, err);
}

bool github_pulls_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};

    return github_work_open(&page.work, task, err) && write_pulls(&page, err) &&
           write_talk(&page, err) &&
           export_work_put_page_losses(task, GITHUB_LOSSES, "merge_requests", err) &&
           github_work_end(&page.work, err);
}
