#include "export/forgejo/forgejo_pulls.h"

#include <stdlib.h>
#include <string.h>

#include "export/forgejo/forgejo_talk.h"

#define PATCH_BYTES_MAX ((int64_t)10 * 1024 * 1024)

struct page {
    struct export_work work;
    struct forgejo_talk talk;
    struct forgejo_pull *pulls;
    struct sink *list;
};

static void page_release(struct page *page)
{
    sink_abandon(&page->list);
    forgejo_talk_release(&page->talk);
    free(page->pulls);
    export_work_close(&page->work);
}

struct patch {
    struct sink *sink;
    int64_t size_bytes;
    bool is_failed;
    struct error *err;
};

static void patch_release(struct patch *patch)
{
    sink_abandon(&patch->sink);
}

static bool take_patch(const char *bytes, size_t size, void *payload)
{
    struct patch *patch = payload;

    patch->size_bytes += (int64_t)size;
    if (patch->size_bytes > PATCH_BYTES_MAX)
        return false;
    patch->is_failed = !sink_write(patch->sink, bytes, size, patch->err);
    return !patch->is_failed;
}

/* Receivers want the file, whatever is in it: where the changes are too large, nothing is. */
static bool write_patch(struct page *page, const struct forgejo_pull *pull, struct error *err)
{
    struct gitdir_range range = {pull->range.base, pull->range.head};
    CLEANUP(patch_release) struct patch patch = {.err = err};
    CLEANUP(free_pointer)
    char *name = xasprintf("git/pulls/%lld.patch", (long long)pull->number);
    struct export_file file = {.path = name};

    if (!export_work_write(&page->work, &file, &patch.sink, err))
        return false;
    if (*range.base != '\0' &&
        (!gitdir_patch(page->work.gitdir, &range, take_patch, &patch, err) || patch.is_failed))
        return false;
    if (patch.size_bytes > PATCH_BYTES_MAX) {
        sink_abandon(&patch.sink);
        if (!export_work_write(&page->work, &file, &patch.sink, err))
            return false;
    }
    return export_work_note(&page->work, &file, &patch.sink, err);
}

/* What git knows of a pull request. Without a common ancestor the head itself is written; without a
 * head, what stands for it (NULL: nothing does). */
static void set_commits(const struct page *page, struct json_object *item,
                        const struct forgejo_pull *pull, const char *stand_in)
{
    int64_t seconds = 0;
    const char *merge = json_text_at(item, "merge_commit_sha");
    const char *head = *pull->range.head == '\0' && stand_in != NULL ? stand_in : pull->range.head;
    const char *base = *pull->range.base != '\0' ? pull->range.base : head;

    json_set_text(json_at(item, "head"), "sha", head);
    json_set_text(json_at(item, "base"), "sha", base);
    if (*merge != '\0' &&
        (page->work.gitdir == NULL || !gitdir_commit_time(page->work.gitdir, merge, &seconds)))
        json_set_text(item, "merge_commit_sha", "");
}

static bool write_pull(struct page *page, const struct db_rows *rows, size_t row, struct error *err)
{
    struct forgejo_pull *pull = &page->pulls[row];
    CLEANUP(json_free) struct json_object *item = NULL;
    struct pull_commits commits = {
        db_rows_text(rows, row, "head"), db_rows_text(rows, row, "target"),
        db_rows_text(rows, row, "merge_commit"), db_rows_text(rows, row, "target_branch")};
    struct forgejo_text text = {NULL, db_rows_text(rows, row, "markup"),
                                db_rows_text(rows, row, "footer")};
    struct export_subject subject = {"merge_requests", db_rows_text(rows, row, "iid"),
                                     db_rows_text(rows, row, "link")};

    pull->iid = db_rows_integer(rows, row, "iid");
    pull->number = db_rows_integer(rows, row, "number");
    anchors_find_range(page->work.gitdir, &commits, &pull->range);
    if (!export_work_parse(db_rows_text(rows, row, "item"), &item, err))
        return false;
    set_commits(page, item, pull, db_rows_text(rows, row, "stand_in"));
    export_work_lose_merge(&page->work, item, &subject, commits.merge);
    forgejo_name(&page->work, item, "poster");
    forgejo_rewrite(&page->work, item, &text, &subject);
    return forgejo_add(page->list, item, err) && write_patch(page, pull, err) &&
           (page->work.task->workplace->tick(page->work.task->workplace, NULL) ||
            error_set(err, ERROR_RETRY, "told to stop while pull requests were written"));
}

static bool write_pulls(struct page *page, const struct export_file *list, struct error *err)
{
    struct task *task = page->work.task;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  EXPORT_PAGE_CALL(
                      "select iid, number, item, footer, markup, link, head, target, "
                      "merge_commit, target_branch, stand_in from forge.forgejo_pulls(run => $1, "
                      "after_key => $2, upto_key => $3)",
                      task),
                  &rows, err) ||
        !export_work_write(&page->work, list, &page->list, err))
        return false;
    page->pulls = xcalloc(db_rows_count(rows) + 1, sizeof(*page->pulls));
    page->talk.pull_count = db_rows_count(rows);
    page->talk.pulls = page->pulls;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (!write_pull(page, rows, i, err))
            return false;
    return export_work_note(&page->work, list, &page->list, err);
}

static bool take_element(const struct db_rows *rows, void *payload, struct error *err)
{
    return forgejo_talk_take(payload, rows, err);
}

static bool write_talk(struct page *page, struct error *err)
{
    struct task *task = page->work.task;

    return export_work_read(
               &page->work,
               EXPORT_PAGE_CALL(
                   "select iid, number, form, item, key, markup, is_root, path, old_line, "
                   "new_line, base_sha, head_sha, prefix, link from "
                   "forge.forgejo_talk(run => $1, after_key => $2, upto_key => $3)",
                   task),
               take_element, &page->talk, err) &&
           forgejo_talk_end(&page->talk, err);
}

bool forgejo_pulls_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(free_pointer)
    char *path = xasprintf("parts/pulls/%s.yml", strchr(task->job->key, '/') + 1);

    struct export_file list = {path, true};

    page.talk.work = &page.work;
    return export_work_open(&page.work, task, err) && write_pulls(&page, &list, err) &&
           write_talk(&page, err) &&
           export_work_put_page_losses(task, FORGEJO_LOSSES, "merge_requests", err) &&
           export_work_end(&page.work, err);
}
