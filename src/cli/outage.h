/* outage.h: cron mails what a worker says, and starts several each minute. So workers that were
 * started for a time (--for) say once an hour, for all of a storage, that PostgreSQL is away. A
 * terminal always hears it. */
#ifndef BRIGADE_CLI_OUTAGE_H
#define BRIGADE_CLI_OUTAGE_H

#include <stdbool.h>

/* Whether this sentence has to be said. It is written down below `storage`; what cannot be written
 * down is said. */
bool outage_is_news(const char *storage, const char *sentence);
/* PostgreSQL is there again: the next outage is news. */
void outage_end(const char *storage);

#endif
