/* Times, and how long we are told to wait. */
#include "fuzz.h"
#include "lib/base/timestamp.h"

#define NOW 1790000000
#define HOUR_MS 3600000

static void check_timestamp(const char *text)
{
    char once[TIMESTAMP_BYTES];
    char twice[TIMESTAMP_BYTES];

    if (!timestamp_normalise(text, once))
        return;
    claim(strlen(once) >= 20 && strlen(once) < TIMESTAMP_BYTES, "a time fits");
    claim(strspn(once, "0123456789-T:.+Z") == strlen(once), "a time is written in few characters");
    claim(strncmp(once, "0000", 4) != 0, "there is no year 0");
    claim(timestamp_normalise(once, twice) && strcmp(once, twice) == 0, "a clean time stays");
}

static void check_wait(const char *text)
{
    int64_t wait = 0;

    if (timestamp_parse_retry_after(text, NOW, &wait))
        claim(wait >= 0 && wait <= HOUR_MS, "nobody waits for more than an hour");
    if (timestamp_parse_rate_reset(text, NOW, &wait))
        claim(wait >= 0 && wait <= HOUR_MS, "nor for a rate limit");
}

static void check_epoch(const unsigned char *bytes, size_t size)
{
    char text[TIMESTAMP_BYTES];
    char again[TIMESTAMP_BYTES];
    int64_t seconds = 0;

    memcpy(&seconds, bytes, size < sizeof(seconds) ? size : sizeof(seconds));
    if (timestamp_from_epoch(seconds, text))
        claim(timestamp_normalise(text, again) && strcmp(text, again) == 0, "an epoch is a time");
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    CLEANUP(free_pointer) char *text = fuzz_text(bytes, size);

    check_timestamp(text);
    check_wait(text);
    check_epoch(bytes, size);
    return 0;
}
