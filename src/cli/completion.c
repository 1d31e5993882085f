#include "cli/completion.h"

#include <stdio.h>
#include <string.h>

#include "lib/db/db.h"

/* The shells take the words apart and ask this program what may stand at the cursor: one word a
 * line, then a tab and what it means. A line ":files" alone stands for names of files. */
static const char bash[] =
    "# bash completion of brigade: printed by \"brigade completion bash\".\n"
    "_brigade()\n"
    "{\n"
    "    local words=() word= one last= IFS=$' \\t\\n'\n"
    "    # bash takes --option=value apart; here it is one word again.\n"
    "    for one in \"${COMP_WORDS[@]:1:COMP_CWORD}\"; do\n"
    "        if [[ ${#words[@]} -gt 0 && ( $one == = || $last == = ) ]]; then\n"
    "            words[-1]+=$one\n"
    "        else\n"
    "            words+=(\"$one\")\n"
    "        fi\n"
    "        last=$one\n"
    "    done\n"
    "    word=${words[-1]} one=${COMP_WORDS[COMP_CWORD]}\n"
    "    [[ $one == = ]] && one=\n"
    "    IFS=$'\\n'\n"
    "    # bash does not quote what it is handed: a word that it would take for more is left out.\n"
    "    COMPREPLY=($(\"${COMP_WORDS[0]}\" completion words -- \"${words[@]}\" 2>/dev/null | cut "
    "-f1 |\n"
    "        grep -x '[[:alnum:].:/,=@%+_-]*'))\n"
    "    if [[ ${COMPREPLY[0]} == :files ]]; then\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        COMPREPLY=($(compgen -f -- \"$one\"))\n"
    "    else\n"
    "        compopt -o nosort 2>/dev/null\n"
    "        COMPREPLY=(\"${COMPREPLY[@]#\"${word%\"$one\"}\"}\")\n"
    "    fi\n"
    "}\n"
    "complete -F _brigade brigade\n";

static const char zsh[] = "#compdef brigade\n"
                          "# zsh completion of brigade: printed by \"brigade completion zsh\".\n"
                          "_brigade()\n"
                          "{\n"
                          "    local -a lines found shown\n"
                          "    local line\n"
                          "    lines=(\"${(@f)$(\"${words[1]}\" completion words -- "
                          "\"${(@)words[2,CURRENT]}\" 2>/dev/null)}\")\n"
                          "    if [[ ${lines[1]} == :files ]]; then\n"
                          "        compset -P '--*='\n"
                          "        _files\n"
                          "        return\n"
                          "    fi\n"
                          "    for line in $lines; do\n"
                          "        found+=(\"${line%%$'\\t'*}\")\n"
                          "        shown+=(\"${line/$'\\t'/  -- }\")\n"
                          "    done\n"
                          "    (( ${#found} )) && compadd -V words -l -d shown -- $found\n"
                          "}\n"
                          "if [[ $funcstack[1] == _brigade ]]; then\n"
                          "    _brigade \"$@\"\n"
                          "else\n"
                          "    compdef _brigade brigade\n"
                          "fi\n";

static const char fish[] =
    "# fish completion of brigade: printed by \"brigade completion fish\".\n"
    "function __brigade_words\n"
    "    set -l words (commandline -opc) (commandline -ct)\n"
    "    set -l found ($words[1] completion words -- $words[2..-1] 2>/dev/null)\n"
    "    set -l typed (string match -r '^((?:--[^=]*=)?)(.*)' -- $words[-1])\n"
    "    if test \"$found[1]\" = :files\n"
    "        for path in (__fish_complete_path $typed[3])\n"
    "            printf '%s\\n' $typed[2]$path\n"
    "        end\n"
    "    else if test (count $found) -gt 0\n"
    "        printf '%s\\n' $found\n"
    "    end\n"
    "end\n"
    "complete -c brigade -f -k -a '(__brigade_words)'\n";

const char *completion_script(const char *shell)
{
    static const struct {
        const char *shell;
        const char *script;
    } scripts[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

    for (size_t i = 0; i < ARRAY_LENGTH(scripts); i++)
        if (strcmp(scripts[i].shell, shell) == 0)
            return scripts[i].script;
    return NULL;
}

/* The command line up to the cursor. */
struct line {
    const struct completion_request *request;
    const struct command *command; /* NULL: the verb is not typed yet */
    const char *family;            /* the first word of a verb of two; NULL: none */
    size_t arguments;              /* behind the verb, before the word at the cursor */
    const char *option;            /* which waits for its value; NULL: none */
    const char *value;             /* what stands for that value in help texts */
    const char *target;            /* value of --target so far; NULL: none */
    bool is_behind_options;        /* behind -- */
    struct config config;
    bool has_config;
    const char *settings[SETTING_COUNT];
    const char *config_file;
};

/* A word that fits what was typed. `head` is what stands in the word before it, such as the first
 * names of a list. */
struct offer {
    const char *head;
    size_t head_size;
    const char *typed; /* behind the head */
};

static void print_offer(const struct offer *offer, const char *word, const char *about)
{
    if (strncmp(word, offer->typed, strlen(offer->typed)) != 0)
        return;
    printf("%.*s%s", (int)offer->head_size, offer->head, word);
    if (about != NULL && *about != '\0')
        printf("\t%s", about);
    printf("\n");
}

/* What stands for the value of an option: "FILE". NULL: it takes none, or is not known. */
static const char *value_of(const struct command *command, const char *name)
{
    for (size_t i = 0;
         command != NULL && i < COMMAND_OPTIONS_MAX && command->options[i].name != NULL; i++)
        if (strcmp(command->options[i].name, name) == 0)
            return command->options[i].argument;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (strcmp(config_settings[i].option, name) == 0)
            return config_settings[i].argument;
    return strcmp(name, "config") == 0 ? "FILE" : NULL;
}

static bool is_family(const char *word)
{
    size_t size = strlen(word);

    for (size_t i = 0; i < command_count; i++)
        if (strncmp(command_table[i].name, word, size) == 0 && command_table[i].name[size] == ' ')
            return true;
    return false;
}

static const struct command *find_command(const char *family, const char *word)
{
    CLEANUP(free_pointer)
    char *name = family != NULL ? xasprintf("%s %s", family, word) : xstrdup(word);

    for (size_t i = 0; i < command_count; i++)
        if (strcmp(command_table[i].name, name) == 0)
            return &command_table[i];
    return NULL;
}

/* A setting says where to ask. */
static void take_value(struct line *line, const char *option, const char *value)
{
    if (strcmp(option, "target") == 0)
        line->target = value;
    if (strcmp(option, "config") == 0)
        line->config_file = value;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (strcmp(config_settings[i].option, option) == 0)
            line->settings[i] = value;
}

static void take_option(struct line *line, const char *word)
{
    const char *equals = strchr(word, '=');

    if (strcmp(word, "--") == 0) {
        line->is_behind_options = true;
    } else if (strncmp(word, "--", 2) == 0 && equals != NULL) {
        CLEANUP(free_pointer)
        char *name = xasprintf("%.*s", (int)(equals - word - 2), word + 2);
        take_value(line, name, equals + 1);
    } else if (strncmp(word, "--", 2) == 0) {
        line->value = value_of(line->command, word + 2);
        line->option = line->value != NULL ? word + 2 : NULL;
    }
}

static void take_word(struct line *line, const char *word)
{
    if (line->option != NULL) {
        take_value(line, line->option, word);
        line->option = NULL;
    } else if (*word == '-' && !line->is_behind_options) {
        take_option(line, word);
    } else if (line->command != NULL) {
        line->arguments++;
    } else if (line->family == NULL && is_family(word)) {
        line->family = word;
    } else {
        line->command = find_command(line->family, word);
    }
}

/* "text|json" word by word. */
static void offer_choices(const struct offer *offer, const char *choices)
{
    for (const char *at = choices; *at != '\0'; at += strspn(at, "|")) {
        CLEANUP(free_pointer) char *word = xasprintf("%.*s", (int)strcspn(at, "|"), at);
        print_offer(offer, word, NULL);
        at += strcspn(at, "|");
    }
}

static bool is_path(const char *value)
{
    return strstr(value, "FILE") != NULL || strstr(value, "PATH") != NULL ||
           strncmp(value, "DIR", 3) == 0;
}

/* What brigade.completions calls it: a NAME is that of a place, or of a credential. */
static char *kind_of(const struct line *line, const char *option, const char *value)
{
    bool is_place = strcmp(option != NULL ? option : line->command->name, "place") == 0;

    if (strncmp(value, "NAME", 4) == 0)
        return xstrdup(is_place ? "PLACE" : "CREDENTIAL");
    return xasprintf("%.*s", (int)strcspn(value, ",| "), value);
}

/* What is there in the database. Nothing where it cannot be asked: nobody waits for a sentence. */
static void offer_stored(struct line *line, const struct offer *offer, const char *kind)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error ignored = {0};

    line->has_config = config_load(&line->config, line->settings, line->config_file, &ignored);
    if (!line->has_config ||
        !db_open(&db, config_text(&line->config, SETTING_DATABASE), &ignored) ||
        !db_query(db,
                  DB_CALL("select word, about from brigade.completions(kind => $1, target => $2)",
                          db_text(kind), db_text(line->target)),
                  &rows, &ignored))
        return;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        print_offer(offer, db_rows_cell(rows, i, 0), db_rows_cell(rows, i, 1));
}

static void offer_value(struct line *line, const char *option, const char *value, const char *typed)
{
    const char *comma = strstr(value, ",...") != NULL ? strrchr(typed, ',') : NULL;
    const char *word = line->request->words[line->request->count - 1];
    struct offer offer = {.head = word,
                          .head_size = (size_t)((comma != NULL ? comma + 1 : typed) - word),
                          .typed = comma != NULL ? comma + 1 : typed};
    CLEANUP(free_pointer) char *kind = kind_of(line, option, value);

    if (is_path(value))
        printf(":files\n");
    else if (strpbrk(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL)
        offer_choices(&offer, value);
    else
        offer_stored(line, &offer, kind);
}

static void offer_options(const struct line *line, const struct offer *offer)
{
    static const char *const all[] = {"--help", "--verbose", "--version", "--config"};
    const struct command *command = line->command;

    for (size_t i = 0;
         command != NULL && i < COMMAND_OPTIONS_MAX && command->options[i].name != NULL; i++) {
        CLEANUP(free_pointer) char *word = xasprintf("--%s", command->options[i].name);
        print_offer(offer, word, command->options[i].help);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++)
        print_offer(offer, all[i], NULL);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        CLEANUP(free_pointer) char *word = xasprintf("--%s", config_settings[i].option);
        print_offer(offer, word, config_settings[i].help);
    }
}

/* The first words of all verbs, each once, or the second words of a family. */
static void offer_verbs(const struct line *line, const struct offer *offer)
{
    CLEANUP(free_pointer) char *last = xstrdup("");
    size_t size = line->family != NULL ? strlen(line->family) : 0;

    for (size_t i = 0; i < command_count; i++) {
        const char *name = command_table[i].name;
        CLEANUP(free_pointer) char *word = xasprintf("%.*s", (int)strcspn(name, " "), name);
        if (line->family != NULL) {
            if (strncmp(name, line->family, size) == 0 && name[size] == ' ')
                print_offer(offer, name + size + 1, command_table[i].help);
            continue;
        }
        if (strcmp(word, last) != 0)
            print_offer(offer, word, strchr(name, ' ') == NULL ? command_table[i].help : NULL);
        free_pointer(&last);
        last = TAKE(word);
    }
}

/* The verb's argument at the cursor: the n-th word of "IMPORT [STAGE [KEY]]". */
static void offer_argument(struct line *line, const char *typed)
{
    const char *at = line->command->arguments;
    CLEANUP(free_pointer) char *value = NULL;

    for (size_t i = 0; i < line->arguments && *at != '\0'; i++) {
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    at += strspn(at, "[");
    value = xasprintf("%.*s", (int)strcspn(at, " []"), at);
    if (*value != '\0')
        offer_value(line, NULL, value, typed);
}

static void offer_at_cursor(struct line *line)
{
    const char *word = line->request->words[line->request->count - 1];
    const char *equals = strchr(word, '=');
    struct offer offer = {.head = "", .typed = word};

    if (line->option != NULL) {
        offer_value(line, line->option, line->value, word);
    } else if (strncmp(word, "--", 2) == 0 && equals != NULL) {
        CLEANUP(free_pointer) char *name = xasprintf("%.*s", (int)(equals - word - 2), word + 2);
        const char *value = value_of(line->command, name);
        if (value != NULL)
            offer_value(line, name, value, equals + 1);
    } else if (*word == '-' && !line->is_behind_options) {
        offer_options(line, &offer);
    } else if (line->command == NULL) {
        offer_verbs(line, &offer);
    } else {
        offer_argument(line, word);
    }
}

void completion_print_words(const struct completion_request *request)
{
    struct line line = {.request = request};

    if (request->count == 0)
        return;
    for (size_t i = 0; i + 1 < request->count; i++)
        take_word(&line, request->words[i]);
    offer_at_cursor(&line);
    if (line.has_config)
        config_release(&line.config);
}
