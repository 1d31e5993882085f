#include "export/site/site_items.h"

#include <stdlib.h>
#include <string.h>

#include "export/site/site_talk.h"
#include "export/site/site_words.h"
#include "lib/git/git_diff.h"

#define DIFF_BYTES_MAX ((int64_t)10 * 1024 * 1024)

/* The rows of a job: their heads are read at once, and what was said comes row by row. */
struct items {
    struct site_work work;
    const char *thing;
    const char *folder;
    struct db_rows *heads; /* of forge.site_pulls or forge.site_issues */
    size_t next;           /* whose page is to be opened */
    struct site_page page;
    struct site_talk talk;
    struct pull_range range;
};

static void items_release(struct items *items)
{
    site_talk_release(&items->talk);
    site_page_release(&items->page);
    db_rows_free(&items->heads);
    site_work_close(&items->work);
}

static bool is_pull(const struct items *items)
{
    return strcmp(items->thing, "merge_requests") == 0;
}

struct diff {
    struct sink *sink;
    int64_t size_bytes;
    bool is_failed;
    struct error *err;
};

static void diff_release(struct diff *diff)
{
    sink_abandon(&diff->sink);
}

static bool take_diff(const char *bytes, size_t size, void *payload)
{
    struct diff *diff = payload;

    diff->size_bytes += (int64_t)size;
    if (diff->size_bytes > DIFF_BYTES_MAX)
        return false;
    diff->is_failed = !sink_write(diff->sink, bytes, size, diff->err);
    return !diff->is_failed;
}

/* The whole change as a text of its own, where the export asks for it. */
static bool add_diff(struct items *items, size_t row, struct error *err)
{
    struct gitdir_range range = {items->range.base, items->range.head};
    CLEANUP(diff_release) struct diff diff = {.err = err};
    CLEANUP(free_pointer)
    char *name =
        xasprintf("pulls/%lld-diff.txt", (long long)db_rows_integer(items->heads, row, "iid"));
    struct export_file file = {.path = name};

    if (!db_rows_boolean(items->heads, row, "has_diff") || *range.base == '\0')
        return true;
    if (!export_work_write(&items->work.shared, &file, &diff.sink, err) ||
        !gitdir_patch(items->work.shared.gitdir, &range, take_diff, &diff, err) || diff.is_failed)
        return false;
    if (diff.size_bytes > DIFF_BYTES_MAX &&
        !sink_text(diff.sink, "\n(it goes on: git has the whole of it)\n", err))
        return false;
    html_begin(&items->page.html, "p");
    site_page_link(&items->page, name, "The whole change");
    html_end(&items->page.html);
    return export_work_note(&items->work.shared, &file, &diff.sink, err);
}

static void find_range(struct items *items, size_t row)
{
    struct pull_commits commits = {db_rows_text(items->heads, row, "head"),
                                   db_rows_text(items->heads, row, "target"),
                                   db_rows_text(items->heads, row, "merge_commit"),
                                   db_rows_text(items->heads, row, "target_branch")};

    anchors_find_range(items->work.shared.gitdir, &commits, &items->range);
}

static void add_description(struct items *items, size_t row)
{
    const struct db_rows *heads = items->heads;
    struct site_text text = {
        .body = db_rows_text(heads, row, "body"),
        .markup = db_rows_text(heads, row, "markup"),
        .subject = {items->thing, db_rows_text(heads, row, "iid"),
                    db_rows_text(heads, row, "link")},
    };

    html_begin(&items->page.html, "section");
    html_element(&items->page.html, "h2", NULL, "Description");
    if (text.body != NULL && *text.body != '\0')
        site_text_write(&items->page, &text);
    else
        html_element(&items->page.html, "p", "none", "None.");
    html_end(&items->page.html);
}

static bool open_item(struct items *items, size_t row, struct error *err)
{
    int64_t iid = db_rows_integer(items->heads, row, "iid");
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/%lld.html", items->folder, (long long)iid);
    CLEANUP(free_pointer)
    char *title = xasprintf("#%lld %s", (long long)iid, db_rows_text(items->heads, row, "title"));
    CLEANUP(json_free) struct json_object *facts = NULL;

    if (!export_work_parse(db_rows_text(items->heads, row, "facts"), &facts, err) ||
        !site_page_open(&items->page, &items->work, path, title, err))
        return false;
    html_begin(&items->page.html, "article");
    site_page_mark_row(&items->page, items->thing);
    site_page_facts(&items->page, facts);
    if (is_pull(items)) {
        find_range(items, row);
        if (!add_diff(items, row, err))
            return false;
    }
    add_description(items, row);
    return site_page_flush(&items->page, err);
}

static bool close_item(struct items *items, struct error *err)
{
    if (items->page.sink == NULL)
        return true;
    site_talk_end(&items->talk);
    html_end(&items->page.html);
    return site_page_close(&items->page, err);
}

/* Opens and closes pages up to that of `iid`; 0: to the last. */
static bool go_to(struct items *items, int64_t iid, struct error *err)
{
    while (items->next < db_rows_count(items->heads) &&
           (iid == 0 || db_rows_integer(items->heads, items->next, "iid") <= iid))
        if (!close_item(items, err) || !open_item(items, items->next++, err))
            return false;
    return iid != 0 || close_item(items, err);
}

static bool take_talk(const struct db_rows *rows, void *payload, struct error *err)
{
    struct items *items = payload;

    return go_to(items, db_rows_integer(rows, 0, "iid"), err) &&
           site_talk_take(&items->talk, rows, err);
}

/* The words of these pages. */
static bool write_words(struct items *items, struct error *err)
{
    const struct job *job = items->work.shared.task->job;

    return site_words_write(
        &items->work.shared, job->key,
        DB_CALL("select line from forge.site_words(run => $1, thing => $2, after_key => $3, "
                "upto_key => $4)",
                db_int(items->work.shared.task->workplace->run_id), db_text(items->thing),
                db_text(json_text_at(job->payload, "after")),
                db_text(json_text_at(job->payload, "upto"))),
        err);
}

static bool read_page(struct items *items, const char *heads, const char *talk, struct error *err)
{
    struct task *task = items->work.shared.task;

    return db_query(task->workplace->db, EXPORT_PAGE_CALL(heads, task), &items->heads, err) &&
           export_work_read(&items->work.shared, EXPORT_PAGE_CALL(talk, task), take_talk, items,
                            err) &&
           go_to(items, 0, err);
}

#define HEADS(function)                                                                            \
    "select iid, title, facts, body, markup, link, head, target, merge_commit, target_branch, "    \
    "has_diff from " function "(run => $1, after_key => $2, upto_key => $3)"
#define TALK(function)                                                                             \
    "select iid, section, thing, key, link, anchor, depth, user_id, words, at, marks, body, "      \
    "markup, is_root, path, old_line, new_line, start_line, base_sha, head_sha, is_file, "         \
    "is_picture from " function "(run => $1, after_key => $2, upto_key => $3)"

bool site_items_digest(struct task *task, struct error *err)
{
    CLEANUP(items_release)
    struct items items = {.thing = json_text_at(task->job->payload, "thing")};

    items.talk.page = &items.page;
    if (!site_work_open(&items.work, task, err) || !site_work_find_anchors(&items.work, err))
        return false;
    items.folder = is_pull(&items) ? "pulls" : "issues";
    items.talk.range = is_pull(&items) ? &items.range : NULL;
    return (is_pull(&items)
                ? read_page(&items, HEADS("forge.site_pulls"), TALK("forge.site_talk"), err)
                : read_page(&items, HEADS("forge.site_issues"), TALK("forge.site_issue_talk"),
                            err)) &&
           write_words(&items, err) && export_work_end(&items.work.shared, err);
}
