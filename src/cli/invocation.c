/* The command line taken apart: options of the program and of the verb, before and behind it. */
#include "cli/invocation.h"

#include <getopt.h>
#include <string.h>

#define LONG_OPTIONS_MAX 64

/* What getopt_long returns for long options: a kind plus an index. */
enum { CODE_CONFIG = 1000, CODE_SETTING = 2000, CODE_VERB = 3000 };

struct options {
    struct option longs[LONG_OPTIONS_MAX];
    size_t count;
};

static void add_option(struct options *options, const char *name, bool has_argument, int code)
{
    if (options->count + 1 == LONG_OPTIONS_MAX)
        bug("too many options");
    options->longs[options->count++] = (struct option){
        .name = name, .has_arg = has_argument ? required_argument : no_argument, .val = code};
}

static bool has_option(const struct options *options, const char *name)
{
    for (size_t i = 0; i < options->count; i++)
        if (strcmp(options->longs[i].name, name) == 0)
            return true;
    return false;
}

/* An option of the verb hides a setting of the same name. */
static void fill_options(struct options *options, const struct command *command)
{
    for (int i = 0; command != NULL && i < COMMAND_OPTIONS_MAX && command->options[i].name; i++)
        add_option(options, command->options[i].name, command->options[i].argument != NULL,
                   CODE_VERB + i);
    add_option(options, "help", false, 'h');
    add_option(options, "verbose", false, 'v');
    add_option(options, "version", false, 'V');
    add_option(options, "config", true, CODE_CONFIG);
    for (int i = 0; i < SETTING_COUNT; i++)
        if (!has_option(options, config_settings[i].option))
            add_option(options, config_settings[i].option, true, CODE_SETTING + i);
}

/* Values are not repeated: what was mistyped may be a secret. */
static bool refuse_option(const struct options *options, int code, const char *word,
                          struct error *err)
{
    CLEANUP(buffer_release) struct buffer near = {0};
    const char *names[LONG_OPTIONS_MAX];
    CLEANUP(free_pointer) char *bare = NULL;

    if (optopt >= '0' && optopt <= '9')
        return error_set(err, ERROR_ITEM, "-%c is no option; a number below 0 stands behind \"--\"",
                         optopt);
    if (strncmp(word, "--", 2) != 0)
        return error_set(err, ERROR_ITEM, "there is no option -%c; see \"brigade --help\"",
                         optopt > ' ' && optopt < 127 ? optopt : '?');
    bare = xasprintf("%.*s", (int)strcspn(word + 2, "="), word + 2);
    if (code == ':')
        return error_set(err, ERROR_ITEM, "option --%s needs a value", bare);
    if (has_option(options, bare))
        return error_set(err, ERROR_ITEM, "option --%s takes no value", bare);
    for (size_t i = 0; i < options->count; i++)
        names[i] = options->longs[i].name;
    commands_suggest(&near, bare, names, options->count);
    if (near.size > 0)
        return error_set(err, ERROR_ITEM, "there is no option --%.60s; near are: %s", bare,
                         buffer_text(&near));
    return error_set(err, ERROR_ITEM, "there is no option --%.60s; see \"brigade --help\"", bare);
}

/* The last one counts, or each. */
static void take_verb_option(struct invocation *out, int index)
{
    out->values[index] = optarg != NULL ? optarg : "";
    if (!out->command->options[index].repeats)
        return;
    if (out->repeated_count < COMMAND_REPEATS_MAX)
        out->repeated[out->repeated_count] = optarg;
    out->repeated_count++;
}

static void take_option(struct invocation *out, int code)
{
    if (code == 'h')
        out->wants_help = true;
    else if (code == 'V')
        out->wants_version = true;
    else if (code == 'v')
        out->verbosity += out->verbosity < 2;
    else if (code == CODE_CONFIG)
        out->config_file = optarg;
    else if (code >= CODE_VERB)
        take_verb_option(out, code - CODE_VERB);
    else
        out->settings[code - CODE_SETTING] = optarg;
}

/* Reads options up to the first word that is none (behind the verb: all of them). On return optind
 * says where the words begin. argv[0] is passed over. */
static bool read_options(struct invocation *out, int argc, char **argv, struct error *err)
{
    struct options options = {0};
    int code;

    fill_options(&options, out->command);
    optind = 0; /* glibc: start anew */
    opterr = 0;
    while ((code = getopt_long(argc, argv, out->command != NULL ? ":hvV" : "+:hvV", options.longs,
                               NULL)) != -1) {
        if (code == '?' || code == ':')
            return refuse_option(&options, code, argv[optind - 1], err);
        take_option(out, code);
    }
    return true;
}

static bool begins_with_word(const char *name, const char *word)
{
    size_t size = strlen(word);

    return strncmp(name, word, size) == 0 && name[size] == ' ';
}

/* The verb of one or two words; *words says how many it took. */
static const struct command *find(int argc, char **argv, int *words)
{
    for (size_t i = 0; i < command_count; i++) {
        const char *name = command_table[i].name;
        *words = 1;
        if (strcmp(name, argv[0]) == 0)
            return &command_table[i];
        *words = 2;
        if (argc > 1 && begins_with_word(name, argv[0]) &&
            strcmp(strchr(name, ' ') + 1, argv[1]) == 0)
            return &command_table[i];
    }
    return NULL;
}

static bool is_family(const char *word)
{
    for (size_t i = 0; i < command_count; i++)
        if (begins_with_word(command_table[i].name, word))
            return true;
    return false;
}

static bool refuse_family(const char *word, struct error *err)
{
    CLEANUP(buffer_release) struct buffer members = {0};

    for (size_t i = 0; i < command_count; i++)
        if (begins_with_word(command_table[i].name, word))
            buffer_printf(&members, "%s\"brigade %s\"", members.size > 0 ? ", " : "",
                          command_table[i].name);
    return error_set(err, ERROR_ITEM, "write one of: %s", buffer_text(&members));
}

static bool refuse_verb(const char *word, struct error *err)
{
    CLEANUP(buffer_release) struct buffer near = {0};
    const char *names[64] = {NULL};
    size_t count = 0;

    while (count < command_count && count < ARRAY_LENGTH(names)) {
        names[count] = command_table[count].name;
        count++;
    }
    commands_suggest(&near, word, names, count);
    if (near.size > 0)
        return error_set(err, ERROR_ITEM, "there is no verb \"%.60s\"; near are: %s", word,
                         buffer_text(&near));
    for (size_t i = 0; i < count; i++)
        buffer_printf(&near, "%s%s", i > 0 ? ", " : "", names[i]);
    return error_set(err, ERROR_ITEM, "there is no verb \"%.60s\"; verbs are: %s", word,
                     buffer_text(&near));
}

static bool find_verb(struct invocation *out, int argc, char **argv, int *words, struct error *err)
{
    out->command = find(argc, argv, words);
    if (out->command != NULL)
        return true;
    if (!is_family(argv[0]))
        return refuse_verb(argv[0], err);
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        out->wants_help = true;
    out->family = argv[0];
    return out->wants_help || refuse_family(argv[0], err);
}

static bool check_arguments(const struct invocation *out, struct error *err)
{
    size_t least = 0, most = 0;

    if (out->wants_help || out->wants_version)
        return true;
    commands_count_arguments(out->command, &least, &most);
    if (out->argument_count >= least && out->argument_count <= most)
        return true;
    return error_set(err, ERROR_ITEM, "too %s arguments: brigade %s%s%s",
                     out->argument_count < least ? "few" : "many", out->command->name,
                     *out->command->arguments != '\0' ? " " : "", out->command->arguments);
}

bool commands_parse(struct invocation *out, int argc, char **argv, struct error *err)
{
    int words = 0;

    *out = (struct invocation){0};
    if (!read_options(out, argc, argv, err))
        return false;
    argc -= optind;
    argv += optind;
    if (argc == 0)
        return out->wants_help || out->wants_version ||
               error_set(err, ERROR_ITEM, "what shall I do? See \"brigade --help\"");
    if (!find_verb(out, argc, argv, &words, err))
        return false;
    if (out->command == NULL)
        return true;
    argc -= words - 1; /* the last word of the verb stands for argv[0] */
    argv += words - 1;
    if (!read_options(out, argc, argv, err))
        return false;
    out->arguments = argv + optind;
    out->argument_count = (size_t)(argc - optind);
    return check_arguments(out, err);
}
