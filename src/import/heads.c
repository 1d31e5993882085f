#include "import/heads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forge/place.h"
#include "forge/puts.h"
#include "import/source.h"
#include "lib/git/git.h"
#include "import/git_work.h"
#include "engine/walk.h"

/* Merge requests per job: some MB of rows, and one private copy of the repository. */
#define HEADS_PER_JOB 20000

struct heads {
    struct gitdir *gitdir;
    const struct db_rows *rows;
    struct buffer commands; /* for git update-ref */
};

static const char *cell(const struct heads *heads, size_t row, const char *column)
{
    return db_rows_text(heads->rows, row, column);
}

static bool find_merge(const struct heads *heads, size_t row, char oid[GIT_OID_TEXT])
{
    const char *sha = cell(heads, row, "merge_commit_sha");

    return sha != NULL && strcmp(cell(heads, row, "state"), "merged") == 0 &&
           gitdir_resolve_commit(heads->gitdir, sha, oid);
}

/* Finds the head of a pull request whose source commit is not named. */
static bool infer_head(const struct heads *heads, size_t row, char oid[GIT_OID_TEXT])
{
    const char *branch = cell(heads, row, "source_branch");
    CLEANUP(free_pointer) char *name = xasprintf("refs/heads/%s", branch != NULL ? branch : "");
    char merge[GIT_OID_TEXT];

    if (find_merge(heads, row, merge))
        return gitdir_parent(heads->gitdir, merge, 1, oid);
    return strcmp(cell(heads, row, "state"), "opened") == 0 &&
           !db_rows_boolean(heads->rows, row, "is_fork") && gitdir_ref(heads->gitdir, name, oid);
}

static bool find_head(const struct heads *heads, size_t row, char oid[GIT_OID_TEXT])
{
    const char *sha = cell(heads, row, "source_sha");

    return sha != NULL ? gitdir_resolve_commit(heads->gitdir, sha, oid)
                       : infer_head(heads, row, oid);
}

/* The caller frees the sentence. */
static char *explain(const struct heads *heads, size_t row)
{
    const char *sha = cell(heads, row, "source_sha");
    const char *fork = cell(heads, row, "source_full_name");

    if (sha == NULL)
        return xstrdup("Bitbucket no longer names its source commit, and no merge leads to it");
    if (fork == NULL)
        return xasprintf("commit %s is in no branch here, and the fork that it came from is gone",
                         sha);
    if (!db_rows_boolean(heads->rows, row, "fork_is_read"))
        return xasprintf("commit %s is in no branch here, and its fork %s cannot be read: see "
                         "brigade.omissions and brigade.failures",
                         sha, fork);
    if (db_rows_boolean(heads->rows, row, "is_fork"))
        return xasprintf("commit %s is neither here nor in its branch of the fork %s", sha, fork);
    return xasprintf("commit %s is in no branch here: its own was deleted or rewritten", sha);
}

static void update(struct heads *heads, const char *iid, const char *what, const char *oid)
{
    CLEANUP(free_pointer) char *name = xasprintf(GIT_MERGE_REQUESTS "%s/%s", iid, what);
    char now[GIT_OID_TEXT];

    if (!gitdir_ref(heads->gitdir, name, now) || strcmp(now, oid) != 0)
        buffer_printf(&heads->commands, "update %s %s\n", name, oid);
}

static void settle_head(struct heads *heads, size_t row, struct outcome *outcome)
{
    const char *iid = cell(heads, row, "iid");
    CLEANUP(free_pointer) char *missing = NULL;
    struct json_object *result = json_new_object();
    char oid[GIT_OID_TEXT];

    json_set_integer(result, "iid", db_rows_integer(heads->rows, row, "iid"));
    if (find_head(heads, row, oid)) {
        update(heads, iid, "head", oid);
        json_set_text(result, "head_oid", oid);
    } else {
        missing = explain(heads, row);
        json_set_text(result, "head_missing", missing);
    }
    if (find_merge(heads, row, oid))
        update(heads, iid, "merge", oid);
    outcome_put(outcome, PUT_HEADS, result);
}

static bool read_rows(struct workplace *workplace, const char *after, struct db_rows **rows,
                      struct error *err)
{
    return db_query(workplace->db,
                    DB_CALL("select iid, state, source_branch, source_full_name, source_sha, "
                            "merge_commit_sha, is_fork, fork_is_read from "
                            "forge.wanted_heads(run => $1, after => $2, most => $3)",
                            db_int(workplace->run_id), db_text(after), db_int(HEADS_PER_JOB)),
                    rows, err);
}

static bool write_refs(struct task *task, const struct buffer *commands, struct error *err)
{
    CLEANUP(staging_end) struct staging staging = {0};
    CLEANUP(free_pointer) char *path = place_repository(task->workplace->project_id, "code");
    struct git_watch watch = watch_git(task->workplace);

    return staging_begin(&staging, task->workplace, task->job, path, err) &&
           git_work_copy(&staging, task->workplace, err) &&
           git_transport_update_refs(staging.directory, commands, &watch, err) &&
           git_work_publish(&staging, err);
}

static void heads_release(struct heads *heads)
{
    gitdir_close(&heads->gitdir);
    buffer_release(&heads->commands);
}

bool heads_digest(struct task *task, struct error *err)
{
    CLEANUP(free_pointer) char *code = git_work_code(task->workplace);
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(heads_release) struct heads heads = {0};
    const char *after = walk_after_text(task->job);

    if (code == NULL) /* the mirror failed: there is a failure row already */
        return true;
    if (!read_rows(task->workplace, *after != '\0' ? after : "0", &rows, err) ||
        !gitdir_open(&heads.gitdir, code, err))
        return false;
    heads.rows = rows;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        settle_head(&heads, i, task->outcome);
    if (db_rows_count(rows) == HEADS_PER_JOB)
        walk_on_text(task, db_rows_text(rows, HEADS_PER_JOB - 1, "iid"));
    return heads.commands.size == 0 || write_refs(task, &heads.commands, err);
}
