#include "import/finish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bitbucket/archive.h"
#include "forge/puts.h"
#include "import/source.h"
#include "lib/os/file.h"
#include "lib/git/git.h"
#include "lib/base/timestamp.h"
#include "import/git_work.h"
#include "engine/walk.h"

/* Hashes looked up per job: about 10 ms of work and 300 kB of rows. */
#define HASHES_PER_JOB 2000

/* Two that turned out to be one person: a job each, so that a pair that stays two is a failure. */
static bool enqueue_people(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select former from forge.people_to_unite(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(free_pointer) char *key = xasprintf("people/%s", db_rows_text(rows, i, "former"));
        outcome_enqueue(task->outcome, &(struct follow_up){.kind = "person", .key = key});
    }
    return true;
}

bool finish_digest_person(struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    int64_t former = strtoll(strrchr(task->job->key, '/') + 1, NULL, 10);
    struct json_object *row = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select sentence from forge.people_to_unite(run => $1) where former = $2",
                          db_int(task->workplace->run_id), db_int(former)),
                  &rows, err))
        return false;
    if (db_rows_count(rows) == 0)
        return true; /* somebody else was faster */
    if (db_rows_text(rows, 0, "sentence") != NULL)
        return error_set(err, ERROR_ITEM, "%s", db_rows_text(rows, 0, "sentence"));
    row = json_new_object();
    json_set_integer(row, "former", former);
    outcome_put(task->outcome, PUT_UNITED, row);
    return true;
}

bool finish_digest_settle(struct task *task, struct error *err)
{
    struct json_object *server = NULL;
    CLEANUP(free_pointer)
    char *directory =
        archive_directory(task->workplace->settings->storage, task->workplace->run_id);

    /* Nothing reads the unpacked archive any more. A page that is retried unpacks it again. */
    if (!file_remove_tree(directory, err))
        return false;
    server = json_new_object();
    json_set_text(server, "server", task->workplace->settings->api_url);
    outcome_put(task->outcome, PUT_SETTLED, server);
    /* Hashes do not wait for it: should git's host be away, the refs alone are a failure. */
    if (source_of(task)->brings_git)
        outcome_enqueue(task->outcome, &(struct follow_up){.kind = "refs", .key = "refs"});
    outcome_enqueue(task->outcome, &(struct follow_up){.kind = "hashes", .key = "hashes/1"});
    return enqueue_people(task, err);
}

static bool read_hashes(struct workplace *workplace, const char *after, struct db_rows **rows,
                        struct error *err)
{
    return db_query(
        workplace->db,
        DB_CALL("select sha from forge.short_hashes(run => $1, after => $2, most => $3)",
                db_int(workplace->run_id), db_text(after), db_int(HASHES_PER_JOB)),
        rows, err);
}

static void put_hash(struct gitdir *gitdir, const char *sha, struct outcome *outcome)
{
    char oid[GIT_OID_TEXT];
    char committed_at[TIMESTAMP_BYTES];
    struct json_object *row = NULL;
    int64_t seconds = 0;

    if (!gitdir_resolve_commit(gitdir, sha, oid))
        return;
    row = json_new_object();
    json_set_text(row, "short", sha);
    json_set_text(row, "full_sha", oid);
    if (gitdir_commit_time(gitdir, oid, &seconds) && timestamp_from_epoch(seconds, committed_at))
        json_set_text(row, "committed_at", committed_at);
    outcome_put(outcome, PUT_HASHES, row);
}

bool finish_digest_hashes(struct task *task, struct error *err)
{
    CLEANUP(free_pointer) char *path = git_work_code(task->workplace);
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    size_t count = 0;

    if (!read_hashes(task->workplace, walk_after_text(task->job), &rows, err))
        return false;
    count = db_rows_count(rows);
    /* When the mirror failed, a failure says so already, and the hashes stay as they were given. */
    if (path == NULL)
        return true;
    if (count < HASHES_PER_JOB)
        outcome_enqueue(task->outcome, &(struct follow_up){.kind = "heads", .key = "heads/1"});
    if (!gitdir_open(&gitdir, path, err))
        return false;
    for (size_t i = 0; i < count; i++)
        put_hash(gitdir, db_rows_cell(rows, i, 0), task->outcome);
    if (count == HASHES_PER_JOB)
        walk_on_text(task, db_rows_cell(rows, count - 1, 0));
    return true;
}
