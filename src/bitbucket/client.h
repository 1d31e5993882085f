/* client.h: the manners of the API: our name, which links may see our credential, what a status
 * means. Sources: API facts of November 2026, sections 3 (authentication), 4 (rate limits), 6
 * (errors). */
#ifndef BRIGADE_BITBUCKET_CLIENT_H
#define BRIGADE_BITBUCKET_CLIENT_H

#include "lib/http/http.h"

/* How a worker signs in. Zeroed: anonymous. */
struct identity {
    char *name;   /* of the credential; NULL: anonymous */
    char *kind;   /* api_token, access_token, oauth */
    char *email;  /* of an api_token */
    char *secret; /* the token; of an oauth consumer: the access token */
};

void identity_release(struct identity *identity); /* overwrites the secret */
bool identity_is_anonymous(const struct identity *identity);
/* Value of the Authorization header: Basic e-mail:token for an api_token, Bearer for an
 * access_token and oauth; NULL when anonymous. The caller frees it with free_secret. */
char *identity_authorization(const struct identity *identity) MUST_CHECK;
/* "Basic ..."; the caller frees it with free_secret. */
char *client_basic_authorization(const char *user, const char *secret) MUST_CHECK;
/* User name for git over https: fixed per kind of credential (the e-mail is not one); NULL when
 * anonymous. */
const char *identity_git_user(const struct identity *identity);
/* Value of the Authorization header for what speaks git's protocols over https, LFS among them:
 * Basic user:secret; NULL when anonymous. The caller frees it with free_secret. */
char *identity_git_authorization(const struct identity *identity) MUST_CHECK;

/* A link that the server gave (`next`): same scheme, host and port as the API, below /2.0/, no user
 * info. Links are opaque: checked, never built. */
bool client_check_link(const char *api_url, const char *link, struct error *err) MUST_CHECK;

/* Whether a URL has the scheme, host and port of web_url: git and LFS credentials go nowhere else.
 */
bool client_is_own_host(const char *web_url, const char *url);

/* True for a 2xx answer of at most LIMIT_JSON_VALUES values (CAUSE_TOO_LARGE). Else *err
 * says how far it reaches: 401 import; 403 and 404 and 410 item; 429, and 403 with the text of a
 * rate limit, retry with `throttled`; 408 and 5xx retry; transport faults as http.h has them; other
 * 4xx item; CAUSE_GONE where the server says itself that it has no such object, and CAUSE_WITHDRAWN
 * where it has none for anybody. A redirect is an
 * error of the item, CAUSE_MOVED where it says what a repository is called now. The message names
 * the status and what the server said in its error envelope, in one line of at most 300 characters.
 */
bool client_check_answer(const struct http_response *answer, struct error *err) MUST_CHECK;

#endif
