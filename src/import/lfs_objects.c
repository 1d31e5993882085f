#include "import/lfs_objects.h"

#include <stdlib.h>
#include <string.h>

#include "bitbucket/lfs_batch.h"
#include "forge/place.h"
#include "forge/puts.h"
#include "import/git_work.h"
#include "import/source.h"
#include "lib/http/download.h"
#include "lib/git/git.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"
#include "engine/room.h"
#include "engine/staging.h"

struct item {
    struct lfs_object object;
    const char *blob; /* the pointer; NULL: not known */
    char *path;       /* a file at HEAD that is this pointer; NULL: not known */
    bool is_here;
    bool asks_for_credential; /* the import's own host refused the download without it */
};

/* What one job is to fetch. */
struct wanted_files {
    struct task *task;
    struct http_settings http;
    struct store_place place;
    char *authorization;
    const char *endpoint;
    struct item *items;
    size_t count;
    struct download *downloads; /* of this round, in the order of `asked` */
    struct item **asked;
    size_t asked_count;
    bool has_no_room;
};

static void wanted_files_release(struct wanted_files *wanted)
{
    for (size_t i = 0; i < wanted->count; i++) {
        lfs_object_release(&wanted->items[i].object);
        free_pointer(&wanted->items[i].path);
    }
    free_pointer(&wanted->items);
    free_pointer(&wanted->downloads);
    free_pointer(&wanted->asked);
    staging_end_files(&wanted->place);
    free_secret(&wanted->authorization);
}

static bool load_item(const struct json_object *from, struct item *item)
{
    const char *oid = json_text_at(from, "oid");

    if (!store_is_sha256(oid) || !json_integer_at(from, "size", &item->object.size_bytes))
        return false;
    memcpy(item->object.oid, oid, SHA256_TEXT);
    item->blob = json_text_at(from, "blob");
    return true;
}

/* Hosts are the operator's choice, never a row's. */
static bool load(struct wanted_files *wanted, struct task *task, struct error *err)
{
    const struct json_object *objects = json_at(task->job->payload, "objects");
    size_t count = json_length(objects);

    wanted->task = task;
    wanted->http = (struct http_settings){.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                          .ca_file = task->workplace->settings->ca_file,
                                          .max_in_flight = LIMIT_IN_FLIGHT};
    staging_begin_files(&wanted->place, task->workplace, task->job, PLACE_LFS);
    wanted->authorization = identity_git_authorization(task->workplace->identity);
    wanted->endpoint = json_text_at(task->job->payload, "endpoint");
    if (wanted->endpoint == NULL ||
        !client_is_own_host(task->workplace->settings->web_url, wanted->endpoint))
        return error_set(err, ERROR_ITEM, "the job names an LFS server that is not at %s",
                         task->workplace->settings->web_url);
    wanted->items = xcalloc(count + 1, sizeof(*wanted->items));
    wanted->asked = xcalloc(count + 1, sizeof(*wanted->asked));
    wanted->downloads = xcalloc(count + 1, sizeof(*wanted->downloads));
    wanted->count = count;
    for (size_t i = 0; i < count; i++)
        if (!load_item(json_element(objects, i), &wanted->items[i]))
            return error_set(err, ERROR_ITEM, "the job names no LFS object");
    return true;
}

static size_t count_here(const struct wanted_files *wanted)
{
    size_t count = 0;

    for (size_t i = 0; i < wanted->count; i++)
        count += wanted->items[i].is_here;
    return count;
}

static bool tick(void *payload)
{
    const struct wanted_files *wanted = payload;
    size_t here = count_here(wanted);
    uint64_t size_bytes = 0;
    char size[32];
    CLEANUP(free_pointer) char *doing = NULL;

    for (size_t i = 0; i < wanted->asked_count; i++) {
        const struct download *download = &wanted->downloads[i];
        here += download->size_bytes > 0;
        size_bytes += (uint64_t)download->size_bytes;
    }
    doing =
        xasprintf("LFS: %zu of %zu files, %s", here, wanted->count, text_bytes(size, size_bytes));
    return wanted->task->workplace->tick(wanted->task->workplace, doing);
}

/* A signed address whose time is over is answered with 403, by some stores with 401. */
static bool is_expired(const struct item *item)
{
    int status = item->object.error.http_status;

    return item->object.href != NULL && (status == 403 || status == 401);
}

/* Asks where the files are; asked is then what can be downloaded. */
static bool ask(struct wanted_files *wanted, bool is_first, struct error *err)
{
    struct lfs_server server = {.url = wanted->endpoint,
                                .authorization = wanted->authorization,
                                .http = &wanted->http,
                                .tick = tick,
                                .payload = wanted};
    CLEANUP(free_pointer)
    struct lfs_object **objects = xcalloc(wanted->count + 1, sizeof(*objects));
    size_t count = 0;

    wanted->asked_count = 0;
    for (size_t i = 0; i < wanted->count; i++) {
        struct item *item = &wanted->items[i];
        if (item->is_here || !(is_first || is_expired(item)))
            continue;
        wanted->asked[count] = item;
        objects[count++] = &item->object;
    }
    if (count > 0 && !lfs_ask(&server, objects, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (wanted->asked[i]->object.href != NULL)
            wanted->asked[wanted->asked_count++] = wanted->asked[i];
    return true;
}

/* The address that the server gave last: each time it is asked it may name another host. */
static bool may_see_credential(const struct wanted_files *wanted, const struct item *item)
{
    return item->object.headers == NULL &&
           client_is_own_host(wanted->task->workplace->settings->web_url, item->object.href);
}

static void plan_downloads(struct wanted_files *wanted)
{
    for (size_t i = 0; i < wanted->asked_count; i++) {
        const struct item *item = wanted->asked[i];
        bool is_told = item->asks_for_credential && may_see_credential(wanted, item);
        wanted->downloads[i] = (struct download){
            .url = item->object.href,
            .authorization = is_told ? wanted->authorization : NULL,
            .headers = (const char *const *)item->object.headers,
            .expected = {.size_bytes = item->object.size_bytes, .sha256 = item->object.oid},
        };
    }
}

/* *again: something came, and something has to be asked for anew. */
static void take_downloads(struct wanted_files *wanted, bool is_first, bool *again)
{
    bool expired = false;
    bool came = is_first;

    for (size_t i = 0; i < wanted->asked_count; i++) {
        struct item *item = wanted->asked[i];
        item->object.error = wanted->downloads[i].error;
        item->is_here = item->object.error.class == ERROR_NONE;
        came = came || item->is_here;
        if (item->is_here)
            room_taken(&wanted->place, wanted->downloads[i].size_bytes);
        if (item->is_here || !is_expired(item))
            continue;
        expired = true;
        item->asks_for_credential =
            item->object.error.http_status == 401 && may_see_credential(wanted, item);
    }
    *again = came && expired;
    wanted->asked_count = 0;
}

/* Nothing can be had now: a fault that says nothing about the files. Where some came, the others
 * are at fault. */
static bool has_to_wait(const struct wanted_files *wanted, size_t here_before, struct error *err)
{
    if (count_here(wanted) > here_before)
        return false;
    for (size_t i = 0; i < wanted->count; i++) {
        const struct error *error = &wanted->items[i].object.error;
        if (wanted->items[i].is_here || !(error->throttled || error->unreachable))
            continue;
        *err = *error;
        return true;
    }
    return false;
}

/* For what is about to be downloaded, by the sizes that the server says: a pointer may lie. */
static bool find_room(struct wanted_files *wanted, struct error *err)
{
    int64_t size_bytes = 0;

    for (size_t i = 0; i < wanted->asked_count; i++)
        if (wanted->asked[i]->object.size_bytes < INT64_MAX - size_bytes)
            size_bytes += wanted->asked[i]->object.size_bytes;
    wanted->has_no_room =
        wanted->asked_count > 0 &&
        !room_for_files(wanted->task->workplace->settings, &wanted->place, size_bytes, NULL, err);
    return !wanted->has_no_room;
}

/* Fetches what is not here. False when the server, not single files, is at fault. */
static bool fetch(struct wanted_files *wanted, struct error *err)
{
    size_t here_before = 0;
    bool again = false;

    for (size_t i = 0; i < wanted->count; i++) {
        const struct lfs_object *object = &wanted->items[i].object;
        wanted->items[i].is_here =
            store_holds(wanted->place.directory, object->oid, object->size_bytes);
    }
    here_before = count_here(wanted);
    for (bool is_first = true; is_first ? here_before < wanted->count : again; is_first = false) {
        if (!ask(wanted, is_first, err) || !find_room(wanted, err))
            return false;
        plan_downloads(wanted);
        if (!download_all(&wanted->http,
                          &(struct downloads){.place = &wanted->place,
                                              .files = wanted->downloads,
                                              .count = wanted->asked_count,
                                              .tick = tick,
                                              .payload = wanted},
                          err))
            return false;
        take_downloads(wanted, is_first, &again);
    }
    return !has_to_wait(wanted, here_before, err);
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

/* Where people know the files from. */
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
    json_set_integer(object, "size", item->object.size_bytes);
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
    if (count_here(wanted) == wanted->count)
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

    if (!load(&wanted, task, err))
        return false;
    answered = fetch(&wanted, err);
    if (!answered && note_absence(&wanted, err)) {
        put_here(&wanted, task->outcome);
        return true;
    }
    /* What the server refuses about a hundred, it may refuse because of one. */
    if (!answered && err->class != ERROR_ITEM)
        return false;
    enqueue_rest(&wanted, task->outcome);
    put_here(&wanted, task->outcome);
    return true;
}

bool lfs_objects_digest_object(struct task *task, struct error *err)
{
    CLEANUP(wanted_files_release) struct wanted_files wanted = {0};
    const char *path = json_text_at(task->job->payload, "path");
    bool answered = false;

    if (!load(&wanted, task, err))
        return false;
    answered = fetch(&wanted, err);
    if (answered && count_here(&wanted) == wanted.count) {
        put_here(&wanted, task->outcome);
        return true;
    }
    if (wanted.has_no_room)
        return error_prefix(err, "the LFS object of %s",
                            path != NULL ? path : "a file that is not at HEAD");
    if (answered)
        *err = wanted.items[0].object.error;
    return error_prefix(err,
                        "the LFS object of %s cannot be had; whoever has it can push it with "
                        "\"git lfs push --object-id\", then select brigade.retry(%lld)",
                        path != NULL ? path : "a file that is not at HEAD",
                        (long long)task->workplace->run_id);
}
