#include "engine/outage.h"

#include <stdlib.h>

#define WAIT_MIN_MS 100
#define WAIT_MAX_MS 10000
#define TOLD_MS 60000

void outage_meet(struct outage *outage, const struct settings *settings,
                 const struct log_context *context, const struct error *err)
{
    int64_t now = clock_ms();
    struct error told = *err;
    bool is_due = outage->count == 0 || now - outage->told_ms >= TOLD_MS;

    if (outage->count++ == 0)
        outage->began_ms = now;
    settings_advise(settings, &told);
    if (is_due)
        outage->told_ms = now;
    if (outage->count == 1)
        log_event(LOG_LEVEL_WARNING, context, "%s", told.message);
    else
        log_event(is_due ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG, context,
                  "%s (%lld times in %lld s)", told.message, (long long)outage->count,
                  (long long)(now - outage->began_ms) / 1000);
}

void outage_pass(struct outage *outage)
{
    *outage = (struct outage){0};
}

int64_t outage_ms(const struct outage *outage)
{
    return outage->count > 0 ? clock_ms() - outage->began_ms : 0;
}

int64_t outage_wait_ms(const struct outage *outage)
{
    int64_t wait_ms = (int64_t)WAIT_MIN_MS << (outage->count < 8 ? outage->count : 8);

    if (wait_ms > WAIT_MAX_MS)
        wait_ms = WAIT_MAX_MS;
    return wait_ms / 2 + random() % (wait_ms / 2 + 1);
}
