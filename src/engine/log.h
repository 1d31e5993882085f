/* log.h: one line per event on stderr, with context. Only pipeline and commands log; everything
 * below returns errors. A good run prints nothing unless -v is given, so cron sends no mail. */
#ifndef BRIGADE_ENGINE_LOG_H
#define BRIGADE_ENGINE_LOG_H

#include "lib/base/base.h"

enum log_level { LOG_LEVEL_ERROR = 0, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Lines above `most` are dropped; json: one JSON object per line instead of text. */
void log_configure(enum log_level most, bool json);
/* The subject of a line: the fields of its job, as far as they are known. Zeroed: none. */
struct log_context {
    int64_t run;
    const char *stage;
    int64_t job;
    const char *key;
    int64_t attempt;
};

/* context may be NULL. As text it stands before the message ("run=3 stage=issues job=12 key=7
 * attempt=1"), in JSON each is a field of its own. The message is made one line, without secrets
 * (redact.h), and so is the key. */
void log_event(enum log_level level, const struct log_context *context, const char *format, ...)
    PRINTF_LIKE(3, 4);

#endif
