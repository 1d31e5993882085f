#include "export/github/github_issues.h"

#include "export/github/github_work.h"

static bool take_issue(const struct db_rows *rows, void *payload, struct error *err)
{
    struct github_work *work = payload;
    struct export_subject subject = {"issues", db_rows_text(rows, 0, "iid"),
                                     db_rows_text(rows, 0, "link")};
    struct github_text text = {{db_rows_text(rows, 0, "body"), db_rows_text(rows, 0, "markup")},
                               NULL,
                               db_rows_text(rows, 0, "footer")};
    CLEANUP(github_written_release) struct github_written written = {0};
    CLEANUP(json_free) struct json_object *record = NULL;

    github_rewrite(work, &text, &subject, &written);
    return export_work_parse(db_rows_text(rows, 0, "item"), &record, err) &&
           github_add_thing(work, GITHUB_ISSUES, record, &written, err);
}

static bool take_comment(const struct db_rows *rows, void *payload, struct error *err)
{
    struct github_work *work = payload;
    struct export_subject subject = {"issue_notes", db_rows_text(rows, 0, "key"),
                                     db_rows_text(rows, 0, "link")};
    struct github_text text = {{db_rows_text(rows, 0, "content"), db_rows_text(rows, 0, "markup")},
                               db_rows_text(rows, 0, "prefix"),
                               NULL};
    struct github_comment comment = {
        .subject_key = "issue",
        .subject = db_rows_text(rows, 0, "subject"),
        .person = db_rows_text(rows, 0, "person"),
        .at = db_rows_text(rows, 0, "at"),
        .element = db_rows_integer(rows, 0, "element"),
        .part = 1,
    };
    CLEANUP(github_written_release) struct github_written written = {0};

    github_rewrite(work, &text, &subject, &written);
    return github_add_comments(work, &comment, &written, err);
}

static bool take_attachment(const struct db_rows *rows, void *payload, struct error *err)
{
    struct github_work *work = payload;

    return github_add_text(work, GITHUB_ATTACHMENTS, db_rows_text(rows, 0, "item"), err);
}

bool github_issues_digest(struct task *task, struct error *err)
{
    CLEANUP(github_work_close) struct github_work work = {.page = GITHUB_ISSUE_PAGES};
    struct db *db = task->workplace->db;

    return github_work_open(&work, task, err) &&
           export_work_read(&work.shared,
                            EXPORT_PAGE_CALL("select iid, item, body, footer, markup, link from "
                                             "forge.github_issues(run => $1, after_key => $2, "
                                             "upto_key => $3)",
                                             task),
                            take_issue, &work, err) &&
           export_work_read(
               &work.shared,
               EXPORT_PAGE_CALL("select subject, element, at, person, content, key, markup, "
                                "prefix, link from forge.github_issue_talk(run => $1, "
                                "after_key => $2, upto_key => $3)",
                                task),
               take_comment, &work, err) &&
           db_read(db,
                   EXPORT_PAGE_CALL("select item from forge.github_attachments(run => $1, "
                                    "after_key => $2, upto_key => $3)",
                                    task),
                   take_attachment, &work, err) &&
           export_work_put_page_losses(task, GITHUB_LOSSES, "issues", err) &&
           github_work_end(&work, err);
}
