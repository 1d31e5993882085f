#include "export/github/github_git.h"

#include <string.h>

#include "export/puts.h"
#include "export/shared/anchors.h"
#include "export/shared/repository.h"
#include "export/shared/repository_copy.h"

#define PULLS_AT_ONCE 500

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

/* Puts down which of the next pull requests are issues there. *after: behind which these are; -1:
 * there are no more. */
static bool find_next(struct task *task, struct gitdir *gitdir, int64_t *after, struct error *err)
{
    struct workplace *workplace = task->workplace;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(workplace->db,
                  DB_CALL("select iid, head, target, merge_commit, target_branch, loss from "
                          "forge.github_commits(run => $1, after_iid => $2, items => $3)",
                          db_int(workplace->run_id), db_int(*after), db_int(PULLS_AT_ONCE)),
                  &rows, err))
        return false;
    *after = -1;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        *after = db_rows_integer(rows, i, "iid");
        if (!has_changes(gitdir, rows, i))
            outcome_put_text(task->outcome, PUT_EXPORT_LOSSES, db_rows_text(rows, i, "loss"));
    }
    return workplace->tick(workplace, NULL) ||
           error_set(err, ERROR_RETRY, "told to stop while pull requests were looked at");
}

/* Texts name what became an issue as one: all pages need to know beforehand. */
static bool find_issues(struct task *task, struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    int64_t after = 0;

    if (!repository_open(task, "code", &gitdir, err))
        return false;
    while (after >= 0)
        if (!find_next(task, gitdir, &after, err))
            return false;
    return true;
}

bool github_git_digest(struct task *task, struct error *err)
{
    bool is_code = strcmp(task->job->key, "code") == 0;
    CLEANUP(db_rows_free) struct db_rows *facts = NULL;
    CLEANUP(free_pointer) char *folder = NULL;
    CLEANUP(free_pointer) char *name = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select owner, name from forge.github_facts(run => $1)",
                          db_int(task->workplace->run_id)),
                  &facts, err))
        return false;
    folder = xasprintf("parts/repositories/%s", db_rows_text(facts, 0, "owner"));
    name = xasprintf("%s%s", db_rows_text(facts, 0, "name"), is_code ? ".git" : ".wiki.git");
    if (is_code && !find_issues(task, err))
        return false;
    return repository_copy_make(
        task,
        &(struct repository_copy){
            .kind = task->job->key,
            .is_needed = is_code,
            .folder = folder,
            .name = name,
            .refspecs = DB_CALL("select refspec from forge.github_refspecs(run => $1, kind => $2)",
                                db_int(task->workplace->run_id), db_text(task->job->key))},
        err);
}
