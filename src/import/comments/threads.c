#include "import/comments/threads.h"

#include <stdlib.h>
#include <string.h>

#include "engine/walk.h"
#include "forge/puts.h"
#include "import/fields.h"
#include "import/source.h"

/* Comments that find out whether they say more when they are asked for singly. */
#define SAMPLE 3
/* Comments whose jobs one job makes. */
#define COMMENTS_PER_JOB 1000

/* The key of a job is <iid>/thread/<comment>. */
static int64_t comment_of(const struct job *job)
{
    return strtoll(strrchr(job->key, '/') + 1, NULL, 10);
}

static void enqueue(struct task *task, int64_t iid, int64_t comment)
{
    CLEANUP(free_pointer)
    char *key = xasprintf("%lld/thread/%lld", (long long)iid, (long long)comment);
    CLEANUP(free_pointer) char *page = path_web_pull_request(&source_of(task)->base, iid);
    CLEANUP(free_pointer) char *link = xasprintf("%s#comment-%lld", page, (long long)comment);

    outcome_enqueue(task->outcome,
                    &(struct follow_up){.kind = "thread", .key = key, .link = link, .requests = 1});
}

bool threads_digest(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    bool is_sample = strcmp(task->job->key, "threads/sample") == 0;
    size_t count = 0;

    if (!db_query(task->workplace->db,
                  DB_CALL("select iid, source_id from forge.threads_to_ask(run => $1, "
                          "server => $2, is_sample => $3, most => $4)",
                          db_int(task->workplace->run_id),
                          db_text(task->workplace->settings->api_url),
                          db_text(is_sample ? "true" : "false"),
                          db_int(is_sample ? SAMPLE : COMMENTS_PER_JOB)),
                  &rows, err))
        return false;
    count = db_rows_count(rows);
    for (size_t i = 0; i < count; i++)
        enqueue(task, db_rows_integer(rows, i, "iid"), db_rows_integer(rows, i, "source_id"));
    if (!is_sample && count == COMMENTS_PER_JOB)
        walk_on(task, 0); /* those that have a job by then are not named again */
    return true;
}

bool threads_plan_one(struct task *task, struct plan *plan, struct error *err)
{
    (void)err;
    plan->urls[plan->count++] =
        path_comment(&source_of(task)->base, field_iid(task->job), comment_of(task->job));
    return true;
}

bool threads_digest_one(struct task *task, struct error *err)
{
    CLEANUP(json_free) struct json_object *comment = NULL;
    const struct buffer *body = &task->answers[0]->body;
    struct json_object *row = NULL;
    bool sanitised = false;

    if (!json_parse(buffer_text(body), body->size, &comment, &sanitised, err))
        return false;
    row = json_new_object();
    json_set_integer(row, "source_id", comment_of(task->job));
    field_time(row, "resolved_at", comment, "resolution.created_on", task->outcome);
    field_user(row, "resolved_by", json_at(comment, "resolution.user"), sanitised, task->outcome);
    outcome_put(task->outcome, PUT_RESOLUTIONS, row);
    return true;
}
