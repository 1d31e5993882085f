/* invocation.h: the verbs. One table says what there is; help texts, checks of the command line and
 * the manual's test come from it. Each verb is a file of commands/ and a thin shell over SQL.
 */
#ifndef BRIGADE_CLI_INVOCATION_H
#define BRIGADE_CLI_INVOCATION_H

#include "cli/config.h"

#define COMMAND_OPTIONS_MAX 16
/* How often an option may be given of which each counts. */
#define COMMAND_REPEATS_MAX 32

struct command_option {
    const char *name;
    const char *argument; /* NULL: none */
    const char *help;     /* no full stop */
    bool repeats;         /* may be given again, and each counts; one of a verb */
};

struct invocation;

struct command {
    const char *name;      /* one word, or two such as "credential add" */
    const char *arguments; /* "IMPORT [STAGE [KEY]]"; "": none */
    const char *help;      /* one line */
    /* Runs without settings, which may be the very thing that is wrong. */
    bool needs_no_config;
    struct command_option options[COMMAND_OPTIONS_MAX]; /* up to one without a name */
    int (*run)(const struct invocation *invocation);    /* returns the exit code */
};

extern const struct command command_table[];
extern const size_t command_count;

/* What the command line says. Strings are borrowed from argv. */
struct invocation {
    const struct command *command; /* NULL: none, and help or version is wanted */
    const char *family;            /* help for all verbs that begin with this word; NULL: no */
    const char *values[COMMAND_OPTIONS_MAX];   /* as in command->options; NULL: not given */
    const char *repeated[COMMAND_REPEATS_MAX]; /* values of the option that repeats */
    size_t repeated_count;                     /* may be more than there is room for */
    const char *settings[SETTING_COUNT];
    const char *config_file;
    char **arguments;
    size_t argument_count;
    int verbosity; /* 0: warnings, 1: info, 2: debug */
    bool wants_help;
    bool wants_version;
    struct config config; /* filled by main unless the command needs none */
};

/* Understands argv. False with a sentence in *err: exit 64. Options may stand before and behind the
 * verb. */
bool commands_parse(struct invocation *out, int argc, char **argv, struct error *err) MUST_CHECK;
/* The value of an option of the verb; "" for one without an argument; NULL when it was not given.
 * Naming an option that the verb has not is a bug. */
const char *commands_option(const struct invocation *invocation, const char *name);
bool commands_has_option(const struct invocation *invocation, const char *name);
/* The n-th argument; NULL when it was not given. */
const char *commands_argument(const struct invocation *invocation, size_t index);
/* How many arguments the verb takes; "WORD..." is any number. */
void commands_count_arguments(const struct command *command, size_t *least, size_t *most);

/* Help for one verb, for a family of verbs, or for the program. */
void commands_print_help(struct buffer *out, const struct invocation *invocation);

/* Up to three candidates that are nearest to `text`, as `"a", "b"`; "" when none is near. */
void commands_suggest(struct buffer *out, const char *text, const char *const *candidates,
                      size_t count);

#endif
