#include "import/lfs/lfs_wanted.h"

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

void wanted_files_release(struct wanted_files *wanted)
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
    item->said_bytes = item->object.size_bytes;
    item->blob = json_text_at(from, "blob");
    return true;
}

/* Hosts are the operator's choice, never a row's. */
bool wanted_files_load(struct wanted_files *wanted, struct task *task, struct error *err)
{
    const struct json_object *objects = json_at(task->job->payload, "objects");
    size_t count = json_length(objects);

    wanted->task = task;
    wanted->http = (struct http_settings){.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                          .ca_file = task->workplace->settings->ca_file,
                                          .max_in_flight = LIMIT_IN_FLIGHT};
    if (!staging_begin_files(&wanted->place, task, PLACE_LFS, err))
        return false;
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

size_t wanted_files_count_here(const struct wanted_files *wanted)
{
    size_t count = 0;

    for (size_t i = 0; i < wanted->count; i++)
        count += wanted->items[i].is_here;
    return count;
}

static bool tick(void *payload)
{
    const struct wanted_files *wanted = payload;
    size_t here = wanted_files_count_here(wanted);
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
        if (item->is_here || wanted->asks_fork != item->is_for_fork ||
            !(is_first || is_expired(item)))
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

/* The hash decides: the size may be wrong, as pointer and server have it. A hundred files at once
 * are bounded by it all the same, and one alone by what the project may still take. */
static struct store_expectation expect(const struct wanted_files *wanted, const struct item *item)
{
    if (wanted->is_alone)
        return (struct store_expectation){
            .size_bytes = -1, .max_bytes = wanted->left_bytes, .sha256 = item->object.oid};
    return (struct store_expectation){.size_bytes = item->object.size_bytes,
                                      .sha256 = item->object.oid};
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
            .expected = expect(wanted, item),
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
        if (item->is_here) {
            item->object.size_bytes = wanted->downloads[i].size_bytes;
            room_taken(&wanted->place, item->object.size_bytes);
        }
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
    if (wanted_files_count_here(wanted) > here_before)
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

    for (size_t i = 0; !wanted->is_alone && i < wanted->asked_count; i++)
        if (wanted->asked[i]->object.size_bytes < INT64_MAX - size_bytes)
            size_bytes += wanted->asked[i]->object.size_bytes;
    wanted->has_no_room = wanted->asked_count > 0 &&
                          !room_for_files(wanted->task->workplace->settings, &wanted->place,
                                          size_bytes, &wanted->left_bytes, err);
    return !wanted->has_no_room;
}

/* Whether the store has the file already: of the pointer's size or, where that is wrong, of its
 * hash. */
static bool find_here(const struct wanted_files *wanted, struct lfs_object *object)
{
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", wanted->place.directory, object->oid);
    char sha256[SHA256_TEXT];
    int64_t size_bytes = 0;
    struct error ignored;

    if (store_holds(wanted->place.directory, object->oid, object->size_bytes))
        return true;
    if (!file_exists(path) || !store_hash_file(path, sha256, &size_bytes, &ignored) ||
        strcmp(sha256, object->oid) != 0)
        return false;
    object->size_bytes = size_bytes;
    return true;
}

static bool make_empty(struct wanted_files *wanted, struct lfs_object *object, struct error *err)
{
    CLEANUP(store_abandon) struct store_writer *writer = NULL;
    struct store_expectation expected = {.sha256 = EMPTY};
    char sha256[SHA256_TEXT];

    return store_begin(&writer, &wanted->place, &expected, err) &&
           store_end(&writer, sha256, &object->size_bytes, err);
}

static bool find_all_here(struct wanted_files *wanted, struct error *err)
{
    for (size_t i = 0; i < wanted->count; i++) {
        struct item *item = &wanted->items[i];
        item->is_here = find_here(wanted, &item->object);
        if (item->is_here || strcmp(item->object.oid, EMPTY) != 0)
            continue;
        if (!make_empty(wanted, &item->object, err))
            return false;
        item->is_here = true;
    }
    return true;
}

/* Fetches what is not here from the server at wanted->endpoint. */
static bool fetch_rounds(struct wanted_files *wanted, struct error *err)
{
    bool again = false;

    for (bool is_first = true; is_first ? wanted_files_count_here(wanted) < wanted->count : again;
         is_first = false) {
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
    return true;
}

static bool is_gone(const struct item *item)
{
    return !item->is_here && item->object.error.cause == CAUSE_GONE;
}

bool wanted_files_has_gone(const struct wanted_files *wanted)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (is_gone(&wanted->items[i]))
            return true;
    return false;
}

/* A fork's server that cannot be asked now leaves it open whether files are gone; one that may not
 * be asked, or has not got them either, changes nothing. */
static bool ask_fork(struct wanted_files *wanted, const char *full_name, struct error *err)
{
    CLEANUP(free_pointer)
    char *endpoint = path_lfs_named(&source_of(wanted->task)->base, full_name);
    const char *own = wanted->endpoint;
    struct error gone = {0};
    struct error of_fork = {0};
    bool answered = false;

    for (size_t i = 0; i < wanted->count; i++) {
        wanted->items[i].is_for_fork = is_gone(&wanted->items[i]);
        if (wanted->items[i].is_for_fork)
            gone = wanted->items[i].object.error;
    }
    wanted->endpoint = endpoint;
    wanted->asks_fork = true;
    answered = fetch_rounds(wanted, &of_fork);
    wanted->endpoint = own;
    wanted->asks_fork = false;
    for (size_t i = 0; i < wanted->count; i++) {
        struct item *item = &wanted->items[i];
        if (item->is_for_fork && !item->is_here && item->object.error.class == ERROR_ITEM)
            item->object.error = gone;
        item->is_for_fork = false;
    }
    if (answered || (of_fork.class != ERROR_RETRY && !wanted->has_no_room))
        return true;
    *err = of_fork;
    return false;
}

/* The job of a hundred files asks all forks; those of single files do when they are retried. */
static bool ask_forks(struct wanted_files *wanted, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!wanted_files_has_gone(wanted) || (wanted->is_alone && wanted->task->job->attempt == 1))
        return true;
    if (!git_work_forks(wanted->task->workplace, &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows) && wanted_files_has_gone(wanted); i++)
        if (!ask_fork(wanted, db_rows_text(rows, i, "full_name"), err))
            return false;
    return true;
}

/* False when the server, not single files, is at fault. */
bool wanted_files_fetch(struct wanted_files *wanted, struct error *err)
{
    size_t here_before = 0;

    if (!find_all_here(wanted, err))
        return false;
    here_before = wanted_files_count_here(wanted);
    return fetch_rounds(wanted, err) && ask_forks(wanted, err) &&
           !has_to_wait(wanted, here_before, err);
}
