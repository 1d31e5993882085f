#include "export/gitlab/gitlab_issues.h"

#include <string.h>

#include "export/gitlab/gitlab_notes.h"
#include "export/project.h"

struct page {
    struct gitlab_work work;
    struct gitlab_notes notes;
    struct db_rows *rows; /* the issues */
    size_t next;          /* that is to be opened next */
};

static void page_release(struct page *page)
{
    gitlab_notes_release(&page->notes);
    gitlab_work_close(&page->work);
    db_rows_free(&page->rows);
}

static bool begin_issue(struct page *page, size_t row, struct error *err)
{
    const struct db_rows *rows = page->rows;
    CLEANUP(json_free) struct json_object *item = NULL;
    CLEANUP(json_free) struct json_object *author = json_new_object();
    CLEANUP(gitlab_written_release) struct gitlab_written written = {0};
    struct gitlab_text text = {NULL, db_rows_text(rows, row, "markup"),
                               db_rows_text(rows, row, "header"),
                               db_rows_text(rows, row, "footer")};
    struct gitlab_subject subject = {"issues", db_rows_text(rows, row, "iid"),
                                     db_rows_text(rows, row, "link")};

    if (!gitlab_parse(db_rows_text(rows, row, "item"), &item, err))
        return false;
    text.content = json_text_at(item, "description");
    gitlab_rewrite(&page->work, &text, &subject, &written);
    json_set_text(item, "description", buffer_text(&written.first));
    gitlab_name(&page->work, item, "author_id");
    gitlab_name(&page->work, item, "closed_by_id");
    gitlab_name_all(&page->work, item, "resource_state_events");
    json_set_integer(author, "iid", db_rows_integer(rows, row, "iid"));
    json_set_integer(author, "author_id", db_rows_integer(rows, row, "author_id"));
    json_set_text(author, "created_at", db_rows_text(rows, row, "created_at"));
    return gitlab_add_open(&page->work, item, err) &&
           gitlab_notes_begin(&page->notes, buffer_text(&written.rest), author, err);
}

static bool end_issue(struct page *page, struct error *err)
{
    return page->next == 0 ||
           (gitlab_notes_end(&page->notes, err) && gitlab_end_line(&page->work, err));
}

/* Ends the line that is open, and opens those up to the issue `iid`. */
static bool go_to(struct page *page, int64_t iid, struct error *err)
{
    while (page->next < db_rows_count(page->rows) &&
           (page->next == 0 || db_rows_integer(page->rows, page->next - 1, "iid") < iid)) {
        if (!end_issue(page, err) || !begin_issue(page, page->next, err))
            return false;
        page->next++;
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
                   DB_CALL("select iid, item, discussion, thing, key, markup, link from "
                           "forge.gitlab_issue_talk(run => $1, after_key => $2, upto_key => $3)",
                           db_int(task->workplace->run_id),
                           db_text(json_text_at(task->job->payload, "after")),
                           db_text(json_text_at(task->job->payload, "upto"))),
                   take_note, page, err) &&
           go_to(page, INT64_MAX, err) && end_issue(page, err) &&
           gitlab_close_part(task, &page->work.sink, path, err);
}

bool gitlab_issues_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(free_pointer)
    char *path = xasprintf("parts/issues/%s.ndjson", strchr(task->job->key, '/') + 1);

    page.notes.work = &page.work;
    page.notes.noteable = "Issue";
    return gitlab_work_open(&page.work, task, err) &&
           db_query(task->workplace->db,
                    DB_CALL("select iid, item, header, footer, markup, link, author_id, "
                            "created_at from forge.gitlab_issues(run => $1, after_key => $2, "
                            "upto_key => $3)",
                            db_int(task->workplace->run_id),
                            db_text(json_text_at(task->job->payload, "after")),
                            db_text(json_text_at(task->job->payload, "upto"))),
                    &page.rows, err) &&
           write_lines(&page, path, err) && gitlab_put_losses(task, "issues", err);
}
