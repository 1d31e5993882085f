/* main.c: the program `brigade`: understands the command line and hands over to a verb. */
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/invocation.h"
#include "cli/session.h"
#include "lib/git/git_transport.h"
#include "engine/log.h"

/* Started with one of them closed, a connection would take its number, and get the log. What is
 * read is empty then, and what is written fails. */
static void fill_standard_descriptors(void)
{
    int null_fd = 0;

    while (null_fd >= 0 && null_fd <= STDERR_FILENO)
        null_fd = open("/dev/null", O_RDONLY);
    close(null_fd);
}

/* No secret may land in a core file, and nothing that we make is for others. */
static void harden(void)
{
    struct rlimit none = {0};

    fill_standard_descriptors();
    umask(077);
    setrlimit(RLIMIT_CORE, &none);
    setlocale(LC_CTYPE, ""); /* never LC_NUMERIC: numbers are for machines, too */
}

static int print_help(const struct invocation *invocation)
{
    CLEANUP(buffer_release) struct buffer text = {0};

    commands_print_help(&text, invocation);
    fputs(buffer_text(&text), stdout);
    return EX_OK;
}

static void configure_log(const struct invocation *invocation)
{
    static const enum log_level levels[] = {LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG};
    bool json = !invocation->command->needs_no_config &&
                strcmp(config_text(&invocation->config, SETTING_LOG_FORMAT), "json") == 0;

    log_configure(levels[invocation->verbosity], json);
}

static int run_verb(struct invocation *invocation)
{
    struct error err = {0};
    int exit_code = EX_OK;

    if (!invocation->command->needs_no_config &&
        !config_load(&invocation->config, invocation->settings, invocation->config_file, &err))
        return session_fail_with(&err);
    configure_log(invocation);
    exit_code = invocation->command->run(invocation);
    config_release(&invocation->config);
    return exit_code;
}

static int run(int argc, char **argv)
{
    struct invocation invocation = {0};
    struct error err = {0};

    if (!commands_parse(&invocation, argc, argv, &err))
        return session_fail(EX_USAGE, "%s", err.message);
    if (invocation.wants_help)
        return print_help(&invocation);
    if (invocation.wants_version) {
        printf("brigade %s\n", PACKAGE_VERSION);
        return EX_OK;
    }
    return run_verb(&invocation);
}

int main(int argc, char **argv)
{
    int exit_code = EX_OK;

    if (getauxval(AT_SECURE) != 0)
        return session_fail(
            EX_CONFIG,
            "this program must not be set-user-id, set-group-id or have file capabilities: "
            "run \"chmod u-s,g-s\" or \"setcap -r\" on it");
    if (argc == 2 && getenv("BRIGADE_ASKPASS_FD") != NULL)
        return git_transport_answer_prompt(); /* git asks for the secret */
    harden();
    exit_code = run(argc, argv);
    /* A full disk must not look like success. */
    if ((fflush(stdout) != 0 || ferror(stdout)) && exit_code == EX_OK)
        return session_fail(EX_IOERR, "standard output cannot be written");
    return exit_code;
}
