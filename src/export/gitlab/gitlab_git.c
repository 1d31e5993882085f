#include "export/gitlab/gitlab_git.h"

#include <string.h>
#include <unistd.h>

#include "engine/watch.h"
#include "export/gitlab/gitlab_work.h"
#include "export/project.h"
#include "export/puts.h"
#include "export/shared/repository.h"
#include "lib/git/git.h"
#include "lib/git/git_bundle.h"
#include "lib/git/git_check.h"
#include "lib/os/file.h"

struct bundle {
    bool is_code;
    char *part;      /* <private>/<part> is the bundle */
    char *store;     /* the repository of the store; NULL: there is none */
    char *directory; /* the one whose refs the bundle has */
};

static void bundle_release(struct bundle *bundle)
{
    free_pointer(&bundle->part);
    free_pointer(&bundle->store);
    free_pointer(&bundle->directory);
}

static bool open_bundle(const struct task *task, struct bundle *bundle, struct error *err)
{
    bundle->is_code = strcmp(task->job->key, "code") == 0;
    bundle->part = xasprintf("parts/archive/project%s.bundle", bundle->is_code ? "" : ".wiki");
    if (!repository_find(task, task->job->key, &bundle->store, err))
        return false;
    if (bundle->store != NULL)
        bundle->directory =
            bundle->is_code ? project_path(task, GITLAB_REFS) : xstrdup(bundle->store);
    return true;
}

struct choosing {
    struct gitdir *gitdir;
    struct buffer refs;
};

static void choosing_release(struct choosing *choosing)
{
    gitdir_close(&choosing->gitdir);
    buffer_release(&choosing->refs);
}

/* Branches and tags; and refs whose names cannot be stored, which are kept under others. */
static bool choose_stored(const struct task *task, struct choosing *choosing, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    char oid[GIT_OID_TEXT] = "";

    if (!db_query(task->workplace->db,
                  DB_CALL("select kind, name from forge.export_refs(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *name = db_rows_text(rows, i, "name");
        if (strcmp(db_rows_text(rows, i, "kind"), "code") != 0)
            continue;
        if (!gitdir_ref(choosing->gitdir, name, oid))
            return error_set(err, ERROR_ITEM, "the repository has no %s", name);
        buffer_printf(&choosing->refs, "%s %s\n", oid, name);
    }
    return true;
}

/* The heads of pull requests, and what keeps revisions. */
static bool choose_more(const struct task *task, struct choosing *choosing, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    char oid[GIT_OID_TEXT] = "";

    if (!db_query(task->workplace->db,
                  DB_CALL("select name, stands_at, is_needed from forge.gitlab_refs(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *stands_at = db_rows_text(rows, i, "stands_at");
        bool is_needed = db_rows_boolean(rows, i, "is_needed");
        bool is_there = is_needed ? gitdir_ref(choosing->gitdir, stands_at, oid)
                                  : gitdir_resolve_commit(choosing->gitdir, stands_at, oid);
        if (is_there)
            buffer_printf(&choosing->refs, "%s %s\n", oid, db_rows_text(rows, i, "name"));
        else if (is_needed)
            return error_set(err, ERROR_ITEM,
                             "the repository has no %s: import the project again, then: "
                             "brigade retry %lld",
                             stands_at, (long long)task->workplace->run_id);
    }
    return true;
}

static bool choose(struct task *task, const struct bundle *bundle, struct error *err)
{
    CLEANUP(choosing_release) struct choosing choosing = {0};
    CLEANUP(free_pointer) char *made = project_scratch(task, "refs.git");
    struct error ignored = {0};
    char head[1024] = "";

    if (!project_make_folder(task, "parts", err) ||
        !gitdir_open(&choosing.gitdir, bundle->store, err) ||
        !choose_stored(task, &choosing, err) || !choose_more(task, &choosing, err))
        return false;
    gitdir_head(choosing.gitdir, head, sizeof(head));
    if (git_bundle_choose(
            &(struct git_chosen){bundle->store, made, &choosing.refs, *head != '\0' ? head : NULL},
            err) &&
        repository_take_over(made, bundle->directory, err))
        return true;
    (void)!file_remove_tree(made, &ignored); /* what is left goes with its folder */
    return false;
}

static bool make(struct task *task, const struct bundle *bundle, struct error *err)
{
    CLEANUP(free_pointer) char *made = project_scratch(task, "made");
    CLEANUP(free_pointer) char *path = project_path(task, bundle->part);
    struct git_watch watch = watch_git(task->workplace);
    struct sink_watch ticks = watch_sink(task->workplace);
    struct sink_file file;
    bool is_empty = false;
    bool is_done = git_bundle_make(bundle->directory, made, &watch, &is_empty, err) &&
                   (is_empty || sink_adopt(path, made, &file, &ticks, err));

    unlink(made);
    if (is_done && !is_empty)
        puts_file(task->outcome, bundle->part, true, &file, NULL);
    return is_done;
}

bool gitlab_git_digest(struct task *task, struct error *err)
{
    CLEANUP(bundle_release) struct bundle bundle = {0};

    if (!open_bundle(task, &bundle, err) || !project_make_folder(task, "parts/archive", err) ||
        !project_make_folder(task, "new", err))
        return false;
    if (bundle.store == NULL)
        return true;
    return (!bundle.is_code || file_exists(bundle.directory) || choose(task, &bundle, err)) &&
           make(task, &bundle, err);
}

bool gitlab_git_digest_proof(struct task *task, struct error *err)
{
    CLEANUP(bundle_release) struct bundle bundle = {0};
    CLEANUP(free_pointer) char *scratch = project_scratch(task, "proof.git");
    CLEANUP(free_pointer) char *path = NULL;
    struct git_watch watch = watch_git(task->workplace);

    if (!open_bundle(task, &bundle, err) || !project_make_folder(task, "new", err))
        return false;
    path = project_path(task, bundle.part);
    if (bundle.store == NULL)
        return true;
    return git_bundle_prove(path, bundle.directory, scratch, &watch, err) ||
           error_prefix(err, "%s", bundle.part);
}
