#include "cli/completion.h"

#include <string.h>

static const char beginning[] =
    "# bash completion of brigade: printed by \"brigade completion bash\".\n"
    "_brigade()\n"
    "{\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local verb= family= options= nouns= one i\n"
    "    COMPREPLY=()\n"
    "    # The verb: the first word that is no option and no option's value, or the first two.\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        one=${COMP_WORDS[i]}\n"
    "        if [[ $valued == *\" $one \"* ]]; then\n"
    "            ((i++))\n"
    "        elif [[ $one != -* && -z $verb$family && $families == *\" $one \"* ]]; then\n"
    "            family=$one\n"
    "        elif [[ $one != -* && -z $verb ]]; then\n"
    "            verb=${family:+$family }$one\n"
    "        fi\n"
    "    done\n";

static const char end[] = "    if [[ $word == -* ]]; then\n"
                          "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
                          "    elif [[ $nouns == *FILE* || $nouns == *PATH* ]]; then\n"
                          "        compopt -o filenames 2>/dev/null\n"
                          "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                          "    elif [[ -n $nouns ]]; then\n"
                          "        COMPREPLY=($(compgen -W \"$nouns\" -- \"$word\"))\n"
                          "    fi\n"
                          "}\n"
                          "complete -F _brigade brigade\n";

static bool is_path(const char *argument)
{
    return strstr(argument, "FILE") != NULL || strstr(argument, "PATH") != NULL ||
           strcmp(argument, "DIR") == 0;
}

/* "text|json" as "text json". A word in capitals is no choice. */
static void add_choices(struct buffer *out, const char *argument)
{
    if (strpbrk(argument, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL)
        return;
    for (const char *at = argument; *at != '\0'; at++)
        buffer_add_bytes(out, *at == '|' ? " " : at, 1);
}

/* What completes the value of an option: a branch of `case $before`. */
static void add_value(struct buffer *out, const char *option, const char *argument)
{
    CLEANUP(buffer_release) struct buffer choices = {0};

    add_choices(&choices, argument);
    if (is_path(argument))
        buffer_printf(out,
                      "    --%s) compopt -o filenames 2>/dev/null; "
                      "COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n",
                      option);
    else
        buffer_printf(out, "    --%s) COMPREPLY=($(compgen -W \"%s\" -- \"$word\")); return ;;\n",
                      option, buffer_text(&choices));
}

/* Options that take a value, each once, by `each`. An option of one verb may be a setting, too. */
static void each_valued(struct buffer *out,
                        void (*each)(struct buffer *out, const char *option, const char *argument))
{
    CLEANUP(buffer_release) struct buffer seen = {0};

    each(out, "config", "FILE");
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        each(out, config_settings[i].option, config_settings[i].argument);
        buffer_printf(&seen, "|%s|", config_settings[i].option);
    }
    for (size_t i = 0; i < command_count; i++)
        for (size_t j = 0; j < COMMAND_OPTIONS_MAX && command_table[i].options[j].name; j++) {
            const struct command_option *option = &command_table[i].options[j];
            CLEANUP(free_pointer) char *mark = xasprintf("|%s|", option->name);
            if (option->argument == NULL || strstr(buffer_text(&seen), mark) != NULL)
                continue;
            each(out, option->name, option->argument);
            buffer_add(&seen, mark);
        }
}

static void add_name(struct buffer *out, const char *option, const char *argument)
{
    (void)argument;
    buffer_printf(out, "--%s ", option);
}

/* First words of verbs of two, each once. */
static void add_families(struct buffer *out)
{
    for (size_t i = 0; i < command_count; i++) {
        const char *name = command_table[i].name;
        int size = (int)strcspn(name, " ");
        CLEANUP(free_pointer) char *word = xasprintf("%.*s ", size, name);
        if (name[size] == ' ' && strstr(buffer_text(out), word) == NULL)
            buffer_add(out, word);
    }
}

/* The words that may follow `family` ("": the first words of all verbs). */
static void add_words(struct buffer *out, const char *family, size_t family_size)
{
    for (size_t i = 0; i < command_count; i++) {
        const char *name = command_table[i].name;
        bool is_member = strncmp(name, family, family_size) == 0 && name[family_size] == ' ';
        if (family_size == 0 && strchr(name, ' ') == NULL)
            buffer_printf(out, "%s ", name);
        else if (family_size > 0 && is_member)
            buffer_printf(out, "%s ", name + family_size + 1);
    }
}

static void add_verbs(struct buffer *out, const char *families)
{
    CLEANUP(buffer_release) struct buffer first = {0};

    add_words(&first, "", 0);
    buffer_add(out, "    case $family:$verb in\n");
    buffer_printf(out, "    :) nouns=\"%s%s\" ;;\n", buffer_text(&first), families);
    for (const char *at = families; *at != '\0'; at += strcspn(at, " ") + 1) {
        CLEANUP(buffer_release) struct buffer words = {0};
        add_words(&words, at, strcspn(at, " "));
        buffer_printf(out, "    %.*s:) nouns=\"%s\" ;;\n", (int)strcspn(at, " "), at,
                      buffer_text(&words));
    }
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &command_table[i];
        CLEANUP(buffer_release) struct buffer choices = {0};
        if (is_path(command->arguments))
            buffer_add(&choices, "FILE");
        else
            add_choices(&choices, command->arguments);
        buffer_printf(out, "    *:'%s') nouns=\"%s\" options=\"", command->name,
                      buffer_text(&choices));
        for (size_t j = 0; j < COMMAND_OPTIONS_MAX && command->options[j].name; j++)
            buffer_printf(out, "--%s ", command->options[j].name);
        buffer_add(out, "\" ;;\n");
    }
    buffer_add(out, "    esac\n    options+=\"--help --verbose --version --config");
    for (size_t i = 0; i < SETTING_COUNT; i++)
        buffer_printf(out, " --%s", config_settings[i].option);
    buffer_add(out, "\"\n");
}

void completion_print_bash(struct buffer *script)
{
    CLEANUP(buffer_release) struct buffer valued = {0};
    CLEANUP(buffer_release) struct buffer families = {0};
    const char *opened = strstr(beginning, "    local verb=");

    each_valued(&valued, add_name);
    add_families(&families);
    buffer_add_bytes(script, beginning, (size_t)(opened - beginning));
    buffer_printf(script, "    local valued=' %s' families=' %s'\n", buffer_text(&valued),
                  buffer_text(&families));
    buffer_add(script, opened);
    buffer_add(script, "    case $before in\n");
    each_valued(script, add_value);
    buffer_add(script, "    esac\n");
    add_verbs(script, buffer_text(&families));
    buffer_add(script, end);
}
