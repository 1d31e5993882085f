/* redact.h: takes secrets out of text that people may see. Called where text leaves: error_set (and
 * so every row and message that an error becomes) and log_event; nobody else needs to.
 *
 * Two ways. A secret that this process has read is known, and found in each form that a library or
 * a server may print it in: as it is, percent-encoded, JSON-escaped, and base64 at any of the three
 * alignments (so that of "user:secret" is found too). A secret that is not known is found by the
 * words before it: user info of an address, Authorization, and the parameters that carry tokens and
 * signatures.
 *
 * It is our own because only this process knows which secrets it has read, and the texts come from
 * libcurl, libpq, git and servers, none of which hides a secret in all of these forms.
 */
#ifndef BRIGADE_BASE_REDACT_H
#define BRIGADE_BASE_REDACT_H

#include "lib/base/base.h"

/* Shorter secrets are not looked for: they would be found in ordinary words. Bitbucket's have 24
 * and more. */
#define REDACT_SECRET_BYTES_MIN 8

/* A secret that was read: it is copied, and stays known until the process ends. One that is known
 * already, or is too short, is nothing. */
void redact_learn(const char *secret);
/* In place; the text never grows: each find becomes "***". */
void redact_text(char *text);
/* Wipes and forgets all that was learnt. */
void redact_forget(void);

#endif
