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
struct haul {
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

static void haul_release(struct haul *haul)
{
    for (size_t i = 0; i < haul->count; i++) {
        lfs_object_release(&haul->items[i].object);
        free_pointer(&haul->items[i].path);
    }
    free_pointer(&haul->items);
    free_pointer(&haul->downloads);
    free_pointer(&haul->asked);
    staging_end_files(&haul->place);
    free_secret(&haul->authorization);
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
static bool load(struct haul *haul, struct task *task, struct error *err)
{
    const struct json_object *objects = json_at(task->job->payload, "objects");
    size_t count = json_length(objects);

    haul->task = task;
    haul->http = (struct http_settings){.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                        .ca_file = task->workplace->settings->ca_file,
                                        .max_in_flight = LIMIT_IN_FLIGHT};
    staging_begin_files(&haul->place, task->workplace, task->job, PLACE_LFS);
    haul->authorization = identity_git_authorization(task->workplace->identity);
    haul->endpoint = json_text_at(task->job->payload, "endpoint");
    if (haul->endpoint == NULL ||
        !client_is_own_host(task->workplace->settings->web_url, haul->endpoint))
        return error_set(err, ERROR_ITEM, "the job names an LFS server that is not at %s",
                         task->workplace->settings->web_url);
    haul->items = xcalloc(count + 1, sizeof(*haul->items));
    haul->asked = xcalloc(count + 1, sizeof(*haul->asked));
    haul->downloads = xcalloc(count + 1, sizeof(*haul->downloads));
    haul->count = count;
    for (size_t i = 0; i < count; i++)
        if (!load_item(json_element(objects, i), &haul->items[i]))
            return error_set(err, ERROR_ITEM, "the job names no LFS object");
    return true;
}

static size_t count_here(const struct haul *haul)
{
    size_t count = 0;

    for (size_t i = 0; i < haul->count; i++)
        count += haul->items[i].is_here;
    return count;
}

static bool tick(void *payload)
{
    const struct haul *haul = payload;
    size_t here = count_here(haul);
    uint64_t size_bytes = 0;
    char size[32];
    CLEANUP(free_pointer) char *doing = NULL;

    for (size_t i = 0; i < haul->asked_count; i++) {
        const struct download *download = &haul->downloads[i];
        here += download->size_bytes > 0;
        size_bytes += (uint64_t)download->size_bytes;
    }
    doing = xasprintf("LFS: %zu of %zu files, %s", here, haul->count, text_bytes(size, size_bytes));
    return haul->task->workplace->tick(haul->task->workplace, doing);
}

/* A signed address whose time is over is answered with 403, by some stores with 401. */
static bool is_expired(const struct item *item)
{
    int status = item->object.error.http_status;

    return item->object.href != NULL && (status == 403 || status == 401);
}

/* Asks where the files are; asked is then what can be downloaded. */
static bool ask(struct haul *haul, bool is_first, struct error *err)
{
    struct lfs_server server = {.url = haul->endpoint,
                                .authorization = haul->authorization,
                                .http = &haul->http,
                                .tick = tick,
                                .payload = haul};
    CLEANUP(free_pointer)
    struct lfs_object **objects = xcalloc(haul->count + 1, sizeof(*objects));
    size_t count = 0;

    haul->asked_count = 0;
    for (size_t i = 0; i < haul->count; i++) {
        struct item *item = &haul->items[i];
        if (item->is_here || !(is_first || is_expired(item)))
            continue;
        haul->asked[count] = item;
        objects[count++] = &item->object;
    }
    if (count > 0 && !lfs_ask(&server, objects, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (haul->asked[i]->object.href != NULL)
            haul->asked[haul->asked_count++] = haul->asked[i];
    return true;
}

/* The address that the server gave last: each time it is asked it may name another host. */
static bool may_see_credential(const struct haul *haul, const struct item *item)
{
    return item->object.headers == NULL &&
           client_is_own_host(haul->task->workplace->settings->web_url, item->object.href);
}

static void plan_downloads(struct haul *haul)
{
    for (size_t i = 0; i < haul->asked_count; i++) {
        const struct item *item = haul->asked[i];
        bool is_told = item->asks_for_credential && may_see_credential(haul, item);
        haul->downloads[i] = (struct download){
            .url = item->object.href,
            .authorization = is_told ? haul->authorization : NULL,
            .headers = (const char *const *)item->object.headers,
            .expected = {.size_bytes = item->object.size_bytes, .sha256 = item->object.oid},
        };
    }
}

/* *again: something came, and something has to be asked for anew. */
static void take_downloads(struct haul *haul, bool is_first, bool *again)
{
    bool expired = false;
    bool came = is_first;

    for (size_t i = 0; i < haul->asked_count; i++) {
        struct item *item = haul->asked[i];
        item->object.error = haul->downloads[i].error;
        item->is_here = item->object.error.class == ERROR_NONE;
        came = came || item->is_here;
        if (item->is_here)
            room_taken(&haul->place, haul->downloads[i].size_bytes);
        if (item->is_here || !is_expired(item))
            continue;
        expired = true;
        item->asks_for_credential =
            item->object.error.http_status == 401 && may_see_credential(haul, item);
    }
    *again = came && expired;
    haul->asked_count = 0;
}

/* Nothing can be had now: a fault that says nothing about the files. Where some came, the others
 * are at fault. */
static bool has_to_wait(const struct haul *haul, size_t here_before, struct error *err)
{
    if (count_here(haul) > here_before)
        return false;
    for (size_t i = 0; i < haul->count; i++) {
        const struct error *error = &haul->items[i].object.error;
        if (haul->items[i].is_here || !(error->throttled || error->unreachable))
            continue;
        *err = *error;
        return true;
    }
    return false;
}

/* For what is about to be downloaded, by the sizes that the server says: a pointer may lie. */
static bool find_room(struct haul *haul, struct error *err)
{
    int64_t size_bytes = 0;

    for (size_t i = 0; i < haul->asked_count; i++)
        if (haul->asked[i]->object.size_bytes < INT64_MAX - size_bytes)
            size_bytes += haul->asked[i]->object.size_bytes;
    haul->has_no_room =
        haul->asked_count > 0 &&
        !room_for_files(haul->task->workplace->settings, &haul->place, size_bytes, NULL, err);
    return !haul->has_no_room;
}

/* Fetches what is not here. False when the server, not single files, is at fault. */
static bool fetch(struct haul *haul, struct error *err)
{
    size_t here_before = 0;
    bool again = false;

    for (size_t i = 0; i < haul->count; i++) {
        const struct lfs_object *object = &haul->items[i].object;
        haul->items[i].is_here =
            store_holds(haul->place.directory, object->oid, object->size_bytes);
    }
    here_before = count_here(haul);
    for (bool is_first = true; is_first ? here_before < haul->count : again; is_first = false) {
        if (!ask(haul, is_first, err) || !find_room(haul, err))
            return false;
        plan_downloads(haul);
        if (!download_all(&haul->http, &haul->place, haul->downloads, haul->asked_count, tick, haul,
                          err))
            return false;
        take_downloads(haul, is_first, &again);
    }
    return !has_to_wait(haul, here_before, err);
}

static void put_here(const struct haul *haul, struct outcome *outcome)
{
    for (size_t i = 0; i < haul->count; i++) {
        const struct lfs_object *object = &haul->items[i].object;
        CLEANUP(free_pointer)
        char *path = place_file(PLACE_LFS, haul->task->workplace->project_id, object->oid);
        struct json_object *row = NULL;

        if (!haul->items[i].is_here)
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
    struct haul *haul = payload;

    for (size_t i = 0; i < haul->count; i++) {
        struct item *item = &haul->items[i];
        if (!item->is_here && item->path == NULL && item->blob != NULL &&
            strcmp(item->blob, oid) == 0)
            item->path = xstrdup(path);
    }
    return true;
}

/* Where people know the files from. */
static void find_paths(struct haul *haul)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    CLEANUP(free_pointer)
    char *directory = git_work_code(haul->task->workplace);
    struct error ignored;

    if (directory != NULL && gitdir_open(&gitdir, directory, &ignored))
        gitdir_each_file(gitdir, take_path, haul);
}

static void enqueue_alone(const struct haul *haul, const struct item *item, struct outcome *outcome)
{
    CLEANUP(free_pointer)
    char *page =
        item->path != NULL ? path_web_file(&source_of(haul->task)->base, item->path) : NULL;
    struct json_object *payload = json_new_object();
    struct json_object *objects = json_new_array();
    struct json_object *object = json_new_object();

    json_set_text(object, "oid", item->object.oid);
    json_set_integer(object, "size", item->object.size_bytes);
    json_append(objects, object);
    json_set_text(payload, "endpoint", haul->endpoint);
    json_set(payload, "objects", objects);
    json_set_text(payload, "path", item->path);
    outcome_enqueue(outcome, &(struct follow_up){.kind = "lfs_object",
                                                 .key = item->object.oid,
                                                 .link = page != NULL ? page : haul->endpoint,
                                                 .payload = payload});
}

static void enqueue_rest(struct haul *haul, struct outcome *outcome)
{
    if (count_here(haul) == haul->count)
        return;
    find_paths(haul);
    for (size_t i = 0; i < haul->count; i++)
        if (!haul->items[i].is_here)
            enqueue_alone(haul, &haul->items[i], outcome);
}

/* LFS is switched off, or not for us: that is a note, as for everything that is not there. */
static bool note_absence(const struct haul *haul, const struct error *err)
{
    int status = err->http_status;
    bool forbidden =
        status == 403 || (status == 401 && identity_is_anonymous(haul->task->workplace->identity));
    bool off = status == 404 || status == 501;
    CLEANUP(free_pointer) char *message = NULL;

    if (err->throttled || !(forbidden || off || status == 410))
        return false;
    message = xasprintf("files of git LFS were not brought, only the pointers to them, which are "
                        "in the repository: %s",
                        err->message);
    outcome_omit(haul->task->outcome, &(struct omission){.stage = haul->task->workplace->stage,
                                                         .key = "lfs_objects",
                                                         .why = off         ? "off"
                                                                : forbidden ? "forbidden"
                                                                            : "withdrawn",
                                                         .message = message,
                                                         .url = haul->endpoint});
    return true;
}

bool lfs_objects_digest_batch(struct task *task, struct error *err)
{
    CLEANUP(haul_release) struct haul haul = {0};
    bool answered = false;

    if (!load(&haul, task, err))
        return false;
    answered = fetch(&haul, err);
    if (!answered && note_absence(&haul, err)) {
        put_here(&haul, task->outcome);
        return true;
    }
    /* What the server refuses about a hundred, it may refuse because of one. */
    if (!answered && err->class != ERROR_ITEM)
        return false;
    enqueue_rest(&haul, task->outcome);
    put_here(&haul, task->outcome);
    return true;
}

bool lfs_objects_digest_object(struct task *task, struct error *err)
{
    CLEANUP(haul_release) struct haul haul = {0};
    const char *path = json_text_at(task->job->payload, "path");
    bool answered = false;

    if (!load(&haul, task, err))
        return false;
    answered = fetch(&haul, err);
    if (answered && count_here(&haul) == haul.count) {
        put_here(&haul, task->outcome);
        return true;
    }
    if (haul.has_no_room)
        return error_prefix(err, "the LFS object of %s",
                            path != NULL ? path : "a file that is not at HEAD");
    if (answered)
        *err = haul.items[0].object.error;
    return error_prefix(err,
                        "the LFS object of %s cannot be had; whoever has it can push it with "
                        "\"git lfs push --object-id\", then select brigade.retry(%lld)",
                        path != NULL ? path : "a file that is not at HEAD",
                        (long long)task->workplace->run_id);
}
