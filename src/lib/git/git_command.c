#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/os/child.h"
#include "lib/git/git_command.h"
#include "lib/git/git_fault.h"
#include "lib/http/http.h"
#include "lib/base/limits.h"

/* A pipe surely holds so many bytes while nobody reads it. */
#define SECRET_BYTES_MAX 4096
#define ENVIRONMENT_MAX 256
#define SLOW_MARGIN_S 5
/* Room for fsck's words on some ten thousand objects. */
#define SAID_BYTES_MAX ((size_t)2 * 1024 * 1024)

static const char *const fixed_environment[] = {
    "PATH=" CHILD_PATH,
    "LC_ALL=C",
    "HOME=/nonexistent",
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_ATTR_NOSYSTEM=1",
    "GIT_TERMINAL_PROMPT=0",
    "SSH_ASKPASS=/bin/false",
};

static const struct {
    const char *key;
    const char *value;
} fixed_configuration[] = {
    /* Packs are synced by git itself; refs are packed afterwards and synced by us: one fsync for
     * each of 50,000 loose refs takes minutes on a disk. "all,-reference" would be all: what is
     * named goes before what is taken out. */
    {"core.fsync", "objects,derived-metadata,index,-reference"},
    {"core.fsyncMethod", "fsync"},
    {"core.hooksPath", "/dev/null"},
    {"core.askPass", ""},
    {"credential.helper", ""},
    {"gc.auto", "0"},
    {"maintenance.auto", "false"},
    {"safe.directory", "*"},
    {"protocol.version", "2"},
    {"fetch.unpackLimit", "1"},
    /* Mapped packs count against the address space that a process may have. */
    {"core.packedGitWindowSize", "16m"},
    {"core.packedGitLimit", "256m"},
    {"http.followRedirects", "false"},
    {"http.proxy", ""},
    {"http.sslVerify", "true"},
    {"http.sslVersion", "tlsv1.2"},
    /* A large repository's server counts and compresses for minutes and sends 60 bytes of progress
     * a second meanwhile, or keep-alives alone: only silence is a fault here. */
    {"http.lowSpeedLimit", "1"},
};

/* Findings of fsck that do not refuse a repository: all that git 2.39 and later let us choose. git
 * itself takes such objects. */
static const char *const tolerated[] = {
    "badDate",
    "badDateOverflow",
    "badEmail",
    "badFilemode",
    "badName",
    "badObjectSha1",
    "badParentSha1",
    "badTagName",
    "badTimezone",
    "badTree",
    "badTreeSha1",
    "badType",
    "duplicateEntries",
    "emptyName",
    "extraHeaderEntry",
    "fullPathname",
    "gitattributesBlob",
    "gitattributesLarge",
    "gitattributesLineLength",
    "gitattributesMissing",
    "gitattributesSymlink",
    "gitignoreSymlink",
    "gitmodulesBlob",
    "gitmodulesLarge",
    "gitmodulesMissing",
    "gitmodulesName",
    "gitmodulesParse",
    "gitmodulesPath",
    "gitmodulesSymlink",
    "gitmodulesUpdate",
    "gitmodulesUrl",
    "hasDot",
    "hasDotdot",
    "hasDotgit",
    "mailmapSymlink",
    "missingAuthor",
    "missingCommitter",
    "missingEmail",
    "missingNameBeforeEmail",
    "missingObject",
    "missingSpaceBeforeDate",
    "missingSpaceBeforeEmail",
    "missingTag",
    "missingTagEntry",
    "missingTaggerEntry",
    "missingTree",
    "missingType",
    "missingTypeEntry",
    "multipleAuthors",
    "nulInCommit",
    "nullSha1",
    "treeNotSorted",
    "unknownType",
    "zeroPaddedDate",
    "zeroPaddedFilemode",
};

/* The child's environment; [count] is always NULL. */
struct environment {
    char *entries[ENVIRONMENT_MAX];
    size_t count;
    int setting_count; /* of GIT_CONFIG_KEY_n */
};

static void release_environment(struct environment *environment)
{
    for (size_t i = 0; i < environment->count; i++)
        free(environment->entries[i]);
}

/* Takes the entry over. */
static void add_entry(struct environment *environment, char *entry)
{
    if (environment->count + 1 >= ENVIRONMENT_MAX)
        bug("git's environment has more than %d entries", ENVIRONMENT_MAX);
    environment->entries[environment->count++] = entry;
}

static void add_setting(struct environment *environment, const char *key, const char *value)
{
    int n = environment->setting_count++;
    add_entry(environment, xasprintf("GIT_CONFIG_KEY_%d=%s", n, key));
    add_entry(environment, xasprintf("GIT_CONFIG_VALUE_%d=%s", n, value));
}

static void add_tolerance(struct environment *environment)
{
    for (size_t i = 0; i < ARRAY_LENGTH(tolerated); i++) {
        CLEANUP(free_pointer) char *key = xasprintf("fetch.fsck.%s", tolerated[i]);
        add_setting(environment, key, "warn");
    }
}

static const char *protocol_of(const struct git_source *source)
{
    if (source == NULL)
        return "none";
    if (source->url[0] == '/')
        return "file";
    return strncmp(source->url, "http:", 5) == 0 ? "http" : "https";
}

static void fill_environment(struct environment *environment, const struct git_command *command,
                             const char *pin, int64_t stall_ms)
{
    const struct git_source *source = command->source;
    /* Behind our own watch, which knows silence from work. */
    CLEANUP(free_pointer)
    char *stall_s = xasprintf("%lld", (long long)stall_ms / 1000 + SLOW_MARGIN_S);

    for (size_t i = 0; i < ARRAY_LENGTH(fixed_environment); i++)
        add_entry(environment, xstrdup(fixed_environment[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(fixed_configuration); i++)
        add_setting(environment, fixed_configuration[i].key, fixed_configuration[i].value);
    add_setting(environment, "transfer.fsckObjects", command->takes_all ? "false" : "true");
    if (source != NULL)
        add_tolerance(environment);
    add_setting(environment, "http.lowSpeedTime", stall_s);
    if (pin != NULL)
        add_setting(environment, "http.curloptResolve", pin);
    add_entry(environment, xasprintf("GIT_ALLOW_PROTOCOL=%s", protocol_of(source)));
    if (command->tells_packets)
        add_entry(environment, xstrdup("GIT_TRACE_PACKET=1"));
    if (source != NULL && source->ca_file != NULL)
        add_entry(environment, xasprintf("GIT_SSL_CAINFO=%s", source->ca_file));
    if (source != NULL && source->secret != NULL) {
        add_setting(environment, "credential.username", source->user);
        add_entry(environment, xasprintf("GIT_ASKPASS=%s", source->askpass));
        add_entry(environment, xasprintf("BRIGADE_ASKPASS_FD=%d", CHILD_INHERITED_FD));
    } else {
        add_entry(environment, xstrdup("GIT_ASKPASS=/bin/false"));
    }
    add_entry(environment, xasprintf("GIT_CONFIG_COUNT=%d", environment->setting_count));
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* Leaves the reading end of a pipe in which the secret stands, and behind it the end. */
static bool open_secret(const struct git_source *source, int *secret_fd, struct error *err)
{
    if (source == NULL || source->secret == NULL)
        return true;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(err, ERROR_RETRY, "cannot make a pipe: %s", strerror(errno));
    size_t size = strlen(source->secret);
    ssize_t written = write(ends[1], source->secret, size);
    close(ends[1]);
    *secret_fd = ends[0];
    if (written != (ssize_t)size)
        return error_set(err, ERROR_RETRY, "cannot write to a pipe: %s", strerror(errno));
    return true;
}

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return false;
    return true;
}

static bool check_url(const char *url, struct error *err)
{
    CLEANUP(http_url_release) struct http_url parts = {0};
    if (url[0] != '/')
        return http_url_parse(url, &parts, err) && http_url_check_allowed(&parts, err);
    if (is_printable(url))
        return true;
    return error_set(err, ERROR_ITEM, "the path of a repository has control characters");
}

bool git_command_check_source(const struct git_source *source, struct error *err)
{
    if (!check_url(source->url, err))
        return false;
    if (source->secret == NULL)
        return true;
    if (source->user == NULL || source->user[0] == '\0' || source->askpass == NULL)
        return error_set(err, ERROR_IMPORT, "a git password needs a user and an askpass program");
    if (!is_printable(source->user) || !is_printable(source->secret) || source->secret[0] == '\0' ||
        strlen(source->secret) > SECRET_BYTES_MAX)
        return error_set(err, ERROR_IMPORT,
                         "the git credential is empty, too long or has control characters");
    return true;
}

/* The state of child_run's callbacks. A line with the secret in it is not shown, because a server
 * could send the secret back. */
struct listener {
    const struct git_command *command;
    const char *secret;
};

static bool hand_on(const char *line, void *payload)
{
    const struct listener *listener = payload;
    bool is_secret = listener->secret != NULL && strstr(line, listener->secret) != NULL;
    const struct git_watch *watch = listener->command->watch;
    return watch->tick(is_secret ? "" : line, watch->payload);
}

static bool hand_output_on(const char *bytes, size_t size, void *payload)
{
    const struct git_command *command = ((const struct listener *)payload)->command;
    return command->take(bytes, size, command->payload);
}

static void fill_arguments(const char *out[GIT_ARGUMENTS_MAX + 3], const char *git_dir,
                           const struct git_command *command)
{
    size_t count = 0;
    out[count++] = "git";
    out[count++] = git_dir;
    for (size_t i = 0; i < GIT_ARGUMENTS_MAX && command->arguments[i] != NULL; i++)
        out[count++] = command->arguments[i];
    out[count] = NULL;
}

static int64_t or_else(int64_t value, int64_t otherwise)
{
    return value > 0 ? value : otherwise;
}

static struct child_request request_of(const struct git_command *command)
{
    static const struct git_watch nobody;
    const struct git_watch *watch = command->watch != NULL ? command->watch : &nobody;
    return (struct child_request){
        .input = command->input,
        .output = command->output,
        .take = command->take != NULL ? hand_output_on : NULL,
        .growing_path = command->directory,
        .stall_ms = or_else(watch->stall_ms, LIMIT_GIT_STALL_S * INT64_C(1000)),
        .wall_ms = or_else(watch->wall_ms, LIMIT_GIT_WALL_S * INT64_C(1000)),
        .growth_bytes = (uint64_t)or_else(watch->max_mib, LIMIT_GIT_MAX_MIB) << 20,
        .kept_bytes = (uint64_t)watch->keep_free_mib << 20,
        .address_bytes = LIMIT_GIT_ADDRESS_BYTES,
        .settings = {"git_stall", "git_wall", "git_max_mib", "keep_free_mib"},
        .tick = watch->tick != NULL ? hand_on : NULL,
    };
}

/* A file that would pass the bound on its own: writing it fails, before anybody measures. */
static bool set_reason(struct error *err, const struct child_request *request, const char *said,
                       int exit_code, const char *secret)
{
    if (strstr(said, "File too large") != NULL)
        return error_set(err, ERROR_ITEM,
                         "git wrote more than %llu MiB to disk; to allow more, raise the setting "
                         "git_max_mib",
                         (unsigned long long)request->growth_bytes >> 20);
    return git_fault_set(err, said, exit_code, secret);
}

/* The addresses that git may connect to: looked at by us, and named to git, which asks nobody. */
static bool pin_host(const struct git_source *source, char **pin, struct error *err)
{
    CLEANUP(http_url_release) struct http_url url = {0};
    if (source == NULL || source->url[0] == '/')
        return true;
    return http_url_parse(source->url, &url, err) && http_pin_host(&url, pin, err);
}

bool git_command_run(const struct git_command *command, struct error *err)
{
    CLEANUP(release_environment) struct environment environment = {0};
    CLEANUP(close_fd) int secret_fd = -1;
    CLEANUP(buffer_release)
    struct buffer errors = {.maximum =
                                command->said != NULL ? SAID_BYTES_MAX : LIMIT_GIT_STDERR_BYTES};
    CLEANUP(free_pointer) char *git_dir = xasprintf("--git-dir=%s", command->directory);
    CLEANUP(free_pointer) char *pin = NULL;
    const char *arguments[GIT_ARGUMENTS_MAX + 3];
    const char *secret = command->source != NULL ? command->source->secret : NULL;
    struct listener listener = {command, secret};
    struct child_request request = request_of(command);
    int exit_code = 0;
    if (!pin_host(command->source, &pin, err) || !open_secret(command->source, &secret_fd, err))
        return false;
    fill_environment(&environment, command, pin, request.stall_ms);
    fill_arguments(arguments, git_dir, command);
    request.arguments = arguments;
    request.environment = (const char *const *)environment.entries;
    request.inherited_fd = secret_fd;
    request.payload = &listener;
    bool has_ended = child_run(&request, &exit_code, &errors, err);
    if (command->said != NULL)
        buffer_add(command->said, buffer_text(&errors));
    if (!has_ended)
        return false;
    if (exit_code == 0)
        return true;
    set_reason(err, &request, buffer_text(&errors), exit_code, secret);
    if (command->source == NULL && err->class == ERROR_RETRY) /* no server has part in it */
        err->cause = CAUSE_GIT_DAMAGED;
    return false;
}
