/* tokens.h: the tokens of an OAuth consumer, sealed in the database, renewed by one worker at a
 * time.
 *
 * A refresh token is good once: between Bitbucket's answer and our row the new one exists in memory
 * alone. So the exchange is done by a process of its own, which a kill of the worker does not
 * reach; it has everything that it needs before it asks, and writes the sealed answer to the disk
 * (.renewed-<credential> in the directory of credentials) before it tells PostgreSQL, which may be
 * away. The next process that renews finds that file first. The generation is the fence: only the
 * tokens that followed from the row's own are taken.
 */
#ifndef BRIGADE_SIGNIN_TOKENS_H
#define BRIGADE_SIGNIN_TOKENS_H

#include "bitbucket/oauth.h"
#include "lib/db/db.h"
#include "signin/sign_in.h"

/* Begins to renew the tokens of a generation, when nobody else does, and returns at once: the row
 * of brigade.secret_of tells how it went. */
bool tokens_begin_renewal(const struct sign_in *request, const char *credential, int64_t generation,
                          struct error *err) MUST_CHECK;

/* Seals tokens and puts them into the row, whatever stands there: for a person who has signed in.
 * `row`: of brigade.secret_of, row 0. */
bool tokens_store(struct db *db, const char *credential, const struct db_rows *row,
                  const struct oauth_tokens *tokens, struct error *err) MUST_CHECK;

#endif
