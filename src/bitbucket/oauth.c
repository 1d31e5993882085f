#include "bitbucket/oauth.h"

#include <string.h>
#include <time.h>

#include "bitbucket/client.h"
#include "lib/json/json.h"
#include "lib/base/limits.h"
#include "lib/base/locked.h"
#include "lib/base/redact.h"
#include "lib/base/text.h"

/* An access token without expires_in: the manual says an hour. */
#define LIFETIME_S 3600
#define LIFETIME_S_MAX (30 * 24 * 3600)

void oauth_tokens_release(struct oauth_tokens *tokens)
{
    free_secret(&tokens->access);
    free_secret(&tokens->refresh);
    free_pointer(&tokens->scopes);
}

static void add_field(struct buffer *out, const char *name, const char *value)
{
    buffer_printf(out, "%s%s=", out->size > 0 ? "&" : "", name);
    text_url_encode(out, value);
}

char *oauth_authorize_url(const char *web_url, const char *key, const char *redirect,
                          const char *state)
{
    CLEANUP(buffer_release) struct buffer query = {0};

    add_field(&query, "client_id", key);
    add_field(&query, "response_type", "code");
    add_field(&query, "redirect_uri", redirect);
    add_field(&query, "state", state);
    return xasprintf("%s/site/oauth2/authorize?%s", web_url, buffer_text(&query));
}

static struct http_response *post(const struct oauth_consumer *consumer, const char *form,
                                  struct error *err)
{
    CLEANUP(http_close) struct http *http = NULL;
    CLEANUP(free_secret)
    char *authorization = client_basic_authorization(consumer->key, consumer->secret);
    CLEANUP(free_pointer) char *url = xasprintf("%s/site/oauth2/access_token", consumer->web_url);
    struct http_settings settings = {.user_agent = PACKAGE_NAME "/" PACKAGE_VERSION,
                                     .ca_file = consumer->ca_file,
                                     .max_in_flight = 1,
                                     .request_ms = LIMIT_TOKEN_MS};
    struct http_request request = {.url = url,
                                   .authorization = authorization,
                                   .body = form,
                                   .content_type = "application/x-www-form-urlencoded",
                                   .max_body_bytes = LIMIT_TOKEN_BYTES * 4,
                                   .has_secret_answer = true};
    struct http_response *answer = NULL;

    if (!http_open(&http, &settings, err) || !http_start(http, &request, err))
        return NULL;
    while (answer == NULL && http_pending(http) > 0)
        answer = http_next(http, 1000);
    if (answer == NULL)
        error_set(err, ERROR_RETRY, "Bitbucket gave no answer");
    return answer;
}

/* The answer's own word, such as invalid_grant, when it is one: a server's sentence might repeat
 * the token that it was asked with. */
static const char *error_word(const struct json_object *body)
{
    const char *word = json_text_at(body, "error");

    return word != NULL && strlen(word) <= 40 &&
                   strspn(word, "abcdefghijklmnopqrstuvwxyz_") == strlen(word)
               ? word
               : "no reason given";
}

static bool refuse(const struct http_response *answer, const struct json_object *body,
                   struct error *err)
{
    int status = answer->status;
    bool is_final = status == 400 || status == 401 || status == 403;

    error_set_http(err, is_final ? ERROR_IMPORT : ERROR_RETRY, status,
                   "Bitbucket's token endpoint answered %d: %s", status, error_word(body));
    if (answer->retry_after_ms > 0)
        err->retry_after_ms = answer->retry_after_ms;
    return false;
}

static bool is_token(const char *text)
{
    if (text == NULL || *text == '\0' || strlen(text) > LIMIT_TOKEN_BYTES)
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~')
            return false;
    return true;
}

/* `scope` since 2026, `scopes` before. */
static char *copy_scopes(const struct json_object *body)
{
    const char *scopes = json_text_at(body, "scope");
    char *copy = xstrdup(scopes != NULL ? scopes : json_text_at(body, "scopes"));

    if (copy != NULL)
        text_single_line(copy);
    return copy;
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool take_tokens(struct json_object *body, int64_t asked_ms, struct oauth_tokens *out,
                        struct error *err)
{
    const char *access = json_text_at(body, "access_token");
    const char *refresh = json_text_at(body, "refresh_token");
    int64_t lifetime_s = 0;

    if (!is_token(access) || (refresh != NULL && !is_token(refresh)))
        return error_set(err, ERROR_RETRY, "Bitbucket's token endpoint gave no token");
    if (!json_integer_at(body, "expires_in", &lifetime_s) || lifetime_s < 1 ||
        lifetime_s > LIFETIME_S_MAX)
        lifetime_s = LIFETIME_S;
    redact_learn(access);
    if (refresh != NULL)
        redact_learn(refresh);
    *out = (struct oauth_tokens){.access = locked_copy(access),
                                 .refresh = locked_copy(refresh),
                                 .scopes = copy_scopes(body),
                                 .expires_ms = asked_ms + lifetime_s * 1000};
    return true;
}

static bool ask(const struct oauth_consumer *consumer, const char *form, struct oauth_tokens *out,
                struct error *err)
{
    int64_t asked_ms = now_ms();
    CLEANUP(http_response_free) struct http_response *answer = post(consumer, form, err);
    CLEANUP(json_free) struct json_object *body = NULL;
    struct error ignored;
    bool good = false;

    if (answer == NULL)
        return false;
    if (answer->error.class != ERROR_NONE) {
        *err = answer->error;
        if (err->class == ERROR_ITEM)
            err->class = ERROR_RETRY;
        return false;
    }
    if (!json_parse(buffer_text(&answer->body), answer->body.size, &body, NULL, &ignored))
        body = NULL;
    good =
        answer->status == 200 ? take_tokens(body, asked_ms, out, err) : refuse(answer, body, err);
    json_erase_text(body, "access_token");
    json_erase_text(body, "refresh_token");
    return good;
}

bool oauth_redeem_code(const struct oauth_consumer *consumer, const char *code,
                       const char *redirect, struct oauth_tokens *out, struct error *err)
{
    CLEANUP(buffer_release) struct buffer form = {.is_secret = true};

    add_field(&form, "grant_type", "authorization_code");
    add_field(&form, "code", code);
    add_field(&form, "redirect_uri", redirect);
    return ask(consumer, buffer_text(&form), out, err);
}

bool oauth_refresh(const struct oauth_consumer *consumer, const char *refresh,
                   struct oauth_tokens *out, struct error *err)
{
    CLEANUP(buffer_release) struct buffer form = {.is_secret = true};

    add_field(&form, "grant_type", "refresh_token");
    add_field(&form, "refresh_token", refresh);
    if (!ask(consumer, buffer_text(&form), out, err))
        return false;
    if (out->refresh == NULL) /* RFC 6749, 6: without a new one the old one stays good */
        out->refresh = locked_copy(refresh);
    return true;
}

bool oauth_ask_as_consumer(const struct oauth_consumer *consumer, struct oauth_tokens *out,
                           struct error *err)
{
    if (!ask(consumer, "grant_type=client_credentials", out, err))
        return false;
    free_secret(&out->refresh); /* since 2026-05-04 there is none */
    return true;
}
