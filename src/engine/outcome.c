#include "engine/outcome.h"

#include "lib/base/timestamp.h"
#include "lib/json/json_write.h"

/* By enum record. */
static const char *const record_statements[RECORD_COUNT] = {
    [RECORD_CHILDREN] = "select brigade.put_children(run => $1, rows => $2)",
    [RECORD_OMISSIONS] = "select brigade.put_omissions(run => $1, rows => $2)",
    [RECORD_WITHDRAWALS] = "select brigade.put_withdrawals(run => $1, rows => $2)",
    [RECORD_TALLIES] = "select brigade.put_tallies(run => $1, rows => $2)",
    [RECORD_PAGES] = "select brigade.put_pages(run => $1, rows => $2)",
};

const char *record_sql(enum record record)
{
    return record_statements[record];
}

/* The rows of a put; room for it is made when it has its first. */
static struct buffer *rows_of(struct outcome *outcome, size_t put)
{
    if (put >= outcome->put_count) {
        outcome->rows = xrealloc(outcome->rows, (put + 1) * sizeof(*outcome->rows));
        while (outcome->put_count <= put)
            outcome->rows[outcome->put_count++] = (struct buffer){0};
    }
    return &outcome->rows[put];
}

void outcome_put_text(struct outcome *outcome, size_t put, const char *json)
{
    json_write_text(rows_of(outcome, put), json);
}

void outcome_put(struct outcome *outcome, size_t put, struct json_object *row)
{
    json_write_value(rows_of(outcome, put), row);
}

static void record(struct outcome *outcome, enum record record, struct json_object *row)
{
    json_write_value(&outcome->records[record], row);
}

void outcome_add_child(struct outcome *outcome, struct json_object *row)
{
    record(outcome, RECORD_CHILDREN, row);
}

void outcome_enqueue(struct outcome *outcome, const struct follow_up *follow_up)
{
    struct json_object *job = json_new_object();

    if (follow_up->stage != NULL)
        json_set_text(job, "stage", follow_up->stage);
    json_set_text(job, "kind", follow_up->kind);
    json_set_text(job, "key", follow_up->key);
    json_set_text(job, "url", follow_up->url);
    json_set_text(job, "link", follow_up->link);
    json_set_integer(job, "requests", follow_up->requests);
    if (follow_up->page > 0)
        json_set_integer(job, "page", follow_up->page);
    if (follow_up->pages > 0)
        json_set_integer(job, "pages", follow_up->pages);
    json_set(job, "payload", follow_up->payload);
    json_write_value(&outcome->follow_ups, job);
}

void outcome_tally(struct outcome *outcome, const char *thing, int64_t announced, int64_t listed)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "thing", thing);
    if (announced >= 0)
        json_set_integer(row, "announced", announced);
    json_set_integer(row, "listed", listed);
    record(outcome, RECORD_TALLIES, row);
}

void outcome_see(struct outcome *outcome, const struct seen_page *page)
{
    struct json_object *row = json_new_object();
    char at[TIMESTAMP_BYTES];

    json_set_text(row, "thing", page->thing);
    json_set_text(row, "list", page->list);
    json_set_integer(row, "page", page->page);
    json_set_text(row, "job", page->job);
    if (page->announced >= 0)
        json_set_integer(row, "announced", page->announced);
    json_set(row, "keys", page->keys);
    json_set_boolean(row, "is_last", page->is_last);
    json_set_text(row, "link", page->link);
    if (page->date_s > 0 && timestamp_from_epoch(page->date_s, at))
        json_set_text(row, "source_at", at);
    record(outcome, RECORD_PAGES, row);
}

void outcome_omit(struct outcome *outcome, const struct omission *omission)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "stage", omission->stage);
    json_set_text(row, "key", omission->key);
    json_set_text(row, "reason", omission->why);
    json_set_text(row, "message", omission->message);
    json_set_text(row, "url", omission->url);
    record(outcome, RECORD_OMISSIONS, row);
}

void outcome_withdraw(struct outcome *outcome, const char *server, const char *thing,
                      const char *message)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "server", server);
    json_set_text(row, "thing", thing);
    json_set_text(row, "message", message);
    record(outcome, RECORD_WITHDRAWALS, row);
}

void outcome_note(struct outcome *outcome, const char *what, char *sentence)
{
    CLEANUP(free_pointer) char *message = sentence;
    CLEANUP(free_pointer) char *key = xasprintf("%s of %s", what, outcome->key);

    outcome_omit(outcome, &(struct omission){.stage = outcome->stage,
                                             .key = key,
                                             .why = "unsupported",
                                             .message = message,
                                             .url = outcome->link});
}

size_t outcome_size_bytes(const struct outcome *outcome)
{
    size_t size = outcome->follow_ups.size;

    for (size_t put = 0; put < outcome->put_count; put++)
        size += outcome->rows[put].size;
    for (int record = 0; record < RECORD_COUNT; record++)
        size += outcome->records[record].size;
    return size;
}

void outcome_release(struct outcome *outcome)
{
    for (size_t put = 0; put < outcome->put_count; put++)
        buffer_release(&outcome->rows[put]);
    free_pointer(&outcome->rows);
    outcome->put_count = 0;
    for (int record = 0; record < RECORD_COUNT; record++)
        buffer_release(&outcome->records[record]);
    buffer_release(&outcome->follow_ups);
}
