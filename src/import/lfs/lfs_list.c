#include "import/lfs/lfs_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bitbucket/lfs_batch.h"
#include "import/source.h"
#include "lib/git/lfs_pointers.h"
#include "import/git_work.h"
#include "engine/walk.h"

/* Pointers in a piece: 3 MB of jobs. */
#define PIECE 20000

/* The PIECE smallest pointers behind `after`. */
struct piece {
    struct task *task;
    const char *after;
    struct lfs_pointer *pointers; /* 2 * PIECE: when it is full, the greater half goes */
    size_t count;
    long long seen;
    bool is_full; /* there is more behind the last one */
};

static void release_piece(struct piece *piece)
{
    free_pointer(&piece->pointers);
}

static int compare(const void *a, const void *b)
{
    const struct lfs_pointer *left = a;
    const struct lfs_pointer *right = b;
    int order = strcmp(left->oid, right->oid);

    return order != 0 ? order : strcmp(left->blob, right->blob);
}

/* Sorted, each file once, and no more than PIECE. */
static void tidy(struct piece *piece)
{
    size_t kept = 0;

    if (piece->count > 0)
        qsort(piece->pointers, piece->count, sizeof(*piece->pointers), compare);
    for (size_t i = 0; i < piece->count; i++)
        if (kept == 0 || strcmp(piece->pointers[kept - 1].oid, piece->pointers[i].oid) != 0)
            piece->pointers[kept++] = piece->pointers[i];
    piece->is_full = piece->is_full || kept > PIECE;
    piece->count = kept > PIECE ? PIECE : kept;
}

static bool note(const struct lfs_pointer *pointer, void *payload)
{
    struct piece *piece = payload;

    piece->seen++;
    if (strcmp(pointer->oid, piece->after) <= 0)
        return true;
    piece->pointers[piece->count++] = *pointer;
    if (piece->count == 2 * PIECE)
        tidy(piece);
    return true;
}

static bool tick(const char *line, void *payload)
{
    const struct piece *piece = payload;
    CLEANUP(free_pointer) char *doing = xasprintf("LFS: %lld pointers found", piece->seen);

    (void)line;
    return piece->task->workplace->tick(piece->task->workplace, doing);
}

/* A batch of the piece, from pointer number `first` on. */
static void enqueue_batch(const struct piece *piece, const char *endpoint, long page, size_t first)
{
    CLEANUP(free_pointer)
    char *key = xasprintf("batch/%ld.%zu", page, first / LFS_BATCH_MAX + 1);
    size_t left = piece->count - first;
    size_t count = left < LFS_BATCH_MAX ? left : LFS_BATCH_MAX;
    const struct lfs_pointer *pointers = piece->pointers + first;
    struct json_object *payload = json_new_object();
    struct json_object *objects = json_new_array();

    for (size_t i = 0; i < count; i++) {
        struct json_object *object = json_new_object();
        json_set_text(object, "oid", pointers[i].oid);
        json_set_integer(object, "size", pointers[i].size_bytes);
        json_set_text(object, "blob", pointers[i].blob);
        json_append(objects, object);
    }
    json_set_text(payload, "endpoint", endpoint);
    json_set(payload, "objects", objects);
    outcome_enqueue(
        piece->task->outcome,
        &(struct follow_up){.kind = "lfs_batch", .key = key, .link = endpoint, .payload = payload});
}

/* The address without user info, which people leave in .lfsconfig (a password may have an @), and
 * without slashes at its end. */
static char *plain_url(const char *url)
{
    const char *slashes = strstr(url, "://");
    const char *authority = slashes != NULL ? slashes + 3 : url;
    const char *at = memrchr(authority, '@', strcspn(authority, "/?#"));
    CLEANUP(free_pointer) char *plain = NULL;
    size_t length = 0;

    if (slashes == NULL || at == NULL)
        plain = xstrdup(url);
    else
        plain = xasprintf("%.*s%s", (int)(authority - url), url, at + 1);
    length = strlen(plain);
    while (length > 0 && plain[length - 1] == '/')
        plain[--length] = '\0';
    return TAKE(plain);
}

static void note_config(struct task *task, const char *message)
{
    outcome_omit(task->outcome, &(struct omission){.stage = task->workplace->stage,
                                                   .key = ".lfsconfig",
                                                   .why = "unsupported",
                                                   .message = message});
}

static char *own_url(struct task *task, const char *wanted)
{
    CLEANUP(http_url_release) struct http_url other = {0};
    CLEANUP(free_pointer) char *plain = plain_url(wanted);
    CLEANUP(free_pointer) char *message = NULL;
    struct error ignored;

    if (client_is_own_host(task->workplace->settings->web_url, plain))
        return TAKE(plain);
    if (http_url_parse(plain, &other, &ignored))
        message = xasprintf("lfs.url in .lfsconfig names %s://%s, which is asked for nothing: the "
                            "repository's own LFS server was asked instead, and what it lacks is "
                            "among the failures",
                            other.scheme, other.host);
    else
        message = xstrdup("lfs.url in .lfsconfig is no address that can be asked: the "
                          "repository's own LFS server was asked instead");
    note_config(task, message);
    return path_lfs(&source_of(task)->base);
}

/* Where to ask: the repository's own server, or what .lfsconfig names on the same host. */
static char *endpoint_of(struct task *task, const char *directory)
{
    CLEANUP(free_pointer) char *wanted = NULL;
    struct error err;

    if (!lfs_pointers_config_url(directory, &wanted, &err))
        note_config(task, err.message);
    return wanted != NULL ? own_url(task, wanted) : path_lfs(&source_of(task)->base);
}

static void see(const struct piece *piece, struct task *task, long page)
{
    struct json_object *keys = json_new_array();

    for (size_t i = 0; i < piece->count; i++)
        json_append(keys, json_new_text(piece->pointers[i].oid));
    outcome_see(task->outcome, &(struct seen_page){
                                   .thing = "lfs_objects",
                                   .list = "pointers",
                                   .page = page,
                                   .job = task->job->key,
                                   .announced = -1,
                                   .keys = keys,
                                   .is_last = !piece->is_full,
                               });
}

static void put_piece(const struct piece *piece, struct task *task, const char *directory)
{
    CLEANUP(free_pointer) char *endpoint = NULL;
    long page = walk_page(task->job);

    see(piece, task, page);
    if (piece->count == 0)
        return;
    endpoint = endpoint_of(task, directory);
    for (size_t at = 0; at < piece->count; at += LFS_BATCH_MAX)
        enqueue_batch(piece, endpoint, page, at);
    if (piece->is_full)
        walk_on_text(task, piece->pointers[piece->count - 1].oid);
}

bool lfs_list_digest(struct task *task, struct error *err)
{
    CLEANUP(free_pointer) char *repository = git_work_code(task->workplace);
    CLEANUP(release_piece)
    struct piece piece = {.task = task, .after = walk_after_text(task->job)};
    struct git_watch watch = {.tick = tick, .payload = &piece};

    /* When the mirror failed, a failure says so already. */
    if (repository == NULL)
        return true;
    piece.pointers = xcalloc((size_t)2 * PIECE, sizeof(*piece.pointers));
    if (!lfs_pointers_each(repository, &watch, note, &piece, err))
        return false;
    tidy(&piece);
    put_piece(&piece, task, repository);
    return true;
}
