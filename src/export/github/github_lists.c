#include "export/github/github_lists.h"

#include <string.h>

#include "export/github/github_work.h"

static bool take_record(const struct db_rows *rows, void *payload, struct error *err)
{
    const char *type = db_rows_text(rows, 0, "type");

    for (size_t i = 0; i < GITHUB_TYPES; i++)
        if (strcmp(github_type_name((enum github_type)i), type) == 0)
            return github_add_text(payload, (enum github_type)i, db_rows_text(rows, 0, "item"),
                                   err);
    bug("GitHub has no records of type %s", type);
}

bool github_lists_digest(struct task *task, struct error *err)
{
    CLEANUP(github_work_close)
    struct github_work work = {.shared = {.task = task}, .page = 1};

    return db_read(task->workplace->db,
                   DB_CALL("select type, item from forge.github_lists(run => $1)",
                           db_int(task->workplace->run_id)),
                   take_record, &work, err) &&
           export_work_put_page_losses(task, GITHUB_LOSSES, "projects", err) &&
           github_work_end(&work, err);
}
