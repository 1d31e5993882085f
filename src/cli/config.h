/* config.h: the settings. One table says what there is; options, environment, brigade.conf and
 * defaults fill it in this order of precedence, and every value knows where it came from.
 *
 * A bad value is refused wherever it stands, even when something else overrides it, with a sentence
 * that says where it came from and what to write. An empty value counts as not set. Values that may
 * hold a secret are never quoted.
 */
#ifndef BRIGADE_CLI_CONFIG_H
#define BRIGADE_CLI_CONFIG_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/base/settings.h"

enum setting_id {
    SETTING_DATABASE = 0,
    SETTING_API_URL,
    SETTING_WEB_URL,
    SETTING_STORAGE,
    SETTING_PLACE,
    SETTING_EXPORTS,
    SETTING_EXPORTS_UMASK,
    SETTING_CREDENTIALS,
    SETTING_SOURCES,
    SETTING_WORKERS_KEY,
    SETTING_REQUESTS_PER_HOUR,
    SETTING_REQUESTS_PER_HOUR_ANONYMOUS,
    SETTING_GIT_STALL,
    SETTING_GIT_WALL,
    SETTING_GIT_MAX_MIB,
    SETTING_CA_FILE,
    SETTING_WEBHOOK,
    SETTING_KEEP_FREE_MIB,
    SETTING_FILES_MAX_MIB,
    SETTING_MEMORY_MAX_MIB,
    SETTING_ALLOW_PRIVATE_ADDRESSES,
    SETTING_ALLOW_INSECURE_DATABASE,
    SETTING_ALLOW_ROOT,
    SETTING_LOG_FORMAT,
    SETTING_SQL,
    SETTING_COUNT,
};

enum setting_kind {
    KIND_CONNINFO, /* libpq's own; may hold a password, so it is shown without one */
    KIND_URL,      /* https://host[:port]; http for loopback addresses alone */
    KIND_HOOK,     /* the same with any path, which may hold a secret and is not shown */
    KIND_PATH,     /* absolute */
    KIND_PATHS,    /* absolute, with : between them */
    KIND_INTEGER,  /* 2 to `maximum`: a job may need two requests at once */
    KIND_INTEGER_OR_0,
    KIND_KEY,    /* 64 hexadecimal digits */
    KIND_NAME,   /* of a place */
    KIND_CHOICE, /* one of the words of `argument`, which | separates */
};

struct setting {
    const char *name; /* in brigade.conf */
    const char *option;
    const char *environment;
    const char *argument; /* stands for the value in help texts */
    enum setting_kind kind;
    int64_t maximum;      /* of KIND_INTEGER */
    const char *fallback; /* the default; "": none */
    const char *help;     /* no full stop */
};

extern const struct setting config_settings[SETTING_COUNT];

#define CONFIG_FILE_ENVIRONMENT "BRIGADE_CONFIG"

struct config {
    char *values[SETTING_COUNT];  /* never NULL after config_load */
    char *origins[SETTING_COUNT]; /* "option --storage", "FILE:3", "default" */
    char *file;                   /* that was read; NULL: none */
};

/* options: values from the command line, NULL where not given. file: from --config; NULL: what
 * BRIGADE_CONFIG names, else the installed place when something is there; "": none. Errors are
 * ERROR_IMPORT: exit 78. */
bool config_load(struct config *out, const char *const options[SETTING_COUNT], const char *file,
                 struct error *err) MUST_CHECK;
void config_release(struct config *config);

const char *config_text(const struct config *config, enum setting_id id); /* "": not set */
int config_integer(const struct config *config, enum setting_id id);
bool config_allows(const struct config *config, enum setting_id id); /* "yes", not "no" */
/* The value as it may be shown: a conninfo with a password is not. */
const char *config_shown(const struct config *config, enum setting_id id);
bool config_holds_password(const struct config *config);
/* What a worker needs to know; strings are borrowed from config. `program` stays NULL. */
struct settings config_worker_settings(const struct config *config);

/* A brigade.conf with every setting, its description and default, commented out. */
void config_print_sample(struct buffer *out);

#endif
