#include "lib/base/timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EPOCH_MIN (-62135596800) /* 0001-01-01T00:00:00Z */
#define EPOCH_MAX 253402300799   /* 9999-12-31T23:59:59Z */
#define HOUR_MS 3600000
#define FRACTION_KEPT 6 /* PostgreSQL rounds further digits: 23:59:59.9999999 would be tomorrow */
#define FRACTION_SEEN 9
#define OFFSET_HOURS_MAX 15 /* PostgreSQL's own bound; real zones end at 14 */

/* A cursor over the text; `valid` falls once and stays. */
struct scan {
    const char *at;
    bool valid;
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static int scan_number(struct scan *scan, int digits, int low, int high)
{
    int number = 0;
    for (int i = 0; scan->valid && i < digits; i++) {
        scan->valid = is_digit(*scan->at); /* never steps over the end */
        if (scan->valid)
            number = number * 10 + (*scan->at++ - '0');
    }
    scan->valid = scan->valid && number >= low && number <= high;
    return number;
}

static void scan_one_of(struct scan *scan, const char *bytes)
{
    scan->valid = scan->valid && *scan->at && strchr(bytes, *scan->at);
    if (scan->valid)
        scan->at++;
}

static void scan_date_time(struct scan *scan, struct tm *tm)
{
    tm->tm_year = scan_number(scan, 4, 1, 9999) - 1900;
    scan_one_of(scan, "-");
    tm->tm_mon = scan_number(scan, 2, 1, 12) - 1;
    scan_one_of(scan, "-");
    tm->tm_mday = scan_number(scan, 2, 1, 31);
    scan_one_of(scan, "T ");
    tm->tm_hour = scan_number(scan, 2, 0, 23);
    scan_one_of(scan, ":");
    tm->tm_min = scan_number(scan, 2, 0, 59);
    scan_one_of(scan, ":");
    tm->tm_sec = scan_number(scan, 2, 0, 59);
}

/* Point and digits, the digits cut to what PostgreSQL keeps; "" when there are none. */
static void scan_fraction(struct scan *scan, char out[FRACTION_KEPT + 2])
{
    out[0] = '\0';
    if (!scan->valid || *scan->at != '.')
        return;
    const char *digits = scan->at + 1;
    size_t count = strspn(digits, "0123456789");
    scan->valid = count >= 1 && count <= FRACTION_SEEN;
    scan->at = digits + count;
    snprintf(out, FRACTION_KEPT + 2, ".%.*s", (int)(count < FRACTION_KEPT ? count : FRACTION_KEPT),
             digits);
}

/* Seconds east of Greenwich. No zone is UTC: the workspace memberships' `added_on` has none. */
static int scan_zone(struct scan *scan)
{
    if (!scan->valid || *scan->at == '\0')
        return 0;
    char sign = *scan->at;
    scan_one_of(scan, "Z+-");
    if (!scan->valid || sign == 'Z')
        return 0;
    int hours = scan_number(scan, 2, 0, OFFSET_HOURS_MAX);
    if (scan->valid && *scan->at == ':')
        scan->at++;
    int minutes = scan_number(scan, 2, 0, 59);
    int seconds = hours * 3600 + minutes * 60;
    return sign == '-' ? -seconds : seconds;
}

/* timegm carries 30 February over into March: a day that comes back different was none. */
static bool is_real(const struct tm *tm, int64_t *seconds)
{
    struct tm normal = *tm;
    *seconds = timegm(&normal);
    return normal.tm_mon == tm->tm_mon && normal.tm_mday == tm->tm_mday;
}

static bool is_in_range(int64_t seconds)
{
    return seconds >= EPOCH_MIN && seconds <= EPOCH_MAX;
}

bool timestamp_normalise(const char *text, char out[TIMESTAMP_BYTES])
{
    struct scan scan = {.at = text, .valid = text != NULL};
    struct tm tm = {0};
    char fraction[FRACTION_KEPT + 2];
    int64_t seconds;
    scan_date_time(&scan, &tm);
    scan_fraction(&scan, fraction);
    int zone_s = scan_zone(&scan);
    if (!scan.valid || *scan.at != '\0' || !is_real(&tm, &seconds) ||
        !is_in_range(seconds - zone_s))
        return false;
    int zone_min = abs(zone_s) / 60;
    snprintf(out, TIMESTAMP_BYTES, "%.10sT%.8s%s%c%02d:%02d", text, text + 11, fraction,
             zone_s < 0 ? '-' : '+', zone_min / 60, zone_min % 60);
    return true;
}

bool timestamp_from_epoch(int64_t seconds, char out[TIMESTAMP_BYTES])
{
    struct tm tm;
    time_t when = seconds;
    if (!is_in_range(seconds) || !gmtime_r(&when, &tm))
        return false;
    snprintf(out, TIMESTAMP_BYTES, "%04d", tm.tm_year + 1900);
    strftime(out + 4, TIMESTAMP_BYTES - 4, "-%m-%dT%H:%M:%S+00:00", &tm);
    return true;
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* Digits alone, blanks around them allowed. A number too large for us is as good as INT64_MAX. */
static bool parse_count(const char *text, int64_t *count)
{
    const char *digits = skip_blanks(text);
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || *skip_blanks(digits + length) != '\0')
        return false;
    *count = strtoll(digits, NULL, 10);
    return true;
}

/* RFC 9110 5.6.7: one form to write, two old ones that must be understood. */
static bool parse_http_date(const char *text, int64_t *seconds)
{
    static const char *const forms[] = {
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %e %H:%M:%S %Y",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        struct tm tm = {0};
        const char *end = strptime(skip_blanks(text), forms[i], &tm);
        if (end && *skip_blanks(end) == '\0')
            return is_real(&tm, seconds);
    }
    return false;
}

static int64_t bounded_ms(int64_t seconds)
{
    if (seconds <= 0)
        return 0;
    return seconds >= HOUR_MS / 1000 ? HOUR_MS : seconds * 1000;
}

bool timestamp_parse_retry_after(const char *text, int64_t now_s, int64_t *milliseconds)
{
    int64_t seconds;
    if (!text)
        return false;
    if (parse_count(text, &seconds)) {
        *milliseconds = bounded_ms(seconds);
        return true;
    }
    if (!parse_http_date(text, &seconds))
        return false;
    *milliseconds = bounded_ms(seconds - now_s);
    return true;
}

bool timestamp_parse_rate_reset(const char *text, int64_t now_s, int64_t *milliseconds)
{
    int64_t seconds;
    if (!text || !parse_count(text, &seconds))
        return false;
    *milliseconds = bounded_ms(seconds > 1000000000 ? seconds - now_s : seconds);
    return true;
}
