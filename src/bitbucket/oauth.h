/* oauth.h: OAuth 2.0 as Bitbucket has it (API facts of November 2026, section 3): a consumer's key
 * and secret, authorization code or client credentials. Access tokens live about two hours; a
 * refresh token is good once, the answer brings the next.
 */
#ifndef BRIGADE_BITBUCKET_OAUTH_H
#define BRIGADE_BITBUCKET_OAUTH_H

#include "lib/base/error.h"

struct oauth_consumer {
    const char *web_url;
    const char *key;
    const char *secret;
    const char *ca_file; /* PEM; NULL: the system's */
};

struct oauth_tokens {
    char *access;
    char *refresh;      /* NULL: none (client credentials) */
    char *scopes;       /* separated by blanks; NULL: not said */
    int64_t expires_ms; /* epoch, by the clock of this host: counted from before it was asked for */
};

void oauth_tokens_release(struct oauth_tokens *tokens); /* overwrites them */

/* The page where a person consents. `redirect` is where the browser goes with the code; the caller
 * frees the address. */
char *oauth_authorize_url(const char *web_url, const char *key, const char *redirect,
                          const char *state) MUST_CHECK;

/* Each asks once, LIMIT_TOKEN_MS at most. Errors: ERROR_IMPORT, with http_status, when Bitbucket
 * refuses the consumer (401) or what it was given (400); ERROR_RETRY otherwise: after one, nobody
 * knows whether a code or refresh token was used up. */
bool oauth_redeem_code(const struct oauth_consumer *consumer, const char *code,
                       const char *redirect, struct oauth_tokens *out,
                       struct error *err) MUST_CHECK;
bool oauth_refresh(const struct oauth_consumer *consumer, const char *refresh,
                   struct oauth_tokens *out, struct error *err) MUST_CHECK;
/* As the consumer's own workspace; brings no refresh token. */
bool oauth_ask_as_consumer(const struct oauth_consumer *consumer, struct oauth_tokens *out,
                           struct error *err) MUST_CHECK;

#endif
