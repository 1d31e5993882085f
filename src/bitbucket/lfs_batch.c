#include "bitbucket/lfs_batch.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bitbucket/client.h"
#include "lib/json/json.h"

#define MEDIA_TYPE "application/vnd.git-lfs+json"
/* Headers of one action: an object store's signature takes four. */
#define HEADERS_MAX 16

/* One request. */
struct question {
    const struct lfs_server *server;
    struct http *http;
    struct lfs_object *const *objects;
    size_t count;
};

void lfs_object_release(struct lfs_object *object)
{
    for (char **line = object->headers; line != NULL && *line != NULL; line++)
        free_secret(line);
    free_pointer(&object->headers);
    free_secret(&object->href); /* signed: everyone who knows it may download */
    object->error = (struct error){0};
}

static struct json_object *describe(const struct question *question)
{
    struct json_object *body = json_new_object();
    struct json_object *transfers = json_new_array();
    struct json_object *objects = json_new_array();

    for (size_t i = 0; i < question->count; i++) {
        struct json_object *object = json_new_object();
        json_set_text(object, "oid", question->objects[i]->oid);
        json_set_integer(object, "size", question->objects[i]->size_bytes);
        json_append(objects, object);
    }
    json_append(transfers, json_new_text("basic"));
    json_set_text(body, "operation", "download");
    json_set(body, "transfers", transfers);
    json_set(body, "objects", objects);
    json_set_text(body, "hash_algo", "sha256");
    return body;
}

static bool exchange(const struct question *question, struct http_response **answer,
                     struct error *err)
{
    const struct lfs_server *server = question->server;
    CLEANUP(json_free) struct json_object *body = describe(question);
    CLEANUP(free_pointer) char *url = xasprintf("%s/objects/batch", server->url);
    struct http_request request = {
        .url = url,
        .authorization = server->authorization,
        .accept = MEDIA_TYPE,
        .content_type = MEDIA_TYPE,
        .body = json_print(body, NULL),
    };

    if (!http_start(question->http, &request, err))
        return false;
    while ((*answer = http_next(question->http, 500)) == NULL)
        if (!server->tick(server->payload))
            return error_set(err, ERROR_RETRY, "stopped while the LFS server was asked");
    return true;
}

/* Our own client alone decides about these headers. */
static bool is_ours(const char *name)
{
    static const char *const names[] = {"Host",       "Content-Length", "Transfer-Encoding",
                                        "Connection", "Expect",         "Accept-Encoding",
                                        "Range",      "Upgrade",        "TE"};

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strcasecmp(names[i], name) == 0)
            return true;
    return false;
}

/* RFC 9110: a token. Names come from the server. */
static bool is_header_name(const char *name)
{
    static const char characters[] = "!#$%&'*+-.^_`|~0123456789"
                                     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return *name != '\0' && strspn(name, characters) == strlen(name);
}

static bool is_header_value(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

struct header_list {
    const struct json_object *source;
    char **lines;
    size_t count;
};

static void take_header(const char *name, struct json_object *value, void *payload)
{
    struct header_list *list = payload;
    const char *text = json_text(value);

    if (text != NULL && is_header_name(name) && is_header_value(text) && !is_ours(name) &&
        list->count < HEADERS_MAX)
        list->lines[list->count++] = xasprintf("%s: %s", name, text);
}

static char **headers_of(const struct json_object *action)
{
    struct header_list list = {.source = json_at(action, "header")};

    if (!json_is_object(list.source))
        return NULL;
    list.lines = xcalloc(HEADERS_MAX + 1, sizeof(*list.lines));
    json_each(list.source, take_header, &list);
    return list.lines;
}

/* A server that we reach by https may not send us to a plain one, be it on this very host. */
static bool check_href(const struct lfs_server *server, const char *href, struct error *err)
{
    CLEANUP(http_url_release) struct http_url here = {0};
    CLEANUP(http_url_release) struct http_url there = {0};

    if (!http_url_parse(server->url, &here, err) || !http_url_parse(href, &there, err) ||
        !http_url_check_allowed(&there, err))
        return error_prefix(err, "the LFS server gave an address that cannot be used");
    if (strcmp(here.scheme, "https") == 0 && strcmp(there.scheme, "https") != 0)
        return error_set(err, ERROR_ITEM, "the LFS server gave an address without https");
    return true;
}

/* Words of the server about one object. */
static void take_refusal(const struct json_object *row, struct error *err)
{
    const char *words = json_text_at(row, "error.message");
    int64_t code = 0;
    bool is_gone = json_integer_at(row, "error.code", &code) && (code == 404 || code == 410);

    if (code < 400 || code > 599)
        code = 404;
    error_set_http(err, code == 408 || code == 429 || code >= 500 ? ERROR_RETRY : ERROR_ITEM,
                   (int)code, "the LFS server says %d: %.300s", (int)code,
                   words != NULL ? words : "no reason given");
    err->throttled = code == 429;
    err->cause = is_gone ? CAUSE_GONE : CAUSE_NONE;
}

static void take_row(const struct lfs_server *server, const struct json_object *row,
                     struct lfs_object *object)
{
    const struct json_object *action = json_at(row, "actions.download");
    const char *href = json_text_at(action, "href");
    int64_t size = -1;

    lfs_object_release(object);
    if (json_is_object(json_at(row, "error"))) {
        take_refusal(row, &object->error);
    } else if (href == NULL) {
        error_set_http(&object->error, ERROR_ITEM, 404, "the LFS server offers no download of it");
    } else if (check_href(server, href, &object->error)) {
        /* The hash decides what is right; a pointer may lie about the size. */
        if (json_integer_at(row, "size", &size) && size >= 0)
            object->size_bytes = size;
        object->href = xstrdup(href);
        object->headers = headers_of(action);
    }
}

static struct lfs_object *find(struct lfs_object *const *objects, size_t count, const char *oid)
{
    for (size_t i = 0; oid != NULL && i < count; i++)
        if (strcmp(objects[i]->oid, oid) == 0)
            return objects[i];
    return NULL;
}

static bool check_terms(const struct json_object *body, struct error *err)
{
    const char *transfer = json_text_at(body, "transfer");
    const char *hash = json_text_at(body, "hash_algo");

    if (!json_is_array(json_at(body, "objects")))
        return error_set(err, ERROR_RETRY, "the answer of the LFS server has no objects");
    if (transfer != NULL && strcmp(transfer, "basic") != 0)
        return error_set(err, ERROR_ITEM, "the LFS server insists on the transfer \"%.40s\"",
                         transfer);
    if (hash != NULL && strcmp(hash, "sha256") != 0)
        return error_set(err, ERROR_ITEM, "the LFS server insists on the hash \"%.40s\"", hash);
    return true;
}

static void take_rows(const struct lfs_server *server, struct lfs_object *const *objects,
                      size_t count, const struct json_object *rows)
{
    for (size_t i = 0; i < count; i++) {
        lfs_object_release(objects[i]);
        error_set(&objects[i]->error, ERROR_RETRY, "the LFS server said nothing about it");
    }
    for (size_t i = 0; i < json_length(rows); i++) {
        const struct json_object *row = json_element(rows, i);
        struct lfs_object *object = find(objects, count, json_text_at(row, "oid"));
        if (object != NULL)
            take_row(server, row, object);
    }
}

bool lfs_take_answer(const struct lfs_server *server, struct lfs_object *const *objects,
                     size_t count, const struct buffer *answer, struct error *err)
{
    CLEANUP(json_free) struct json_object *body = NULL;

    if (!json_parse(buffer_text(answer), answer->size, &body, NULL, err))
        return error_prefix(err, "the answer of the LFS server is not JSON");
    if (!check_terms(body, err))
        return false;
    take_rows(server, objects, count, json_at(body, "objects"));
    return true;
}

/* *too_large: the server wants shorter questions. */
static bool ask(const struct question *question, bool *too_large, struct error *err)
{
    CLEANUP(http_response_free) struct http_response *answer = NULL;

    *too_large = false;
    if (!exchange(question, &answer, err))
        return false;
    if (answer->error.class == ERROR_NONE && answer->status == 413 && question->count > 1) {
        *too_large = true;
        return true;
    }
    return client_check_answer(answer, err) && lfs_take_answer(question->server, question->objects,
                                                               question->count, &answer->body, err);
}

bool lfs_ask(const struct lfs_server *server, struct lfs_object *const *objects, size_t count,
             struct error *err)
{
    CLEANUP(http_close) struct http *http = NULL;
    size_t most = LFS_BATCH_MAX;

    if (!http_open(&http, server->http, err))
        return false;
    for (size_t done = 0; done < count;) {
        struct question question = {server, http, objects + done, count - done};
        bool too_large = false;
        if (question.count > most)
            question.count = most;
        if (!ask(&question, &too_large, err))
            return false;
        if (too_large)
            most = question.count / 2;
        else
            done += question.count;
    }
    return true;
}
