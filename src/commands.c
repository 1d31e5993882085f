#include "cli/invocation.h"

#include <string.h>

#include "commands/completion.h"
#include "commands/config.h"
#include "commands/credential/credential_add.h"
#include "commands/credential/credential_keygen.h"
#include "commands/credential/credential_list.h"
#include "commands/credential/credential_remove.h"
#include "commands/credential/credential_seal.h"
#include "commands/credential/login.h"
#include "commands/doctor.h"
#include "commands/install.h"
#include "commands/look/clone.h"
#include "commands/look/dashboard.h"
#include "commands/look/exports.h"
#include "commands/look/failures.h"
#include "commands/look/inventory.h"
#include "commands/look/losses.h"
#include "commands/look/metrics.h"
#include "commands/look/places.h"
#include "commands/look/search.h"
#include "commands/look/status.h"
#include "commands/place.h"
#include "commands/run/audit.h"
#include "commands/run/cancel.h"
#include "commands/run/export.h"
#include "commands/run/forget.h"
#include "commands/run/freeze.h"
#include "commands/run/import.h"
#include "commands/run/pause.h"
#include "commands/run/priority.h"
#include "commands/run/resume.h"
#include "commands/run/retry.h"
#include "commands/run/sync.h"
#include "commands/users/users_export.h"
#include "commands/users/users_import.h"
#include "commands/verify.h"
#include "commands/work.h"

/* Versions of clang-format differ about braces in macros. */
/* clang-format off */
#define JSON {"json", NULL, "print JSON: an array of objects"}
/* clang-format on */

const struct command command_table[] = {
    {.name = "install",
     .arguments = "",
     .help = "create or upgrade the schemas; safe to run twice",
     .options = {{"print", NULL, "print the script, for psql, and do nothing"}},
     .run = command_install},
    {.name = "work",
     .arguments = "",
     .help = "do what is due; start as many as you like, on as many hosts",
     .options = {{"for", "DURATION", "go on looking for work this long, such as 55s or 10m"},
                 {"drain", NULL, "go on until no import is under way"}},
     .run = command_work},
    {.name = "import",
     .arguments = "SOURCE",
     .help = "ask for an import of WORKSPACE/SLUG, or of all of WORKSPACE, and print its number",
     .options =
         {{"credential", "NAME,...",
           "sign in with this credential; several divide the requests; without: anonymously"},
          {"include", "PATTERN,...", "of a workspace: import these repositories, as api-*"},
          {"exclude", "PATTERN,...", "of a workspace: leave these repositories out"},
          {"comments", "proved|lists",
           "proved (default): of the activity stream where it can be trusted; lists: one by one"},
          {"tasks", "every|shown|sampled",
           "whom to ask for tasks: every pull request (default), those that show something, a "
           "sample"},
          {"resolutions", "sample|every",
           "where lists do not say when threads were resolved: ask for each of them, or for three "
           "(default)"},
          {"only", "PART,...",
           "bring these parts alone: git, wiki, lfs, pull_requests, comments, issues"},
          {"without", "PART,...", "leave these parts out; a later import or sync may bring them"},
          {"estimate", NULL, "ask for nothing: say how many requests and hours it would take"},
          {"issues-export", "FILE", "take issues from an export zip"},
          {"wiki-source", "PATH|URL", "take the wiki from this git repository"},
          {"priority", "N", "higher goes first; 0 when not given"},
          {"wait", NULL, "wait until it has ended; exit 0 only when it finished"},
          {"json", NULL, "print the import as JSON: an array of one object"}},
     .run = command_import},
    {.name = "inventory",
     .arguments = "WORKSPACE",
     .help = "print the repositories of WORKSPACE as CSV: sizes, dates, branches, wikis, forks",
     .options = {{"credential", "NAME", "sign in with this credential; without: anonymously"},
                 {"lfs", NULL, "ask each for .gitattributes too, whether it uses git LFS"},
                 {"estimate", NULL, "say how many requests it takes, from one"}},
     .run = command_inventory},
    {.name = "sync",
     .arguments = "SOURCE",
     .help = "bring what changed since the last import or sync of SOURCE, and print its number",
     .options =
         {{"credential", "NAME,...",
           "sign in with this credential; without: as the last full import did"},
          {"every", "TIME|never",
           "ask for one now and again each TIME, such as 1h, whenever a worker starts; never: "
           "no more"},
          {"only", "PART,...", "bring these parts alone: git, wiki, lfs, pull_requests, comments"},
          {"without", "PART,...", "leave these parts out"},
          {"priority", "N", "higher goes first; 0 when not given"},
          {"wait", NULL, "wait until it has ended; exit 0 only when it finished"},
          {"json", NULL, "print the sync as JSON: an array of one object"}},
     .run = command_sync},
    {.name = "audit",
     .arguments = "SOURCE",
     .help =
         "have syncs read everything of SOURCE again within a time; without --yes, say the price",
     .options = {{"within", "TIME", "by when, such as 12h or 2d"},
                 {"yes", NULL, "do it"},
                 {"share", "N|default",
                  "instead: what each sync may spend, in per cent of the full import; default: 2"}},
     .run = command_audit},
    {.name = "freeze",
     .arguments = "SOURCE",
     .help = "check before cut-over that SOURCE is what is here; exit 0 only when nothing differs",
     .options =
         {{"since", "TIME", "when it was frozen, in Bitbucket's time, as 2026-11-29T18:00:00Z"},
          {"level", "still|counts|whole",
           "still (default): nothing moved since the last sync; counts: every pull request as "
           "listed; whole: every comment, task and member"},
          {"credential", "NAME,...",
           "sign in with this credential; without: as the last full import did"},
          {"json", NULL, "print the check as JSON: an array of one object"}},
     .run = command_freeze},
    {.name = "export",
     .arguments = "SOURCE",
     .help = "hand out a project that was imported, and print the number of the export",
     .options = {{"target", "TARGET", "where to: files, as open data"},
                 {"option", "KEY=VALUE", "what the target needs to know; may be given again",
                  .repeats = true},
                 {"priority", "N", "higher goes first; 0 when not given"},
                 {"wait", NULL, "wait until it has ended; exit 0 only when it finished"},
                 {"json", NULL, "print the export as JSON: an array of one object"}},
     .run = command_export},
    {.name = "exports",
     .arguments = "",
     .help = "list the exports, and where what they wrote stands",
     .options = {JSON},
     .run = command_exports},
    {.name = "losses",
     .arguments = "EXPORT",
     .help = "list what the target of an export cannot hold as it was",
     .options = {{"csv", NULL, "print comma-separated values"}, JSON},
     .run = command_losses},
    {.name = "search",
     .arguments = "WORDS",
     .help = "find words in pull requests, issues, comments, tasks, paths and names of people",
     .options = {{"project", "SOURCE", "in this project alone"},
                 {"limit", "N", "so many hits at most, the best first; 20 when not given"},
                 JSON},
     .run = command_search},
    {.name = "clone",
     .arguments = "SOURCE [DIR]",
     .help = "copy the git repository of a project, with its large files",
     .options = {{"wiki", NULL, "the repository of the wiki instead"}},
     .run = command_clone},
    {.name = "status",
     .arguments = "[IMPORT]",
     .help = "show how far the imports are, or all about one",
     .options = {{"all", NULL, "list all of them"},
                 {"running", NULL, "list those that are under way"},
                 {"failed", NULL, "list those that failed, are paused or incomplete"},
                 {"watch", NULL, "keep showing it, until nothing is under way"},
                 JSON},
     .run = command_status},
    {.name = "failures",
     .arguments = "[IMPORT]",
     .help = "list what could not be brought over, and why: by cause, or each of one import",
     .options = {{"all", NULL, "list each of all imports"}, JSON},
     .run = command_failures},
    {.name = "places",
     .arguments = "",
     .help = "list the places: storages that hosts have of their own",
     .options = {JSON},
     .run = command_places},
    {.name = "place",
     .arguments = "NAME",
     .help = "make a place, or say that its storage is lost, so that others fetch what was there",
     .options = {{"new", NULL, "make it; then set place on its hosts"},
                 {"lost", NULL, "its storage is gone for good"}},
     .run = command_place},
    {.name = "dashboard",
     .arguments = "[IMPORT]",
     .help = "print a web page of how far the imports are, or all about one",
     .options = {{"refresh", "SECONDS", "let the page load itself anew so often, from 5 to 86400"}},
     .run = command_dashboard},
    {.name = "metrics",
     .arguments = "",
     .help = "print figures for Prometheus' textfile collector, or serve them",
     .options = {{"listen", "PORT", "serve them at http://127.0.0.1:PORT/metrics instead"}},
     .run = command_metrics},
    {.name = "retry",
     .arguments = "IMPORT [STAGE [KEY]]",
     .help = "try again what failed: all, of one stage, or one thing",
     .run = command_retry},
    {.name = "pause",
     .arguments = "IMPORT",
     .help = "stop an import for now; what is in hand is still written",
     .run = command_pause},
    {.name = "priority",
     .arguments = "RUN NUMBER",
     .help = "let a run go before those of a lower priority; 0 is the usual one",
     .run = command_priority},
    {.name = "resume",
     .arguments = "IMPORT",
     .help = "let a paused import go on; of a workspace, bring in new repositories, too",
     .run = command_resume},
    {.name = "cancel",
     .arguments = "IMPORT",
     .help = "end an import for good; what was brought over stays",
     .run = command_cancel},
    {.name = "forget",
     .arguments = "RUN",
     .help = "remove an import or export that has ended; without --yes, say what would go",
     .options = {{"data", NULL, "what its projects brought over, too: rows, files, other runs"},
                 {"yes", NULL, "do it"}},
     .run = command_forget},
    {.name = "credential add",
     .arguments = "NAME",
     .help = "add or replace a credential; the secret comes from standard input",
     .options = {{"kind", "KIND",
                  "api_token (of an account), access_token (of a repository, "
                  "project or workspace) or oauth (a consumer)"},
                 {"email", "E-MAIL", "e-mail of the account that an api_token belongs to"},
                 {"key", "KEY", "key of an OAuth consumer"},
                 {"requests-per-hour", "N", "its own budget instead of the setting"}},
     .run = command_credential_add},
    {.name = "credential list",
     .arguments = "",
     .help = "list the credentials, and whether their secrets are on this host",
     .options = {JSON},
     .run = command_credential_list},
    {.name = "credential remove",
     .arguments = "NAME",
     .help = "remove a credential, and its secret from this host",
     .run = command_credential_remove},
    {.name = "credential seal",
     .arguments = "NAME",
     .help = "hand a secret over that only the workers can open; it comes from standard input",
     .options = {{"kind", "KIND", "api_token or access_token"},
                 {"email", "E-MAIL", "e-mail of the account that an api_token belongs to"},
                 {"workspace", "WORKSPACE", "the workspace whose repositories it is for"},
                 {"expires", "DURATION",
                  "how long it may be used, such as 12h; 30d when not given"},
                 {"requests-per-hour", "N", "its own budget instead of the setting"}},
     .run = command_credential_seal},
    {.name = "credential keygen",
     .arguments = "",
     .help = "make a key that secrets are sealed with, and print its fingerprint",
     .run = command_credential_keygen},
    {.name = "login",
     .arguments = "NAME",
     .help = "sign in as a person with an OAuth consumer",
     .options = {{"no-browser", NULL, "no browser on this host: paste the code"},
                 {"port", "PORT", "port of the callback on 127.0.0.1; 8976 when not given"}},
     .run = command_login},
    {.name = "verify",
     .arguments = "[IMPORT]",
     .help = "prove what was brought over: books, files and source",
     .options = {{"offline", NULL, "do not ask the source"},
                 {"all", NULL, "list what holds, too, where it is much"},
                 JSON},
     .run = command_verify},
    {.name = "users export",
     .arguments = "",
     .help = "print the people as CSV, to be mapped",
     .run = command_users_export},
    {.name = "users import",
     .arguments = "FILE",
     .help = "fill in who people are at the destination, from such a CSV file",
     .run = command_users_import},
    {.name = "doctor",
     .arguments = "",
     .help = "check database, credentials, API, git, disk and clock; say what to do",
     .needs_no_config = true,
     .options = {{"credential", "NAME", "check this credential alone"}, JSON},
     .run = command_doctor},
    {.name = "config",
     .arguments = "",
     .help = "print a sample brigade.conf, or the settings in force",
     .needs_no_config = true,
     .options = {{"show", NULL, "print the settings in force, and where each came from"},
                 {"json", NULL, "with --show: print JSON"}},
     .run = command_config},
    {.name = "completion",
     .arguments = "bash|zsh|fish|words [WORD...]",
     .help = "print what a shell needs to complete this command line, values as well",
     .needs_no_config = true,
     .run = command_completion},
};

const size_t command_count = ARRAY_LENGTH(command_table);

const char *commands_option(const struct invocation *invocation, const char *name)
{
    const struct command_option *options = invocation->command->options;

    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && options[i].name != NULL; i++)
        if (strcmp(options[i].name, name) == 0)
            return invocation->values[i];
    bug("verb %s has no option %s", invocation->command->name, name);
}

bool commands_has_option(const struct invocation *invocation, const char *name)
{
    return commands_option(invocation, name) != NULL;
}

const char *commands_argument(const struct invocation *invocation, size_t index)
{
    return index < invocation->argument_count ? invocation->arguments[index] : NULL;
}

void commands_count_arguments(const struct command *command, size_t *least, size_t *most)
{
    bool is_optional = false;

    *least = 0;
    *most = 0;
    for (const char *at = command->arguments; *at != '\0'; at += strspn(at, " ")) {
        is_optional |= *at == '[';
        *least += !is_optional;
        *most = strncmp(at + strcspn(at, ".] "), "...", 3) == 0 ? SIZE_MAX : *most + 1;
        at += strcspn(at, " ");
    }
}

#define DISTANCE_BYTES 32

static size_t least_of(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* Levenshtein's; words beyond DISTANCE_BYTES are far from everything. */
static size_t distance(const char *a, const char *b)
{
    size_t row[DISTANCE_BYTES + 1];
    size_t size = strlen(b);

    if (size > DISTANCE_BYTES || strlen(a) > DISTANCE_BYTES)
        return DISTANCE_BYTES;
    for (size_t j = 0; j <= size; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < size; j++) {
            size_t replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = least_of(replaced, row[j] + 1, diagonal + 1);
        }
    }
    return row[size];
}

/* Typing errors, and the beginning of a word. */
static bool is_near(const char *text, const char *candidate)
{
    size_t size = strlen(text);

    return (size > 0 && strncmp(candidate, text, size) == 0) ||
           distance(text, candidate) <= (size > 4 ? 2u : 1u);
}

void commands_suggest(struct buffer *out, const char *text, const char *const *candidates,
                      size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count && found < 3; i++)
        if (is_near(text, candidates[i]))
            buffer_printf(out, "%s\"%s\"", found++ > 0 ? ", " : "", candidates[i]);
}
