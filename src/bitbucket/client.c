#include "bitbucket/client.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "bitbucket/path.h"
#include "lib/json/json.h"
#include "lib/json/json_gate.h"
#include "lib/base/limits.h"
#include "lib/base/locked.h"
#include "lib/base/redact.h"
#include "lib/base/text.h"

#define MESSAGE_BYTES 300
#define NO_REASON "no reason given"

static const struct {
    const char *kind;
    const char *git_user;
    bool basic;
} kinds[] = {
    {"api_token", "x-bitbucket-api-token-auth", true},
    {"access_token", "x-token-auth", false},
    {"oauth", "x-token-auth", false},
};

void identity_release(struct identity *identity)
{
    free_pointer(&identity->name);
    free_pointer(&identity->kind);
    free_pointer(&identity->email);
    free_secret(&identity->secret);
}

bool identity_is_anonymous(const struct identity *identity)
{
    return identity->secret == NULL;
}

static size_t kind_index(const struct identity *identity)
{
    size_t index = 0;

    while (index < ARRAY_LENGTH(kinds) && strcmp(kinds[index].kind, identity->kind) != 0)
        index++;
    return index;
}

char *client_basic_authorization(const char *user, const char *secret)
{
    static const char scheme[] = "Basic ";
    CLEANUP(free_secret) char *pair = locked_printf("%s:%s", user, secret);
    size_t size = strlen(pair);
    size_t room = sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL);
    char *header = locked_new(sizeof(scheme) - 1 + room);

    memcpy(header, scheme, sizeof(scheme) - 1);
    sodium_bin2base64(header + sizeof(scheme) - 1, room, (const unsigned char *)pair, size,
                      sodium_base64_VARIANT_ORIGINAL);
    return header;
}

char *identity_authorization(const struct identity *identity)
{
    if (identity_is_anonymous(identity))
        return NULL;
    redact_learn(identity->secret); /* from wherever it came */
    if (!kinds[kind_index(identity)].basic)
        return locked_printf("Bearer %s", identity->secret);
    return client_basic_authorization(identity->email != NULL ? identity->email : "",
                                      identity->secret);
}

char *identity_git_authorization(const struct identity *identity)
{
    return identity_is_anonymous(identity)
               ? NULL
               : client_basic_authorization(identity_git_user(identity), identity->secret);
}

const char *identity_git_user(const struct identity *identity)
{
    return identity_is_anonymous(identity) ? NULL : kinds[kind_index(identity)].git_user;
}

/* "..", plain or percent-encoded, up to the next slash: clients and servers take it for the parent.
 */
static bool is_parent(const char *part)
{
    int dots = 0;

    for (; *part != '\0' && *part != '/'; dots++) {
        if (*part != '.' && strncasecmp(part, "%2e", 3) != 0)
            return false;
        part += *part == '.' ? 1 : 3;
    }
    return dots == 2;
}

static bool leads_out(const char *path)
{
    for (; path != NULL; path = strchr(path + 1, '/'))
        if (is_parent(path + 1))
            return true;
    return false;
}

bool client_check_link(const char *api_url, const char *link, struct error *err)
{
    CLEANUP(http_url_release) struct http_url api = {0};
    CLEANUP(http_url_release) struct http_url url = {0};

    if (!http_url_parse(api_url, &api, err))
        return false;
    if (!http_url_parse(link, &url, err))
        return error_prefix(err, "the server gave a link that cannot be followed");
    if (url.has_user_info || !http_url_same_origin(&api, &url))
        return error_set(err, ERROR_ITEM,
                         "the server gave a link to %s://%s:%s, which is not the API at %s",
                         url.scheme, url.host, url.port, api_url);
    if (strncmp(url.path, "/2.0/", 5) != 0 || leads_out(url.path))
        return error_set(err, ERROR_ITEM, "the server gave a link outside of /2.0/ of the API");
    return true;
}

bool client_is_own_host(const char *web_url, const char *url)
{
    CLEANUP(http_url_release) struct http_url web = {0};
    CLEANUP(http_url_release) struct http_url other = {0};
    struct error ignored;

    return http_url_parse(web_url, &web, &ignored) && http_url_parse(url, &other, &ignored) &&
           http_url_same_origin(&web, &other);
}

static void add_list(struct buffer *out, const char *words, const struct json_object *list)
{
    for (size_t i = 0; i < json_length(list); i++) {
        const char *text = json_text(json_element(list, i));
        if (text != NULL)
            buffer_printf(out, "%s%.60s", i == 0 ? words : ", ", text);
    }
}

/* What "detail" adds to the message: a text, or the scopes that are needed and those that are
 * there.
 */
static void add_detail(struct buffer *out, const struct json_object *detail)
{
    const char *text = json_text(detail);

    if (text != NULL && *text != '\0')
        buffer_printf(out, " (%.*s)", MESSAGE_BYTES, text);
    if (!json_is_object(detail))
        return;
    add_list(out, " It needs the scopes ", json_at(detail, "required"));
    add_list(out, "; the credential has ", json_at(detail, "granted"));
}

/* The words of the error envelope: {"error":{"message":..., "detail":...}}, {"message":...} or the
 * text itself. */
static char *server_message(const struct http_response *answer)
{
    CLEANUP(json_free) struct json_object *body = NULL;
    CLEANUP(buffer_release) struct buffer text = {0};
    CLEANUP(buffer_release) struct buffer whole = {0};
    struct error ignored;
    const char *said = NULL;

    if (json_parse(buffer_text(&answer->body), answer->body.size, &body, NULL, &ignored)) {
        said = json_text_at(body, "error.message");
        if (said != NULL && *said != '\0') {
            buffer_add(&whole, said);
            add_detail(&whole, json_at(body, "error.detail"));
            said = buffer_text(&whole);
        }
        if (said == NULL)
            said = json_text_at(body, "message");
    } else if (strcmp(answer->content_type, "text/plain") == 0) {
        said = buffer_text(&answer->body);
    }
    if (said == NULL || *said == '\0')
        return xstrdup(NO_REASON);
    text_sanitise(&text, said, strnlen(said, MESSAGE_BYTES));
    text_single_line(text.data);
    return xstrdup(buffer_text(&text));
}

/* Where a redirect of a repository leads: /2.0/repositories/<workspace>/<slug>. The caller frees
 * it; NULL: to no such place. */
static char *moved_to(const char *location)
{
    static const char mark[] = "/2.0/repositories/";
    const char *place = location != NULL ? strstr(location, mark) : NULL;
    const char *workspace = place != NULL ? place + sizeof(mark) - 1 : "";
    const char *slug = workspace + strcspn(workspace, "/?#");
    CLEANUP(free_pointer) char *first = xasprintf("%.*s", (int)(slug - workspace), workspace);
    CLEANUP(free_pointer) char *second = NULL;

    slug += *slug == '/';
    second = xasprintf("%.*s", (int)strcspn(slug, "/?#"), slug);
    if (!path_is_slug(first) || (*second != '\0' && !path_is_slug(second)))
        return NULL;
    return xasprintf("%s%s%s", first, *second != '\0' ? "/" : "", second);
}

/* A redirect is not followed: people insert a renamed repository under its name of today. */
static bool judge_redirect(const struct http_response *answer, struct error *err)
{
    CLEANUP(free_pointer) char *place = moved_to(answer->location);

    error_set_http(err, ERROR_ITEM, answer->status,
                   place != NULL ? "is now %s: insert that into brigade.imports"
                                 : "Bitbucket answered with a redirect, which is not followed%s: "
                                   "open the address in a browser and insert the name that it has "
                                   "there into brigade.imports",
                   place != NULL ? place : "");
    err->cause = place != NULL ? CAUSE_MOVED : CAUSE_NONE;
    return false;
}

static bool is_rate_text(const char *message)
{
    return strcasestr(message, "rate limit") != NULL;
}

/* A 404 without words may be a proxy's. One that speaks of access is about the whole repository,
 * and does not say which of both it is; one that knows no such API is about the address. */
static bool is_gone(int status, const char *message)
{
    return status == 410 ||
           (status == 404 && strcmp(message, NO_REASON) != 0 &&
            strcasestr(message, "access") == NULL && strcasestr(message, "no API") == NULL);
}

/* Seen on: "CHANGE-3071 - Functionality has been deprecated", on every repository. */
static bool is_withdrawn(int status, const char *message)
{
    return status == 410 && strcasestr(message, "has been deprecated") != NULL;
}

static enum error_class class_of(int status)
{
    if (status == 401)
        return ERROR_IMPORT;
    if (status == 408 || status == 425 || status == 429 ||
        (status >= 500 && status != 501 && status != 555))
        return ERROR_RETRY;
    return ERROR_ITEM;
}

/* What calls itself JSON and is none was spoilt on its way, and cannot be taken for the truth. */
static bool is_spoilt(const struct http_response *answer)
{
    CLEANUP(json_free) struct json_object *body = NULL;
    struct error ignored;

    return answer->body.size > 0 && strcmp(answer->content_type, "application/json") == 0 &&
           !json_parse(buffer_text(&answer->body), answer->body.size, &body, NULL, &ignored);
}

bool client_check_answer(const struct http_response *answer, struct error *err)
{
    CLEANUP(free_pointer) char *message = NULL;
    int status = answer->status;

    if (answer->error.class != ERROR_NONE) {
        *err = answer->error;
        return false;
    }
    if (status >= 200 && status < 300)
        return json_gate_count(buffer_text(&answer->body), answer->body.size, LIMIT_JSON_VALUES,
                               err) ||
               error_prefix(err, "the answer is too large");
    if (status >= 301 && status <= 308 && answer->location != NULL)
        return judge_redirect(answer, err);
    if (class_of(status) != ERROR_RETRY && is_spoilt(answer))
        return error_set(err, ERROR_RETRY,
                         "Bitbucket answered %d, and the text of the answer is no JSON", status);
    message = server_message(answer);
    if (status == 429 || (status == 403 && is_rate_text(message))) {
        error_set_http(err, ERROR_RETRY, status, "Bitbucket's rate limit is used up (%d: %s)",
                       status, message);
        err->throttled = true;
    } else {
        error_set_http(err, class_of(status), status, "Bitbucket answered %d: %s", status, message);
        if (status == 413 || (status == 400 && strcasestr(message, "pagelen") != NULL))
            err->cause = CAUSE_TOO_LARGE;
        else if (is_gone(status, message))
            err->cause = is_withdrawn(status, message) ? CAUSE_WITHDRAWN : CAUSE_GONE;
    }
    err->retry_after_ms = answer->retry_after_ms >= 0                    ? answer->retry_after_ms
                          : answer->rate_reset_ms >= 0 && err->throttled ? answer->rate_reset_ms
                                                                         : 0;
    return false;
}
