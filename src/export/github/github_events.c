#include "export/github/github_events.h"

#include "export/github/github_work.h"

static bool take_event(const struct db_rows *rows, void *payload, struct error *err)
{
    return github_add_text(payload, GITHUB_ISSUE_EVENTS, db_rows_text(rows, 0, "item"), err);
}

bool github_events_digest(struct task *task, struct error *err)
{
    CLEANUP(github_work_close)
    struct github_work work = {.shared = {.task = task}, .page = 1};

    return db_read(task->workplace->db,
                   DB_CALL("select item from forge.github_events(run => $1)",
                           db_int(task->workplace->run_id)),
                   take_event, &work, err) &&
           github_work_end(&work, err);
}
