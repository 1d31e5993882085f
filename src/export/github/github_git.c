#include "export/github/github_git.h"

#include <string.h>

#include "export/shared/repository_copy.h"

bool github_git_digest(struct task *task, struct error *err)
{
    bool is_code = strcmp(task->job->key, "code") == 0;
    CLEANUP(db_rows_free) struct db_rows *facts = NULL;
    CLEANUP(free_pointer) char *folder = NULL;
    CLEANUP(free_pointer) char *name = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select owner, name from forge.export_archive(run => $1)",
                          db_int(task->workplace->run_id)),
                  &facts, err))
        return false;
    folder = xasprintf("parts/repositories/%s", db_rows_text(facts, 0, "owner"));
    name = xasprintf("%s%s", db_rows_text(facts, 0, "name"), is_code ? ".git" : ".wiki.git");
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
