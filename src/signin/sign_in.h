/* sign_in.h: from the name of a credential to the secret that a request carries: a secret file, a
 * sealed text, or OAuth tokens, which are renewed when they are about to expire.
 */
#ifndef BRIGADE_SIGNIN_SIGN_IN_H
#define BRIGADE_SIGNIN_SIGN_IN_H

#include "bitbucket/client.h"
#include "lib/db/db.h"
#include "lib/base/settings.h"

struct sign_in {
    const struct settings *settings;
    struct db *db;
    const char *worker;    /* name of the caller */
    int64_t run_id;        /* 0: for no import; whom a sealed text is for is then not checked */
    const char *workspace; /* of the import */
    /* Called while another process renews tokens; false: wait no more. NULL: none. */
    bool (*go_on)(void *payload);
    void *payload;
};

/* Fills identity->secret; its name and kind are given (no name: anonymous, nothing to do).
 * *generation (may be NULL) tells tokens apart from those that replace them; 0: no tokens. Errors:
 * ERROR_IMPORT, with a cause where people can mend it; ERROR_RETRY when tokens cannot be had now.
 */
bool sign_in(const struct sign_in *request, struct identity *identity, int64_t *generation,
             struct error *err) MUST_CHECK;

/* Bitbucket answered 401 to these tokens: they are renewed before the next use. *again is false
 * when that would not help. */
bool sign_in_distrust(struct db *db, const char *credential, int64_t generation, bool *again,
                      struct error *err) MUST_CHECK;

#endif
