/* Help texts, printed from the tables. */
#include "cli/invocation.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS 80
#define INDENT 24

/* Words of `text` in lines of up to COLUMNS, the first behind what stands there already. */
static void print_wrapped(struct buffer *out, const char *text, size_t column)
{
    for (const char *at = text; *at != '\0'; at += strspn(at, " ")) {
        size_t word = strcspn(at, " ");
        if (column + 1 + word > COLUMNS && column > INDENT) {
            buffer_printf(out, "\n%*s", INDENT, "");
            column = INDENT;
        } else if (at != text) {
            buffer_add(out, " ");
            column++;
        }
        buffer_add_bytes(out, at, word);
        column += word;
        at += word;
    }
    buffer_add(out, "\n");
}

static void print_entry(struct buffer *out, const char *name, const char *help)
{
    size_t size = strlen(name);

    if (size + 4 > INDENT)
        buffer_printf(out, "  %s\n%*s", name, INDENT, "");
    else
        buffer_printf(out, "  %-*s", INDENT - 2, name);
    print_wrapped(out, help, INDENT);
}

static void print_usage(struct buffer *out, const struct command *command)
{
    buffer_printf(out, "brigade %s%s%s%s\n", command->name,
                  command->options[0].name != NULL ? " [OPTION...]" : "",
                  *command->arguments != '\0' ? " " : "", command->arguments);
}

static void print_verb(struct buffer *out, const struct command *command)
{
    buffer_add(out, "usage: ");
    print_usage(out, command);
    buffer_add(out, "\n  ");
    print_wrapped(out, command->help, 2);
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name != NULL; i++) {
        const struct command_option *option = &command->options[i];
        CLEANUP(free_pointer)
        char *name = xasprintf("--%s%s%s", option->name, option->argument != NULL ? " " : "",
                               option->argument != NULL ? option->argument : "");
        if (i == 0)
            buffer_add(out, "\noptions:\n");
        print_entry(out, name, option->help);
    }
    buffer_add(out, "\nMore: brigade --help, man brigade\n");
}

static void print_family(struct buffer *out, const char *family)
{
    size_t size = strlen(family);

    buffer_add(out, "usage:\n");
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = &command_table[i];
        if (strncmp(command->name, family, size) != 0 || command->name[size] != ' ')
            continue;
        buffer_add(out, "  ");
        print_usage(out, command);
    }
}

static void print_settings(struct buffer *out)
{
    buffer_add(out, "\nsettings, also from the environment and from brigade.conf (see brigade "
                    "config):\n");
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &config_settings[i];
        CLEANUP(free_pointer) char *name = xasprintf("--%s %s", setting->option, setting->argument);
        CLEANUP(free_pointer)
        char *help = xasprintf("%s (%s%s%s)", setting->help, setting->environment,
                               *setting->fallback != '\0' ? "; default " : "", setting->fallback);
        print_entry(out, name, help);
    }
}

static void print_program(struct buffer *out)
{
    buffer_add(out, "usage: brigade [OPTION...] VERB [ARGUMENT...]\n\n"
                    "Copies Bitbucket Cloud projects, whole, into PostgreSQL tables and git "
                    "repositories.\n\nverbs (brigade VERB --help says more):\n");
    for (size_t i = 0; i < command_count; i++)
        print_entry(out, command_table[i].name, command_table[i].help);
    buffer_add(out, "\noptions, before or behind the verb:\n");
    print_entry(out, "-v, --verbose", "say what is done; twice: in detail");
    print_entry(out, "--config FILE", "settings to read instead of the installed brigade.conf");
    print_entry(out, "-h, --help", "print this, or the help of a verb");
    print_entry(out, "-V, --version", "print the version");
    print_settings(out);
}

void commands_print_help(struct buffer *out, const struct invocation *invocation)
{
    if (invocation->command != NULL)
        print_verb(out, invocation->command);
    else if (invocation->family != NULL)
        print_family(out, invocation->family);
    else
        print_program(out);
}
