#include "import/sync/talks.h"

#include <stdlib.h>
#include <string.h>

#include "forge/puts.h"
#include "import/source.h"
#include "engine/walk.h"

/* Pull requests whose jobs one job makes. */
#define PULL_REQUESTS_PER_JOB 1000

static void enqueue_alone(struct task *task, int64_t iid, const char *link)
{
    CLEANUP(free_pointer) char *key = xasprintf("%lld/object", (long long)iid);

    outcome_enqueue(task->outcome,
                    &(struct follow_up){
                        .kind = "merge_request_alone", .key = key, .link = link, .requests = 1});
}

static void enqueue_talk(struct task *task, int64_t iid, const char *link)
{
    CLEANUP(free_pointer) char *key = xasprintf("%lld/both/1", (long long)iid);
    struct json_object *row = json_new_object();

    json_set_integer(row, "iid", iid);
    outcome_put(task->outcome, PUT_TALKS_ANEW, row);
    outcome_enqueue(
        task->outcome,
        &(struct follow_up){.kind = "discussion", .key = key, .link = link, .requests = 2});
}

bool talks_digest(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    int64_t after = walk_after(task->job);
    size_t count = 0;

    if (!db_query(task->workplace->db,
                  DB_CALL("select iid, is_listed from "
                          "forge.talks_to_read(run => $1, after => $2, most => $3)",
                          db_int(task->workplace->run_id), db_int(after),
                          db_int(PULL_REQUESTS_PER_JOB)),
                  &rows, err))
        return false;
    count = db_rows_count(rows);
    for (size_t i = 0; i < count; i++) {
        int64_t iid = db_rows_integer(rows, i, "iid");
        CLEANUP(free_pointer) char *link = path_web_pull_request(&source_of(task)->base, iid);
        if (!db_rows_boolean(rows, i, "is_listed"))
            enqueue_alone(task, iid, link);
        enqueue_talk(task, iid, link);
        after = iid;
    }
    if (count == PULL_REQUESTS_PER_JOB)
        walk_on(task, after);
    return true;
}
