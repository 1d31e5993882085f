#include "import/lfs/lfs_haul.h"

#include <stdlib.h>
#include <string.h>

#include "forge/place.h"
#include "import/git_work.h"
#include "import/source.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"
#include "lib/os/file.h"
#include "engine/room.h"
#include "engine/staging.h"

/* Of no bytes: pointers to it occur, and no server has to be asked for it. */
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

void haul_release(struct haul *haul)
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
    item->said_bytes = item->object.size_bytes;
    item->blob = json_text_at(from, "blob");
    return true;
}

/* Hosts are the operator's choice, never a row's. */
bool haul_load(struct haul *haul, struct task *task, struct error *err)
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

size_t haul_count_here(const struct haul *haul)
{
    size_t count = 0;

    for (size_t i = 0; i < haul->count; i++)
        count += haul->items[i].is_here;
    return count;
}

static bool tick(void *payload)
{
    const struct haul *haul = payload;
    size_t here = haul_count_here(haul);
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
        if (item->is_here || haul->asks_fork != item->is_for_fork ||
            !(is_first || is_expired(item)))
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

/* The hash decides: the size may be wrong, as pointer and server have it. A hundred files at once
 * are bounded by it all the same, and one alone by what the project may still take. */
static struct store_expectation expect(const struct haul *haul, const struct item *item)
{
    if (haul->is_alone)
        return (struct store_expectation){
            .size_bytes = -1, .max_bytes = haul->left_bytes, .sha256 = item->object.oid};
    return (struct store_expectation){.size_bytes = item->object.size_bytes,
                                      .sha256 = item->object.oid};
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
            .expected = expect(haul, item),
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
        if (item->is_here) {
            item->object.size_bytes = haul->downloads[i].size_bytes;
            room_taken(&haul->place, item->object.size_bytes);
        }
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
    if (haul_count_here(haul) > here_before)
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

    for (size_t i = 0; !haul->is_alone && i < haul->asked_count; i++)
        if (haul->asked[i]->object.size_bytes < INT64_MAX - size_bytes)
            size_bytes += haul->asked[i]->object.size_bytes;
    haul->has_no_room =
        haul->asked_count > 0 && !room_for_files(haul->task->workplace->settings, &haul->place,
                                                 size_bytes, &haul->left_bytes, err);
    return !haul->has_no_room;
}

/* What is in the store already: of the size that the pointer says or, where that is wrong, by its
 * hash. */
static bool find_here(const struct haul *haul, struct lfs_object *object)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", haul->place.directory, object->oid);
    char sha256[SHA256_TEXT];
    int64_t size_bytes = 0;
    struct error ignored;

    if (store_holds(haul->place.directory, object->oid, object->size_bytes))
        return true;
    if (!file_exists(path) || !store_hash_file(path, sha256, &size_bytes, NULL, NULL, &ignored) ||
        strcmp(sha256, object->oid) != 0)
        return false;
    object->size_bytes = size_bytes;
    return true;
}

static bool make_empty(struct haul *haul, struct lfs_object *object, struct error *err)
{
    CLEANUP(store_abandon) struct store_writer *writer = NULL;
    struct store_expectation expected = {.sha256 = EMPTY};
    char sha256[SHA256_TEXT];

    return store_begin(&writer, &haul->place, &expected, err) &&
           store_end(&writer, sha256, &object->size_bytes, err);
}

static bool find_all_here(struct haul *haul, struct error *err)
{
    for (size_t i = 0; i < haul->count; i++) {
        struct item *item = &haul->items[i];
        item->is_here = find_here(haul, &item->object);
        if (item->is_here || strcmp(item->object.oid, EMPTY) != 0)
            continue;
        if (!make_empty(haul, &item->object, err))
            return false;
        item->is_here = true;
    }
    return true;
}

/* Fetches what is not here from the server at haul->endpoint. */
static bool fetch_rounds(struct haul *haul, struct error *err)
{
    bool again = false;

    for (bool is_first = true; is_first ? haul_count_here(haul) < haul->count : again;
         is_first = false) {
        if (!ask(haul, is_first, err) || !find_room(haul, err))
            return false;
        plan_downloads(haul);
        if (!download_all(&haul->http, &haul->place, haul->downloads, haul->asked_count, tick, haul,
                          err))
            return false;
        take_downloads(haul, is_first, &again);
    }
    return true;
}

static bool is_gone(const struct item *item)
{
    return !item->is_here && item->object.error.cause == CAUSE_GONE;
}

bool haul_has_gone(const struct haul *haul)
{
    for (size_t i = 0; i < haul->count; i++)
        if (is_gone(&haul->items[i]))
            return true;
    return false;
}

/* A fork's server that cannot be asked now leaves it open whether files are gone; one that may not
 * be asked, or has not got them either, changes nothing. */
static bool ask_fork(struct haul *haul, const char *full_name, struct error *err)
{
    CLEANUP(free_pointer) char *endpoint = path_lfs_named(&source_of(haul->task)->base, full_name);
    const char *own = haul->endpoint;
    struct error gone = {0};
    struct error of_fork = {0};
    bool answered = false;

    for (size_t i = 0; i < haul->count; i++) {
        haul->items[i].is_for_fork = is_gone(&haul->items[i]);
        if (haul->items[i].is_for_fork)
            gone = haul->items[i].object.error;
    }
    haul->endpoint = endpoint;
    haul->asks_fork = true;
    answered = fetch_rounds(haul, &of_fork);
    haul->endpoint = own;
    haul->asks_fork = false;
    for (size_t i = 0; i < haul->count; i++) {
        struct item *item = &haul->items[i];
        if (item->is_for_fork && !item->is_here && item->object.error.class == ERROR_ITEM)
            item->object.error = gone;
        item->is_for_fork = false;
    }
    if (answered || (of_fork.class != ERROR_RETRY && !haul->has_no_room))
        return true;
    *err = of_fork;
    return false;
}

/* The job of a hundred files asks all forks; those of single files do when they are retried. */
static bool ask_forks(struct haul *haul, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!haul_has_gone(haul) || (haul->is_alone && haul->task->job->attempt == 1))
        return true;
    if (!git_work_forks(haul->task->workplace, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows) && haul_has_gone(haul); i++)
        if (!ask_fork(haul, db_rows_text(rows, i, "full_name"), err))
            return false;
    return true;
}

/* False when the server, not single files, is at fault. */
bool haul_fetch(struct haul *haul, struct error *err)
{
    size_t here_before = 0;

    if (!find_all_here(haul, err))
        return false;
    here_before = haul_count_here(haul);
    return fetch_rounds(haul, err) && ask_forks(haul, err) && !has_to_wait(haul, here_before, err);
}
