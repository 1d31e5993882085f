/* quota.h: what answers say of the budget of whoever asks (X-RateLimit-*), told to brigade.budgets,
 * so that all workers together keep to it. */
#ifndef BRIGADE_ENGINE_QUOTA_H
#define BRIGADE_ENGINE_QUOTA_H

#include "lib/db/db.h"
#include "lib/http/http.h"

/* Zeroed: no answer yet. */
struct quota {
    bool is_heard;
    int64_t allowed;  /* requests in a window; -1: not said */
    int64_t window_s; /* -1: not said */
    int is_near;      /* 0, 1; -1: not said */
    int64_t least;    /* the fewest that an answer said are left; -1: not said */
    int64_t reset_ms; /* until when, by clock_ms() */
};

/* What a worker has told last, so that the same is not told at each batch. */
struct quota_told {
    char credential[256];
    int64_t allowed;
    int is_near;
};

void quota_hear(struct quota *quota, const struct http_response *answer);
/* Tells it when it is news. credential: empty when anonymous. */
bool quota_tell(const struct quota *quota, struct quota_told *told, struct db *db,
                const char *credential, struct error *err) MUST_CHECK;

#endif
