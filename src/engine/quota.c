#include "engine/quota.h"

#include <stdio.h>
#include <string.h>

void quota_hear(struct quota *quota, const struct http_response *answer)
{
    if (answer->status == 0)
        return;
    if (!quota->is_heard)
        *quota = (struct quota){
            .is_heard = true, .allowed = -1, .window_s = -1, .is_near = -1, .least = -1};
    if (answer->rate_limit > 0) {
        quota->allowed = answer->rate_limit;
        quota->window_s = answer->rate_window_s;
    }
    if (answer->rate_is_near >= 0)
        quota->is_near = answer->rate_is_near;
    if (answer->rate_remaining < 0 || answer->rate_reset_ms < 0)
        return;
    /* A window that ends later than the last one is a new one. */
    if (quota->least < 0 || answer->rate_remaining < quota->least || clock_ms() > quota->reset_ms) {
        quota->least = answer->rate_remaining;
        quota->reset_ms = clock_ms() + answer->rate_reset_ms;
    }
}

static bool is_news(const struct quota *quota, const struct quota_told *told,
                    const char *credential)
{
    return quota->least >= 0 || quota->is_near == 1 || quota->is_near != told->is_near ||
           quota->allowed != told->allowed || strcmp(told->credential, credential) != 0;
}

/* NULL stands for what was not said. */
static struct db_value said(int64_t value)
{
    return value >= 0 ? db_int(value) : db_text(NULL);
}

bool quota_tell(const struct quota *quota, struct quota_told *told, struct db *db,
                const char *credential, struct error *err)
{
    int64_t left_ms = quota->reset_ms - clock_ms();
    bool says_left = quota->least >= 0 && left_ms >= 0;

    if (!quota->is_heard || !is_news(quota, told, credential) ||
        (quota->allowed < 0 && quota->is_near < 0 && !says_left))
        return true;
    if (!db_query(db,
                  DB_CALL("select brigade.note_limits(credential => $1, allowed => $2, "
                          "window_s => $3, is_near => $4, remaining => $5, reset_ms => $6)",
                          db_text(credential), said(quota->allowed), said(quota->window_s),
                          db_text(quota->is_near < 0    ? NULL
                                  : quota->is_near == 1 ? "true"
                                                        : "false"),
                          said(says_left ? quota->least : -1), said(says_left ? left_ms : -1)),
                  NULL, err))
        return false;
    snprintf(told->credential, sizeof(told->credential), "%s", credential);
    told->allowed = quota->allowed;
    told->is_near = quota->is_near;
    return true;
}
