/* vault.h: what only workers can open: the records that are sealed in brigade.sealed_secrets, and
 * the workers' keys, files workers-<key id>.key in the directory of credentials (mode 0600, one
 * line).
 *
 * A record says what it is good for: the credential, and, when a requester sealed it, for which
 * role and workspace and until when. So a sealed text that was copied into another row, or used by
 * another role, opens nothing.
 */
#ifndef BRIGADE_SIGNIN_VAULT_H
#define BRIGADE_SIGNIN_VAULT_H

#include "lib/secret/seal.h"

/* All texts are the record's own; what is NULL is not said. */
struct vault_record {
    char *credential;
    char *kind;
    char *requester;   /* role that may use it */
    char *workspace;   /* that it may be used for */
    int64_t expires_s; /* epoch; 0: never */
    char *secret;      /* of oauth: the access token */
    char *refresh;     /* of oauth by a person's consent: the refresh token */
};

/* A sealed text as it stands in the database, beside the names of the key and the credential. */
struct vault_sealed {
    const char *credential;
    const char *key_id;
    const char *text;
};

void vault_record_release(struct vault_record *record); /* overwrites the secrets */

/* *sealed is the caller's (free_pointer). ERROR_IMPORT when the key is not a key, ERROR_ITEM for a
 * text with a line end. */
bool vault_seal(const char *public_key, const struct vault_record *record, char **sealed,
                struct error *err) MUST_CHECK;
/* Opens with the key that has this id. ERROR_IMPORT, saying what to do: the key is not on this
 * host, or it was not sealed as a record of this credential. */
bool vault_open(const char *directory, const struct vault_sealed *sealed, struct vault_record *out,
                struct error *err) MUST_CHECK;

/* Path of a key; the caller frees it. */
char *vault_key_path(const char *directory, const char *key_id) MUST_CHECK;
/* Makes a key and writes its private half. */
bool vault_make_key(const char *directory, char key_id[SEAL_ID_TEXT],
                    char public_key[SEAL_KEY_TEXT], struct error *err) MUST_CHECK;

#endif
