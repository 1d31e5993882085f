#include "export/github/github_heads.h"

#include <string.h>

#include "export/shared/anchors.h"
#include "export/shared/repository.h"
#include "export/shared/work.h"

#define PULLS_AT_ONCE 500

/* Pull requests that were looked at together. */
struct looked {
    struct db_rows *rows;
    int64_t issues[PULLS_AT_ONCE]; /* numbers of those that are issues there */
    size_t count;
};

static void looked_release(struct looked *looked)
{
    db_rows_free(&looked->rows);
}

/* GitHub has no pull request whose head is gone, of whose head no base is known, or whose head is
 * its base: there is nothing to show. */
static bool has_changes(struct gitdir *gitdir, const struct db_rows *rows, size_t row)
{
    struct pull_commits commits = {
        db_rows_text(rows, row, "head"), db_rows_text(rows, row, "target"),
        db_rows_text(rows, row, "merge_commit"), db_rows_text(rows, row, "target_branch")};
    struct pull_range range = {0};

    anchors_find_range(gitdir, &commits, &range);
    return *range.head != '\0' && *range.base != '\0' && strcmp(range.head, range.base) != 0;
}

/* *after: behind which number these are; -1: there are no more. */
static bool look(struct task *task, struct gitdir *gitdir, struct looked *looked, int64_t *after,
                 struct error *err)
{
    if (!db_query(task->workplace->db,
                  DB_CALL("select iid, head, target, merge_commit, target_branch from "
                          "forge.github_commits(run => $1, after_iid => $2, items => $3)",
                          db_int(task->workplace->run_id), db_int(*after), db_int(PULLS_AT_ONCE)),
                  &looked->rows, err))
        return false;
    *after = -1;
    for (size_t i = 0; i < db_rows_count(looked->rows); i++) {
        *after = db_rows_integer(looked->rows, i, "iid");
        if (!has_changes(gitdir, looked->rows, i))
            looked->issues[looked->count++] = *after;
    }
    return true;
}

static bool take_next(struct task *task, struct gitdir *gitdir, int64_t *after, struct error *err)
{
    struct workplace *workplace = task->workplace;
    CLEANUP(looked_release) struct looked looked = {0};

    if (!look(task, gitdir, &looked, after, err))
        return false;
    if (looked.count > 0 &&
        !export_work_put_losses(
            task,
            DB_CALL("select loss from forge.github_head_losses(run => $1, iids => $2)",
                    db_int(workplace->run_id), db_ints(looked.issues, looked.count)),
            err))
        return false;
    return workplace->tick(workplace, NULL) ||
           error_set(err, ERROR_RETRY, "told to stop while pull requests were looked at");
}

bool github_heads_digest(struct task *task, struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    int64_t after = 0;

    if (!repository_open(task, "code", &gitdir, err))
        return false;
    while (after >= 0)
        if (!take_next(task, gitdir, &after, err))
            return false;
    return true;
}
