#include "export/forgejo/forgejo_git.h"

#include <string.h>

#include "export/shared/repository_copy.h"

bool forgejo_git_digest(struct task *task, struct error *err)
{
    bool is_code = strcmp(task->job->key, "code") == 0;

    return repository_copy_make(
        task,
        &(struct repository_copy){
            .kind = task->job->key,
            .folder = "output",
            .name = is_code ? "git" : "git.wiki.git",
            .refspecs = DB_CALL("select refspec from forge.forgejo_refspecs(run => $1, kind => $2)",
                                db_int(task->workplace->run_id), db_text(task->job->key))},
        err);
}
