/* outage.h: something that fails again and again: how long to wait, and what the log is told, which
 * is the first time and then once a minute. Zeroed: all is well. */
#ifndef BRIGADE_ENGINE_OUTAGE_H
#define BRIGADE_ENGINE_OUTAGE_H

#include "engine/log.h"
#include "lib/base/error.h"
#include "lib/base/settings.h"

struct outage {
    int64_t began_ms;
    int64_t told_ms;
    int64_t count;
};

/* It failed once more. context may be NULL. */
void outage_meet(struct outage *outage, const struct settings *settings,
                 const struct log_context *context, const struct error *err);
/* It went well. */
void outage_pass(struct outage *outage);
/* How long it has lasted. */
int64_t outage_ms(const struct outage *outage);
/* The wait before the next try: it doubles each time up to ten seconds, and chance spreads it. */
int64_t outage_wait_ms(const struct outage *outage);

#endif
