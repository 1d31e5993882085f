/* webhook.h: the operator's webhook is told how runs end (brigade.notices). Any worker that has the
 * setting sends what is due, beside its jobs.
 *
 * A notice is put off in the database before it is sent, so a killed worker loses none: it is sent
 * again, under the same id. A receiver that does not take it is tried again with growing pauses,
 * ten times at most. The form is that of the Standard Webhooks specification. */
#ifndef BRIGADE_ENGINE_WEBHOOK_H
#define BRIGADE_ENGINE_WEBHOOK_H

#include "engine/outage.h"
#include "lib/db/db.h"

struct webhook {
    const struct settings *settings;
    struct db *db;
    int64_t next_ms; /* when to look again */
    struct outage outage;
};

/* Sends what is due, unless it looked a moment ago. What cannot be sent is logged and noted; false
 * when the database cannot be asked. */
bool webhook_look(struct webhook *webhook, struct error *err) MUST_CHECK;
/* The secret in credentials that a webhook is signed with. The caller frees it with free_secret. */
bool webhook_secret(const char *credentials, char **secret, struct error *err) MUST_CHECK;

#endif
