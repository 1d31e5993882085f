#include "export/gitlab/gitlab_issues.h"

#include "export/gitlab/gitlab_items.h"

static bool begin_issue(void *payload, size_t row, struct error *err)
{
    struct gitlab_items *items = payload;
    CLEANUP(json_free) struct json_object *item = NULL;

    if (!gitlab_items_parse(items, row, &item, err))
        return false;
    gitlab_name(&items->work, item, "closed_by_id");
    return gitlab_add_open(&items->work, item, err);
}

bool gitlab_issues_digest(struct task *task, struct error *err)
{
    CLEANUP(gitlab_items_release)
    struct gitlab_items items = {
        .thing = "issues", .begin = begin_issue, .notes.noteable = "Issue"};

    items.payload = &items;
    return gitlab_items_open(&items, task,
                             "select iid, item, header, footer, markup, link, author_id, "
                             "created_at from forge.gitlab_issues(run => $1, after_key => $2, "
                             "upto_key => $3)",
                             err) &&
           gitlab_items_write(&items, "issues",
                              "select iid, item, discussion, thing, key, markup, link from "
                              "forge.gitlab_issue_talk(run => $1, after_key => $2, upto_key => "
                              "$3)",
                              err);
}
