/* api.h: a verb's own requests to the API: signed in as a credential, booked against its hour like
 * any other. */
#ifndef BRIGADE_CLI_API_H
#define BRIGADE_CLI_API_H

#include "bitbucket/client.h"
#include "cli/config.h"
#include "lib/db/db.h"

struct api {
    const struct config *config;
    struct db *db; /* borrowed; NULL: there is none, and nothing is booked */
    struct identity identity;
    int per_hour;
};

/* Looks the credential up and reads its secret; NULL or "": anonymous. ERROR_ITEM when there is no
 * such credential. */
bool api_open(struct api *api, const struct config *config, struct db *db, const char *credential,
              struct error *err) MUST_CHECK;
void api_release(struct api *api);
/* GETs an address of the API. NULL with *err when no answer came or no request is left
 * (`throttled`); else the answer, whatever its status, which the caller frees. */
struct http_response *api_get(struct api *api, const char *url, struct error *err) MUST_CHECK;

#endif
