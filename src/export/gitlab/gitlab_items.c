#include "export/gitlab/gitlab_items.h"

#include <stdlib.h>
#include <string.h>

void gitlab_items_release(struct gitlab_items *items)
{
    for (size_t i = 0; i < items->count; i++) {
        json_free(&items->items[i].author);
        gitlab_written_release(&items->items[i].written);
    }
    free(items->items);
    db_rows_free(&items->rows);
    gitlab_notes_release(&items->notes);
    gitlab_work_close(&items->work);
}

static struct json_object *author_of(const struct db_rows *rows, size_t row)
{
    struct json_object *author = json_new_object();

    json_set_integer(author, "iid", db_rows_integer(rows, row, "iid"));
    json_set_integer(author, "author_id", db_rows_integer(rows, row, "author_id"));
    json_set_text(author, "created_at", db_rows_text(rows, row, "created_at"));
    return author;
}

bool gitlab_items_open(struct gitlab_items *items, struct task *task, const char *sql,
                       struct error *err)
{
    const struct db_rows *rows = NULL;

    items->notes.work = &items->work;
    if (!gitlab_work_open(&items->work, task, err) ||
        !db_query(task->workplace->db, EXPORT_PAGE_CALL(sql, task), &items->rows, err))
        return false;
    rows = items->rows;
    items->count = db_rows_count(rows);
    items->items = xcalloc(items->count + 1, sizeof(*items->items));
    for (size_t i = 0; i < items->count; i++)
        items->items[i] = (struct gitlab_item){.iid = db_rows_integer(rows, i, "iid"),
                                               .author = author_of(rows, i)};
    return true;
}

struct export_subject gitlab_items_subject(const struct gitlab_items *items, size_t row)
{
    return (struct export_subject){items->thing, db_rows_text(items->rows, row, "iid"),
                                   db_rows_text(items->rows, row, "link")};
}

bool gitlab_items_parse(struct gitlab_items *items, size_t row, struct json_object **out,
                        struct error *err)
{
    const struct db_rows *rows = items->rows;
    struct gitlab_written *written = &items->items[row].written;
    struct gitlab_text text = {{NULL, db_rows_text(rows, row, "markup")},
                               db_rows_text(rows, row, "header"),
                               db_rows_text(rows, row, "footer")};
    struct export_subject subject = gitlab_items_subject(items, row);

    if (!export_work_parse(db_rows_text(rows, row, "item"), out, err))
        return false;
    text.words.content = json_text_at(*out, "description");
    gitlab_rewrite(&items->work, &text, &subject, written);
    gitlab_lose_rest(&items->work, written, &subject);
    json_set_text(*out, "description", buffer_text(&written->first));
    buffer_release(&written->first);
    gitlab_name(&items->work, *out, "author_id");
    gitlab_name_all(&items->work, *out, "resource_state_events");
    return true;
}

static bool end_line(struct gitlab_items *items, struct error *err)
{
    return items->next == 0 ||
           (gitlab_notes_end(&items->notes, err) && gitlab_end_line(&items->work, err));
}

/* Ends the line that is open, and opens those up to the item `iid`. */
static bool go_to(struct gitlab_items *items, int64_t iid, struct error *err)
{
    while (items->next < items->count &&
           (items->next == 0 || items->items[items->next - 1].iid < iid)) {
        const struct gitlab_item *item = &items->items[items->next];
        if (!end_line(items, err) || !items->begin(items->payload, items->next++, err) ||
            !gitlab_notes_begin(&items->notes, &item->written, item->author, err))
            return false;
    }
    return true;
}

static bool take_note(const struct db_rows *rows, void *payload, struct error *err)
{
    struct gitlab_items *items = payload;

    return go_to(items, db_rows_integer(rows, 0, "iid"), err) &&
           gitlab_notes_take(&items->notes, rows, err);
}

bool gitlab_items_write(struct gitlab_items *items, const char *folder, const char *sql,
                        struct error *err)
{
    struct export_work *work = &items->work.shared;
    struct task *task = work->task;
    CLEANUP(free_pointer)
    char *path = xasprintf("parts/%s/%s.ndjson", folder, strchr(task->job->key, '/') + 1);
    struct export_file file = {path, true};

    return export_work_write(work, &file, &items->work.sink, err) &&
           export_work_read(work, EXPORT_PAGE_CALL(sql, task), take_note, items, err) &&
           go_to(items, INT64_MAX, err) && end_line(items, err) &&
           export_work_note(work, &file, &items->work.sink, err) &&
           export_work_put_page_losses(task, GITLAB_LOSSES, items->thing, err) &&
           export_work_end(work, err);
}
