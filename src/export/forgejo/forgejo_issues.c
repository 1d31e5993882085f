#include "export/forgejo/forgejo_issues.h"

#include <string.h>

#include "export/forgejo/forgejo_talk.h"

struct page {
    struct export_work work;
    struct forgejo_talk talk;
    struct sink *list;
};

static void page_release(struct page *page)
{
    sink_abandon(&page->list);
    forgejo_talk_release(&page->talk);
    export_work_close(&page->work);
}

static bool take_issue(const struct db_rows *rows, void *payload, struct error *err)
{
    struct page *page = payload;
    CLEANUP(json_free) struct json_object *item = NULL;
    struct forgejo_text text = {NULL, db_rows_text(rows, 0, "markup"),
                                db_rows_text(rows, 0, "footer")};
    struct export_subject subject = {"issues", db_rows_text(rows, 0, "iid"),
                                     db_rows_text(rows, 0, "link")};

    if (!export_work_parse(db_rows_text(rows, 0, "item"), &item, err))
        return false;
    forgejo_name(&page->work, item, "poster");
    forgejo_rewrite(&page->work, item, &text, &subject);
    return forgejo_add(page->list, item, err);
}

static bool take_element(const struct db_rows *rows, void *payload, struct error *err)
{
    return forgejo_talk_take(payload, rows, err);
}

static bool write_issues(struct page *page, const struct export_file *list, struct error *err)
{
    struct task *task = page->work.task;

    return export_work_write(&page->work, list, &page->list, err) &&
           export_work_read(
               &page->work,
               EXPORT_PAGE_CALL("select iid, number, item, footer, markup, link from "
                                "forge.forgejo_issues(run => $1, after_key => $2, upto_key => $3)",
                                task),
               take_issue, page, err) &&
           export_work_note(&page->work, list, &page->list, err);
}

static bool write_talk(struct page *page, struct error *err)
{
    struct task *task = page->work.task;

    return export_work_read(
               &page->work,
               EXPORT_PAGE_CALL(
                   "select iid, number, form, item, key, markup, prefix, link from "
                   "forge.forgejo_issue_talk(run => $1, after_key => $2, upto_key => $3)",
                   task),
               take_element, &page->talk, err) &&
           forgejo_talk_end(&page->talk, err);
}

bool forgejo_issues_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(free_pointer)
    char *path = xasprintf("parts/issues/%s.yml", strchr(task->job->key, '/') + 1);

    struct export_file list = {path, true};

    page.talk.work = &page.work;
    return export_work_open(&page.work, task, err) && write_issues(&page, &list, err) &&
           write_talk(&page, err) &&
           export_work_put_page_losses(task, FORGEJO_LOSSES, "issues", err) &&
           export_work_end(&page.work, err);
}
