/* timestamp.h: times as the API and HTTP write them, checked before PostgreSQL sees them, because
 * it takes 'now', 'infinity' and zone-less times without a word (measured on PostgreSQL
 * 15). */
#ifndef BRIGADE_BASE_TIMESTAMP_H
#define BRIGADE_BASE_TIMESTAMP_H

#include "lib/base/base.h"

#define TIMESTAMP_BYTES 40

/* Rewrites as YYYY-MM-DDThh:mm:ss[.ffffff]+00:00-style text with a zone. Accepts what was seen on
 * Bitbucket: 'T' or a blank, no fraction or 1 to 9 digits (cut to 6), 'Z', +hh:mm, +hhmm, or no
 * zone (UTC). Years 1 to 9999, real calendar days, seconds to 59. False otherwise, `out` untouched.
 */
bool timestamp_normalise(const char *text, char out[TIMESTAMP_BYTES]) MUST_CHECK;
/* Seconds since 1970 as the same text, UTC. False outside years 1 to 9999. */
bool timestamp_from_epoch(int64_t seconds, char out[TIMESTAMP_BYTES]) MUST_CHECK;
/* Retry-After (RFC 9110 10.2.3): seconds or an HTTP-date, as milliseconds from `now_s` on; at least
 * 0, at most an hour. False when it is neither; negative numbers are neither. */
bool timestamp_parse_retry_after(const char *text, int64_t now_s, int64_t *milliseconds) MUST_CHECK;
/* X-RateLimit-Reset: seconds left (seen on Bitbucket 2026); above 10^9 an epoch (other servers). 0
 * to an hour. */
bool timestamp_parse_rate_reset(const char *text, int64_t now_s, int64_t *milliseconds) MUST_CHECK;

#endif
