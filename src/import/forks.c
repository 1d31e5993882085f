#include "import/forks.h"

#include <stdio.h>
#include <string.h>

#include "forge/place.h"
#include "import/source.h"
#include "lib/os/file.h"
#include "lib/git/git.h"
#include "import/git_work.h"

struct fork_work {
    struct task *task;
    const char *full_name;
    char *url;
    char *code; /* the repository that profits */
    struct db_rows *wanted;
    struct git_listing listing;
    bool is_listed;
    struct buffer refspecs;
    struct staging staging;
};

static void fork_release(struct fork_work *fork)
{
    free_pointer(&fork->url);
    free_pointer(&fork->code);
    db_rows_free(&fork->wanted);
    git_listing_release(&fork->listing);
    buffer_release(&fork->refspecs);
    staging_end(&fork->staging);
}

static bool make_url(struct fork_work *fork, struct error *err)
{
    const char *slash = strchr(fork->full_name, '/');
    CLEANUP(free_pointer) char *workspace = NULL;
    struct address_base repository = source_of(fork->task)->base;

    if (slash == NULL || slash == fork->full_name || slash[1] == '\0' ||
        strchr(slash + 1, '/') != NULL || strstr(fork->full_name, "..") != NULL)
        return error_set_http(err, ERROR_ITEM, 404, "\"%s\" is no name of a repository",
                              fork->full_name);
    workspace = xasprintf("%.*s", (int)(slash - fork->full_name), fork->full_name);
    repository.workspace = workspace;
    repository.slug = slash + 1;
    fork->url = path_git(&repository);
    return true;
}

static bool read_wanted(struct fork_work *fork, struct error *err)
{
    return db_query(fork->task->workplace->db,
                    DB_CALL("select source_branch, source_sha from "
                            "forge.fork_branches(run => $1, fork => $2)",
                            db_int(fork->task->workplace->run_id), db_text(fork->full_name)),
                    &fork->wanted, err);
}

/* Whether a branch has to be fetched: its pull request's commit is not here yet. */
static bool is_needed(struct gitdir *gitdir, const struct db_rows *rows, size_t row)
{
    const char *sha = db_rows_text(rows, row, "source_sha");
    char oid[GIT_OID_TEXT];

    return sha == NULL || !gitdir_resolve_commit(gitdir, sha, oid);
}

static bool ask(struct fork_work *fork, struct error *err)
{
    struct git_source source = git_work_source(fork->task->workplace, fork->url);
    struct git_watch watch = watch_git(fork->task->workplace);

    fork->is_listed = git_transport_list(&source, fork->code, &watch, &fork->listing, err);
    return fork->is_listed;
}

/* Rows come by branch, so that each is named once. */
static bool choose(struct fork_work *fork, struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    const struct git_advertised *last = NULL;

    if (!gitdir_open(&gitdir, fork->code, err))
        return false;
    for (size_t i = 0; i < db_rows_count(fork->wanted); i++) {
        CLEANUP(free_pointer)
        char *name = xasprintf("refs/heads/%s", db_rows_text(fork->wanted, i, "source_branch"));
        const struct git_advertised *ref = NULL;
        if (!is_needed(gitdir, fork->wanted, i))
            continue;
        if (!fork->is_listed && !ask(fork, err))
            return false;
        ref = git_listing_find_any(&fork->listing, name);
        if (ref != NULL && ref != last) /* by object, because its name may be refused */
            buffer_printf(&fork->refspecs, "+%s:refs/forks/%zu\n", ref->oid, i);
        last = ref;
    }
    return true;
}

static bool fetch(struct fork_work *fork, const struct job *job, struct error *err)
{
    struct workplace *workplace = fork->task->workplace;
    CLEANUP(free_pointer) char *path = place_repository(workplace->project_id, "code");
    struct git_source source = git_work_source(workplace, fork->url);
    struct git_watch watch = watch_git(workplace);

    return staging_begin(&fork->staging, workplace, job, path, err) &&
           git_work_copy(&fork->staging, workplace, err) &&
           git_transport_fetch(&source, fork->staging.directory, &fork->refspecs, &watch, err) &&
           git_transport_link_packs(fork->staging.directory, fork->code, err);
}

bool forks_digest(struct task *task, struct error *err)
{
    CLEANUP(fork_release)
    struct fork_work fork = {.task = task,
                             .full_name = json_text_at(task->job->payload, "full_name"),
                             .code = git_work_code(task->workplace)};

    if (fork.code == NULL)
        return error_set(err, ERROR_ITEM,
                         "the repository is not here, so commits of its forks cannot be: "
                         "retry stage repository first");
    if (!make_url(&fork, err) || !read_wanted(&fork, err) || !choose(&fork, err))
        return false;
    return fork.refspecs.size == 0 || fetch(&fork, task->job, err);
}
