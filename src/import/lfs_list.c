/* Stage lfs_objects, first half: which large files the repository points to. All its objects are
 * looked at, also those that no branch leads to; what is found goes into jobs of a hundred.
 *
 * The list is made in pieces, by ascending hash, so that neither memory nor a transaction grows
 * with it; each piece is one more pass, and a pass takes about a second for a million objects.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bitbucket/lfs_batch.h"
#include "import/table.h"
#include "lib/git/lfs_pointers.h"
#include "engine/git_work.h"

/* Pointers in a piece: 3 MB of jobs. */
#define PIECE 20000

/* The PIECE smallest pointers behind `after`. */
struct piece {
    struct workplace *workplace;
    const char *after;
    struct lfs_pointer *pointers; /* 2 * PIECE: what is too much goes when it is full */
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
    return piece->workplace->tick(piece->workplace, doing);
}

static void enqueue_batch(const char *endpoint, long page, size_t index,
                          const struct lfs_pointer *pointers, size_t count, struct outcome *outcome)
{
    CLEANUP(free_pointer) char *key = xasprintf("batch/%ld.%zu", page, index);
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
    outcome_enqueue(outcome, &(struct follow_up){.kind = importer_lfs_batch.kind,
                                                 .key = key,
                                                 .link = endpoint,
                                                 .payload = payload});
}

static void enqueue_next(long page, const char *after, struct outcome *outcome)
{
    CLEANUP(free_pointer) char *key = xasprintf("pointers/%ld", page);
    struct json_object *payload = json_new_object();

    json_set_text(payload, "after", after);
    outcome_enqueue(
        outcome,
        &(struct follow_up){.kind = importer_lfs_pointers.kind, .key = key, .payload = payload});
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

static void note_config(const struct workplace *workplace, const char *message,
                        struct outcome *outcome)
{
    outcome_omit(outcome, workplace->stage, ".lfsconfig", "unsupported", message, NULL);
}

static char *own_url(const struct workplace *workplace, const char *wanted, struct outcome *outcome)
{
    CLEANUP(http_url_release) struct http_url other = {0};
    CLEANUP(free_pointer) char *plain = plain_url(wanted);
    CLEANUP(free_pointer) char *message = NULL;
    struct error ignored;

    if (client_is_own_host(workplace->settings->web_url, plain))
        return TAKE(plain);
    if (http_url_parse(plain, &other, &ignored))
        message = xasprintf("lfs.url in .lfsconfig names %s://%s, which is asked for nothing: the "
                            "repository's own LFS server was asked instead, and what it lacks is "
                            "among the failures",
                            other.scheme, other.host);
    else
        message = xstrdup("lfs.url in .lfsconfig is no address that can be asked: the "
                          "repository's own LFS server was asked instead");
    note_config(workplace, message, outcome);
    return path_lfs(&workplace->repository);
}

/* Where to ask: the repository's own server, or what .lfsconfig names on the same host. */
static char *endpoint_of(const struct workplace *workplace, const char *directory,
                         struct outcome *outcome)
{
    CLEANUP(free_pointer) char *wanted = NULL;
    struct error err;

    if (!lfs_pointers_config_url(directory, &wanted, &err))
        note_config(workplace, err.message, outcome);
    return wanted != NULL ? own_url(workplace, wanted, outcome) : path_lfs(&workplace->repository);
}

static void see(const struct piece *piece, const struct job *job, long page,
                struct outcome *outcome)
{
    struct json_object *keys = json_new_array();

    for (size_t i = 0; i < piece->count; i++)
        json_append(keys, json_new_text(piece->pointers[i].oid));
    outcome_see(outcome, &(struct seen_page){
                             .kind = "lfs_objects",
                             .list = "pointers",
                             .page = page,
                             .job = job->key,
                             .announced = -1,
                             .keys = keys,
                             .is_last = !piece->is_full,
                         });
}

static void put_piece(const struct piece *piece, const struct job *job, const char *directory,
                      struct outcome *outcome)
{
    CLEANUP(free_pointer) char *endpoint = NULL;
    long page = strtol(strrchr(job->key, '/') + 1, NULL, 10);

    see(piece, job, page, outcome);
    if (piece->count == 0)
        return;
    endpoint = endpoint_of(piece->workplace, directory, outcome);
    for (size_t at = 0; at < piece->count; at += LFS_BATCH_MAX) {
        size_t left = piece->count - at;
        enqueue_batch(endpoint, page, at / LFS_BATCH_MAX + 1, piece->pointers + at,
                      left < LFS_BATCH_MAX ? left : LFS_BATCH_MAX, outcome);
    }
    if (piece->is_full)
        enqueue_next(page + 1, piece->pointers[piece->count - 1].oid, outcome);
}

static bool digest(struct workplace *workplace, const struct job *job,
                   struct http_response *const answers[], struct outcome *outcome,
                   struct error *err)
{
    CLEANUP(free_pointer) char *repository = git_work_code(workplace);
    const char *after = json_text_at(job->payload, "after");
    CLEANUP(release_piece)
    struct piece piece = {.workplace = workplace, .after = after != NULL ? after : ""};
    struct git_watch watch = {.tick = tick, .payload = &piece};

    (void)answers;
    /* Where the mirror failed there is a failure row already. */
    if (repository == NULL)
        return true;
    piece.pointers = xcalloc((size_t)2 * PIECE, sizeof(*piece.pointers));
    if (!lfs_pointers_each(repository, &watch, note, &piece, err))
        return false;
    tidy(&piece);
    put_piece(&piece, job, repository, outcome);
    return true;
}

const struct importer importer_lfs_pointers = {
    .kind = "lfs_pointers",
    .digest = digest,
};
