#include "import/sync/cursor.h"

#include "forge/puts.h"
#include "lib/base/timestamp.h"

static void put(struct task *task, const char *name, const char *began_at, bool has_ended)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "name", name);
    json_set_text(row, "began_at", began_at);
    json_set_boolean(row, "has_ended", has_ended);
    outcome_put(task->outcome, PUT_CURSORS, row);
}

/* False: neither the server nor the page says. */
static bool time_there(const struct task *task, const char *greatest, char out[TIMESTAMP_BYTES])
{
    int64_t date_s = task->answers[0]->date_s;

    if (date_s >= 0)
        return timestamp_from_epoch(date_s, out);
    return greatest != NULL && timestamp_normalise(greatest, out);
}

void cursor_note(struct task *task, const char *name, long number, const struct page *page,
                 const char *greatest)
{
    char began_at[TIMESTAMP_BYTES];
    bool begins = number == 1 && time_there(task, greatest, began_at);

    /* A thing that is read alone is no page of a walk. */
    if (json_has_key(task->job->payload, "alone"))
        return;
    if (begins || page->next == NULL)
        put(task, name, begins ? began_at : NULL, page->next == NULL);
}

void cursor_see(struct task *task, int64_t iid)
{
    struct json_object *row = json_new_object();
    char at[TIMESTAMP_BYTES];

    json_set_integer(row, "iid", iid);
    if (time_there(task, NULL, at))
        json_set_text(row, "at", at);
    outcome_put(task->outcome, PUT_SEEN, row);
}

bool cursor_ends(struct task *task, const char *name, const char *oldest, bool *ends,
                 struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    char at[TIMESTAMP_BYTES];

    *ends = false;
    if (oldest == NULL || !timestamp_normalise(oldest, at))
        return true;
    if (!db_query(task->workplace->db,
                  DB_CALL("select forge.ends_walk(run => $1, name => $2, oldest => $3) as ends",
                          db_int(task->workplace->run_id), db_text(name), db_text(at)),
                  &rows, err))
        return false;
    *ends = db_rows_boolean(rows, 0, "ends");
    return true;
}
