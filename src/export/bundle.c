#include "export/bundle.h"

#include <unistd.h>

#include "engine/watch.h"
#include "export/project.h"
#include "export/puts.h"
#include "export/shared/repository.h"
#include "lib/git/git_bundle.h"

struct bundle {
    char *name;      /* in the output */
    char *path;      /* of it */
    char *directory; /* the bare repository; NULL: there is none */
};

static void bundle_release(struct bundle *bundle)
{
    free_pointer(&bundle->name);
    free_pointer(&bundle->path);
    free_pointer(&bundle->directory);
}

static bool open_bundle(struct task *task, struct bundle *bundle, struct error *err)
{
    CLEANUP(free_pointer) char *below = xasprintf("output/%s.bundle", task->job->key);

    bundle->name = xasprintf("%s.bundle", task->job->key);
    bundle->path = project_path(task, below);
    return repository_find(task, task->job->key, &bundle->directory, err);
}

static bool take_over(struct task *task, const struct bundle *bundle, const char *made,
                      struct error *err)
{
    struct sink_watch watch = watch_sink(task->workplace);
    struct sink_file file;

    if (!sink_adopt(bundle->path, made, &file, &watch, err))
        return false;
    puts_file(task->outcome, bundle->name, false, &file, NULL);
    return true;
}

bool bundle_digest(struct task *task, struct error *err)
{
    CLEANUP(bundle_release) struct bundle bundle = {0};
    CLEANUP(free_pointer) char *made = project_scratch(task, "made");
    struct git_watch watch = watch_git(task->workplace);
    bool is_empty = false;
    bool is_done = false;

    if (!open_bundle(task, &bundle, err) || !project_make_folder(task, "output", err) ||
        !project_make_folder(task, "new", err))
        return false;
    if (bundle.directory == NULL)
        return true;
    is_done = git_bundle_make(bundle.directory, made, &watch, &is_empty, err) &&
              (is_empty || take_over(task, &bundle, made, err));
    unlink(made);
    return is_done;
}

bool bundle_digest_proof(struct task *task, struct error *err)
{
    CLEANUP(bundle_release) struct bundle bundle = {0};
    CLEANUP(free_pointer) char *scratch = project_scratch(task, "proof.git");
    struct git_watch watch = watch_git(task->workplace);

    if (!open_bundle(task, &bundle, err) || !project_make_folder(task, "new", err))
        return false;
    if (bundle.directory == NULL)
        return true;
    return git_bundle_prove(bundle.path, bundle.directory, scratch, &watch, err) ||
           error_prefix(err, "%s", bundle.name);
}
