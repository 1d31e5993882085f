#include "commands/work.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli/outage.h"
#include "cli/session.h"
#include "cli/storage.h"
#include "lib/base/text.h"
#include "engine/worker.h"
#include "export/table.h"
#include "import/freeze/table.h"
#include "import/table.h"

static bool read_options(const struct invocation *invocation, struct worker_options *options)
{
    const char *duration = commands_option(invocation, "for");

    options->drain = commands_has_option(invocation, "drain");
    if (duration == NULL)
        return true;
    if (options->drain) {
        session_fail(EX_USAGE, "give --for or --drain, not both");
        return false;
    }
    if (text_parse_duration(duration, &options->for_ms) && options->for_ms > 0)
        return true;
    session_fail(EX_USAGE, "--for needs a duration such as 55s, 10m or 2h, not \"%s\"", duration);
    return false;
}

/* A fault in what reads foreign bytes would be root's. */
static bool check_user(const struct config *config)
{
    if (geteuid() != 0 || config_allows(config, SETTING_ALLOW_ROOT))
        return true;
    session_fail(EX_CONFIG,
                 "workers do not run as root: use a user of their own, who owns storage and "
                 "credentials (runuser -u brigade -- brigade work ...), or set allow_root, where "
                 "there is no other user, as in a container");
    return false;
}

static bool find_program(char path[PATH_MAX])
{
    ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - 1);

    if (size <= 0)
        return false;
    path[size] = '\0';
    return true;
}

/* While secrets are in memory, nobody of the same user may look into it. */
static enum worker_end run(const struct settings *settings, struct db *db,
                           const struct worker_options *options, struct error *err)
{
    static const struct side *const sides[] = {&import_side, &freeze_side, &export_side, NULL};
    enum worker_end end;

    prctl(PR_SET_DUMPABLE, 0);
    end = worker_run(settings, db, sides, options, err);
    prctl(PR_SET_DUMPABLE, 1);
    return end;
}

/* A statement that is refused in the midst of the work is our fault, not the caller's. */
static int fail(const struct invocation *invocation, const struct error *err)
{
    int exit_code = session_exit_code(err);
    CLEANUP(free_pointer) char *message = session_explain(err);

    if (exit_code == EX_DATAERR)
        exit_code = EX_SOFTWARE;
    if (!err->unreachable || commands_option(invocation, "for") == NULL)
        return session_fail(exit_code, "%s", message);
    text_single_line(message);
    if (!outage_is_news(config_text(&invocation->config, SETTING_STORAGE), message))
        return exit_code;
    return session_fail(exit_code, "%s (said once an hour while it lasts)", message);
}

int command_work(const struct invocation *invocation)
{
    struct settings settings = config_worker_settings(&invocation->config);
    struct worker_options options = {0};
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    char program[PATH_MAX];

    if (!read_options(invocation, &options))
        return EX_USAGE;
    if (!check_user(&invocation->config))
        return EX_CONFIG;
    if (!storage_prepare("storage", settings.storage, &err) ||
        (settings.exports != NULL && !storage_prepare("exports", settings.exports, &err)))
        return session_fail_with(&err);
    if (!find_program(program))
        return session_fail(EX_CONFIG, "/proc/self/exe cannot be read: %s", strerror(errno));
    settings.program = program;
    memory_bound(settings.memory_max_mib);
    if (!db_open(&db, config_text(&invocation->config, SETTING_DATABASE), &err))
        return fail(invocation, &err);
    outage_end(settings.storage);
    if (db_is_standby(db))
        return session_fail(EX_TEMPFAIL,
                            "this is a standby: name the primary, or set "
                            "target_session_attrs=read-write with all hosts in database");
    switch (run(&settings, db, &options, &err)) {
    case WORKER_DONE:
        return EX_OK;
    case WORKER_STOPPED:
        return EX_TEMPFAIL;
    case WORKER_FAILED:
        break;
    }
    return fail(invocation, &err);
}
