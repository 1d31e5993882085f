#include "import/lfs/lfs_objects.h"

#include <string.h>

#include "forge/place.h"
#include "forge/puts.h"
#include "import/git_work.h"
#include "import/lfs/lfs_wanted.h"
#include "import/source.h"
#include "lib/git/git.h"

/* The file is the one that the pointer means, all the same: it has its hash. */
static void note_size(const struct wanted_files *wanted, const struct item *item,
                      struct outcome *outcome)
{
    CLEANUP(free_pointer) char *key = xasprintf("%s size", item->object.oid);
    CLEANUP(free_pointer)
    char *message = xasprintf("the pointer says that LFS object %s has %lld bytes, and the file "
                              "with this SHA-256 has %lld: the file is here",
                              item->object.oid, (long long)item->said_bytes,
                              (long long)item->object.size_bytes);

    outcome_omit(outcome, &(struct omission){.stage = wanted->task->workplace->stage,
                                             .key = key,
                                             .why = "unsupported",
                                             .message = message,
                                             .url = wanted->endpoint});
}

static void put_here(const struct wanted_files *wanted, struct outcome *outcome)
{
    for (size_t i = 0; i < wanted->count; i++) {
        const struct lfs_object *object = &wanted->items[i].object;
        CLEANUP(free_pointer)
        char *path = place_file(PLACE_LFS, wanted->task->workplace->project_id, object->oid);
        struct json_object *row = NULL;

        if (!wanted->items[i].is_here)
            continue;
        row = json_new_object();
        json_set_text(row, "oid", object->oid);
        json_set_integer(row, "size_bytes", object->size_bytes);
        json_set_text(row, "path", path);
        outcome_put(outcome, PUT_LFS_OBJECTS, row);
        if (object->size_bytes != wanted->items[i].said_bytes)
            note_size(wanted, &wanted->items[i], outcome);
    }
}

static bool take_path(const char *path, const char *oid, void *payload)
{
    struct wanted_files *wanted = payload;

    for (size_t i = 0; i < wanted->count; i++) {
        struct item *item = &wanted->items[i];
        if (!item->is_here && item->path == NULL && item->blob != NULL &&
            strcmp(item->blob, oid) == 0)
            item->path = xstrdup(path);
    }
    return true;
}

/* Finds the paths under which people know the files. */
static void find_paths(struct wanted_files *wanted)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    CLEANUP(free_pointer)
    char *directory = git_work_code(wanted->task->workplace);
    struct error ignored;

    if (directory != NULL && gitdir_open(&gitdir, directory, &ignored))
        gitdir_each_file(gitdir, take_path, wanted);
}

static void enqueue_alone(const struct wanted_files *wanted, const struct item *item,
                          struct outcome *outcome)
{
    CLEANUP(free_pointer)
    char *page =
        item->path != NULL ? path_web_file(&source_of(wanted->task)->base, item->path) : NULL;
    struct json_object *payload = json_new_object();
    struct json_object *objects = json_new_array();
    struct json_object *object = json_new_object();

    json_set_text(object, "oid", item->object.oid);
    json_set_integer(object, "size", item->said_bytes);
    json_append(objects, object);
    json_set_text(payload, "endpoint", wanted->endpoint);
    json_set(payload, "objects", objects);
    json_set_text(payload, "path", item->path);
    outcome_enqueue(outcome, &(struct follow_up){.kind = "lfs_object",
                                                 .key = item->object.oid,
                                                 .link = page != NULL ? page : wanted->endpoint,
                                                 .payload = payload});
}

static void enqueue_rest(struct wanted_files *wanted, struct outcome *outcome)
{
    if (wanted_files_count_here(wanted) == wanted->count)
        return;
    find_paths(wanted);
    for (size_t i = 0; i < wanted->count; i++)
        if (!wanted->items[i].is_here)
            enqueue_alone(wanted, &wanted->items[i], outcome);
}

/* LFS is switched off, or not for us: that is a note, as for everything that is not there. */
static bool note_absence(const struct wanted_files *wanted, const struct error *err)
{
    int status = err->http_status;
    bool forbidden = status == 403 ||
                     (status == 401 && identity_is_anonymous(wanted->task->workplace->identity));
    bool off = status == 404 || status == 501;
    CLEANUP(free_pointer) char *message = NULL;

    if (err->throttled || !(forbidden || off || status == 410))
        return false;
    message = xasprintf("files of git LFS were not brought, only the pointers to them, which are "
                        "in the repository: %s",
                        err->message);
    outcome_omit(wanted->task->outcome, &(struct omission){.stage = wanted->task->workplace->stage,
                                                           .key = "lfs_objects",
                                                           .why = off         ? "off"
                                                                  : forbidden ? "forbidden"
                                                                              : "withdrawn",
                                                           .message = message,
                                                           .url = wanted->endpoint});
    return true;
}

bool lfs_objects_digest_batch(struct task *task, struct error *err)
{
    CLEANUP(wanted_files_release) struct wanted_files wanted = {0};
    bool answered = false;

    if (!wanted_files_load(&wanted, task, err))
        return false;
    answered = wanted_files_fetch(&wanted, err);
    if (!answered && note_absence(&wanted, err)) {
        put_here(&wanted, task->outcome);
        return true;
    }
    /* A server that refuses a hundred files may do so because of one. */
    if (!answered && err->class != ERROR_ITEM)
        return false;
    enqueue_rest(&wanted, task->outcome);
    put_here(&wanted, task->outcome);
    return true;
}

bool lfs_objects_digest_object(struct task *task, struct error *err)
{
    CLEANUP(wanted_files_release) struct wanted_files wanted = {.is_alone = true};
    const char *path = json_text_at(task->job->payload, "path");
    const char *where = path != NULL ? path : "a file that is not at HEAD";
    bool answered = false;

    if (!wanted_files_load(&wanted, task, err))
        return false;
    answered = wanted_files_fetch(&wanted, err);
    if (answered && wanted_files_count_here(&wanted) == wanted.count) {
        put_here(&wanted, task->outcome);
        return true;
    }
    if (wanted.has_no_room)
        return error_prefix(err, "the LFS object of %s", where);
    if (answered)
        *err = wanted.items[0].object.error;
    else
        err->cause = CAUSE_NONE; /* what the server does not have is not the file alone */
    if (err->cause == CAUSE_GONE)
        return error_prefix(err,
                            "the LFS object of %s, which whoever has it can push with \"git lfs "
                            "push --object-id\"",
                            where);
    /* Its size is not trusted, so only the download shows that it passes what is left. */
    if (answered && err->cause == CAUSE_TOO_LARGE)
        return error_set(err, ERROR_ITEM,
                         "the LFS object of %s is larger than the %lld bytes that files_max_mib = "
                         "%d leaves to this project: raise it, then: brigade retry %lld",
                         where, (long long)wanted.left_bytes,
                         task->workplace->settings->files_max_mib,
                         (long long)task->workplace->run_id);
    return error_prefix(err,
                        "the LFS object of %s cannot be had; whoever has it can push it with "
                        "\"git lfs push --object-id\", then: brigade retry %lld",
                        where, (long long)task->workplace->run_id);
}
