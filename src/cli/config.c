#include "cli/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/advice.h"
#include "lib/db/db.h"
#include "lib/os/file.h"
#include "lib/http/http.h"

/* A file of settings has some hundred bytes. */
#define CONFIG_FILE_BYTES ((size_t)64 * 1024)
#define CONFIG_FILE SYSCONFDIR "/brigade/brigade.conf"

const struct setting config_settings[SETTING_COUNT] = {
    [SETTING_DATABASE] = {"database", "database", "BRIGADE_DATABASE", "CONNINFO", KIND_CONNINFO, 0,
                          "",
                          "PostgreSQL to connect to, as libpq writes it, such as service=brigade; "
                          "empty: PGHOST, PGSERVICE and the like decide"},
    [SETTING_API_URL] = {"api_url", "api-url", "BRIGADE_API_URL", "URL", KIND_URL, 0,
                         "https://api.bitbucket.org", "Bitbucket's REST API"},
    [SETTING_WEB_URL] = {"web_url", "web-url", "BRIGADE_WEB_URL", "URL", KIND_URL, 0,
                         "https://bitbucket.org", "Bitbucket's web site: git repositories"},
    [SETTING_STORAGE] = {"storage", "storage", "BRIGADE_STORAGE", "DIR", KIND_PATH, 0,
                         "/var/lib/brigade", "Directory for the git repositories and large files"},
    [SETTING_PLACE] = {"place", "place", "BRIGADE_PLACE", "NAME", KIND_NAME, 0, "shared",
                       "Place of this host: hosts of one place share their storage, and \"brigade "
                       "place NAME --new\" makes one; shared: all hosts share one storage"},
    [SETTING_EXPORTS] = {"exports", "exports", "BRIGADE_EXPORTS", "DIR", KIND_PATH, 0, "",
                         "Directory for what is handed out, on a disk of its own if you like; "
                         "empty: exports, below storage"},
    [SETTING_EXPORTS_UMASK] = {"exports_umask", "exports-umask", "BRIGADE_EXPORTS_UMASK",
                               "077|027|022", KIND_CHOICE, 0, "077",
                               "Rights that others do not get in what is handed out: 077, none "
                               "for anybody; 027, the group reads; 022, everybody reads"},
    [SETTING_CREDENTIALS] = {"credentials", "credentials", "BRIGADE_CREDENTIALS", "DIR", KIND_PATH,
                             0, "/etc/brigade/credentials",
                             "Directory of the secret files, one per credential"},
    [SETTING_SOURCES] =
        {"sources", "sources", "BRIGADE_SOURCES", "DIR:DIR", KIND_PATHS, 0, "",
         "Directories, with : between them, below which the paths of issues_export "
         "and wiki_source must lie; empty: anywhere but in storage and credentials"},
    [SETTING_WORKERS_KEY] = {"workers_key", "workers-key", "BRIGADE_WORKERS_KEY", "FINGERPRINT",
                             KIND_KEY, 0, "",
                             "Fingerprint of the workers' key, as \"brigade credential keygen\" "
                             "prints it; \"brigade credential seal\" refuses any other"},
    [SETTING_REQUESTS_PER_HOUR] = {"requests_per_hour", "requests-per-hour",
                                   "BRIGADE_REQUESTS_PER_HOUR", "N", KIND_INTEGER, 1000000, "950",
                                   "API requests an hour for a credential that says nothing else; "
                                   "Bitbucket allows 1,000"},
    [SETTING_REQUESTS_PER_HOUR_ANONYMOUS] = {"requests_per_hour_anonymous",
                                             "requests-per-hour-anonymous",
                                             "BRIGADE_REQUESTS_PER_HOUR_ANONYMOUS", "N",
                                             KIND_INTEGER, 1000000, "57",
                                             "API requests an hour without a credential; Bitbucket "
                                             "allows 60"},
    [SETTING_GIT_STALL] = {"git_stall", "git-stall", "BRIGADE_GIT_STALL", "N", KIND_INTEGER, 86400,
                           "60", "Seconds without any progress after which a run of git is ended"},
    [SETTING_GIT_WALL] = {"git_wall", "git-wall", "BRIGADE_GIT_WALL", "N", KIND_INTEGER, 2592000,
                          "43200", "Seconds after which a run of git is ended in any case"},
    [SETTING_GIT_MAX_MIB] = {"git_max_mib", "git-max-mib", "BRIGADE_GIT_MAX_MIB", "N", KIND_INTEGER,
                             1073741824, "102400",
                             "MiB that a run of git may write to disk: bounds a repository"},
    [SETTING_KEEP_FREE_MIB] = {"keep_free_mib", "keep-free-mib", "BRIGADE_KEEP_FREE_MIB", "N",
                               KIND_INTEGER_OR_0, 1073741824, "1024",
                               "MiB that stay free on the disk of storage: git and files are "
                               "fetched, and tried again later, only while there are more"},
    [SETTING_FILES_MAX_MIB] = {"files_max_mib", "files-max-mib", "BRIGADE_FILES_MAX_MIB", "N",
                               KIND_INTEGER_OR_0, 1073741824, "102400",
                               "MiB that the large files of a project may have together, and so "
                               "may the files of its issues"},
    [SETTING_MEMORY_MAX_MIB] = {"memory_max_mib", "memory-max-mib", "BRIGADE_MEMORY_MAX_MIB", "N",
                                KIND_INTEGER_OR_0, 1073741824, "2048",
                                "MiB of memory that a worker may have, git beside it not counted: "
                                "at more it ends; 0: no bound"},
    [SETTING_CA_FILE] = {"ca_file", "ca-file", "BRIGADE_CA_FILE", "FILE", KIND_PATH, 0, "",
                         "Certificates (PEM) to trust instead of the system's"},
    [SETTING_WEBHOOK] = {"webhook", "webhook", "BRIGADE_WEBHOOK", "URL", KIND_HOOK, 0, "",
                         "Address that workers tell of the end and the pause of each run, signed "
                         "with the secret in the file webhook of credentials; empty: none"},
    [SETTING_ALLOW_PRIVATE_ADDRESSES] = {"allow_private_addresses", "allow-private-addresses",
                                         "BRIGADE_ALLOW_PRIVATE_ADDRESSES", "no|yes", KIND_CHOICE,
                                         0, "no",
                                         "Connect to addresses of the site's own network too: for "
                                         "a server in it; loopback is allowed when api_url or "
                                         "web_url is"},
    [SETTING_ALLOW_INSECURE_DATABASE] = {"allow_insecure_database", "allow-insecure-database",
                                         "BRIGADE_ALLOW_INSECURE_DATABASE", "no|yes", KIND_CHOICE,
                                         0, "no",
                                         "Connect to PostgreSQL on another host without TLS that "
                                         "proves the server (sslmode weaker than verify-full)"},
    [SETTING_ALLOW_ROOT] = {"allow_root", "allow-root", "BRIGADE_ALLOW_ROOT", "no|yes", KIND_CHOICE,
                            0, "no",
                            "Let workers run as root: for a container that has no other user"},
    [SETTING_LOG_FORMAT] = {"log_format", "log-format", "BRIGADE_LOG_FORMAT", "text|json",
                            KIND_CHOICE, 0, "text", "How log lines are written to standard error"},
    [SETTING_SQL] = {"sql", "sql", "BRIGADE_SQL", "FILE", KIND_PATH, 0,
                     BRIGADE_SQL_DIR "/install.sql", "Script that creates or upgrades the schemas"},
};

static bool check_url(const char *value, bool may_have_path, struct error *err)
{
    CLEANUP(http_url_release) struct http_url url = {0};

    if (!http_url_parse(value, &url, err) || !http_url_check_allowed(&url, err))
        return false;
    if (!may_have_path && (strpbrk(value, "?#") != NULL || strcmp(url.path, "/") != 0))
        return error_set(err, ERROR_IMPORT, "it has a path or a query");
    return strchr(value, '#') == NULL || error_set(err, ERROR_IMPORT, "it has a #");
}

static bool is_choice(const char *choices, const char *value)
{
    size_t length = strlen(value);

    for (const char *at = choices; *at != '\0'; at += strspn(at, "|")) {
        size_t word = strcspn(at, "|");
        if (word == length && strncmp(at, value, length) == 0)
            return true;
        at += word;
    }
    return false;
}

static bool is_integer(const char *value, int64_t minimum, int64_t maximum)
{
    int64_t number = 0;

    for (const char *at = value; *at != '\0'; at++) {
        if (*at < '0' || *at > '9')
            return false;
        number = number * 10 + (*at - '0');
        if (number > maximum)
            return false;
    }
    return number >= minimum;
}

static bool check_integer(const struct setting *setting, int minimum, const char *value,
                          const char *origin, struct error *err)
{
    return is_integer(value, minimum, setting->maximum) ||
           error_set(err, ERROR_IMPORT, "%s: %s must be a whole number from %d to %lld, not \"%s\"",
                     origin, setting->name, minimum, (long long)setting->maximum, value);
}

/* As brigade.places has it. */
static bool is_name(const char *value)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";

    return strlen(value) < 64 && strspn(value, letters) == strlen(value) &&
           strchr("._-", *value) == NULL;
}

static bool are_paths(const char *value)
{
    for (const char *at = value; at != NULL; at = strchr(at, ':')) {
        at += *at == ':';
        if (*at != '/')
            return false;
    }
    return true;
}

static bool has_password(const char *conninfo)
{
    const char *host = strstr(conninfo, "://");
    const char *user_end = host != NULL ? strchr(host + 3, '@') : NULL;

    if (strcasestr(conninfo, "password") != NULL)
        return true;
    return user_end != NULL && memchr(host + 3, ':', (size_t)(user_end - host - 3)) != NULL;
}

static bool check_value(const struct setting *setting, const char *value, const char *origin,
                        struct error *err)
{
    switch (setting->kind) {
    case KIND_CONNINFO:
        if (strncmp(origin, "option", 6) == 0 && has_password(value))
            return error_set(err, ERROR_IMPORT,
                             "%s: it holds a password, which everybody on this host can see in the "
                             "list of processes: put it into ~/.pgpass, a service file or the "
                             "settings file",
                             origin);
        return true;
    case KIND_URL:
    case KIND_HOOK:
        if (!check_url(value, setting->kind == KIND_HOOK, err))
            return error_set(
                err, ERROR_IMPORT,
                "%s: %s cannot be used (%s): write https://host or https://host:port%s%s; "
                "http is for loopback addresses alone",
                origin, setting->name, err->message,
                setting->kind == KIND_HOOK ? "/path" : ", such as ", setting->fallback);
        return true;
    case KIND_PATH:
        return value[0] == '/' ||
               error_set(err, ERROR_IMPORT, "%s: %s must be an absolute path, not \"%s\"", origin,
                         setting->name, value);
    case KIND_PATHS:
        return are_paths(value) ||
               error_set(err, ERROR_IMPORT,
                         "%s: %s must be absolute paths with : between them, not \"%s\"", origin,
                         setting->name, value);
    case KIND_INTEGER:
        return check_integer(setting, 2, value, origin, err);
    case KIND_INTEGER_OR_0:
        return check_integer(setting, 0, value, origin, err);
    case KIND_KEY:
        return (strlen(value) == 64 && strspn(value, "0123456789abcdef") == 64) ||
               error_set(err, ERROR_IMPORT,
                         "%s: %s must have 64 hexadecimal digits, as \"brigade credential keygen\" "
                         "prints them",
                         origin, setting->name);
    case KIND_NAME:
        return is_name(value) ||
               error_set(err, ERROR_IMPORT,
                         "%s: %s must be small letters, digits, dots, dashes and underscores, at "
                         "most 63, such as berlin-1, not \"%.80s\"",
                         origin, setting->name, value);
    case KIND_CHOICE:
        return is_choice(setting->argument, value) ||
               error_set(err, ERROR_IMPORT, "%s: %s must be one of %s, not \"%s\"", origin,
                         setting->name, setting->argument, value);
    }
    return false;
}

/* Later calls override earlier ones. */
static bool set_value(struct config *config, enum setting_id id, const char *value,
                      const char *origin, struct error *err)
{
    const struct setting *setting = &config_settings[id];
    size_t length = strlen(value);

    if (length == 0)
        return true;
    if (!check_value(setting, value, origin, err))
        return false;
    free_pointer(&config->values[id]);
    free_pointer(&config->origins[id]);
    config->values[id] = xstrdup(value);
    config->origins[id] = xstrdup(origin);
    if (setting->kind == KIND_URL && value[length - 1] == '/')
        config->values[id][length - 1] = '\0';
    return true;
}

static void set_defaults(struct config *config)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        config->values[i] = xstrdup(config_settings[i].fallback);
        config->origins[i] = xstrdup("default");
    }
}

/* Cuts blanks from both ends, in place. */
static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (end > text && isspace((unsigned char)end[-1]))
        *--end = '\0';
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

static bool refuse_key(const char *origin, const char *key, struct error *err)
{
    CLEANUP(buffer_release) struct buffer known = {0};

    for (size_t i = 0; i < SETTING_COUNT; i++)
        buffer_printf(&known, "%s%s", i > 0 ? ", " : "", config_settings[i].name);
    return error_set(err, ERROR_IMPORT, "%s: there is no setting \"%.60s\"; settings are: %s",
                     origin, key, buffer_text(&known));
}

static bool read_line(struct config *config, char *line, const char *origin,
                      bool seen[SETTING_COUNT], struct error *err)
{
    char *key = trim(line);
    char *sign = strchr(key, '=');
    size_t id = 0;

    if (*key == '\0' || *key == '#')
        return true;
    if (sign == NULL)
        return error_set(err, ERROR_IMPORT, "%s: write key = value, or # before a comment", origin);
    *sign = '\0';
    key = trim(key);
    while (id < SETTING_COUNT && strcmp(config_settings[id].name, key) != 0)
        id++;
    if (id == SETTING_COUNT)
        return refuse_key(origin, key, err);
    if (seen[id])
        return error_set(err, ERROR_IMPORT, "%s: %s stands there twice: remove one", origin, key);
    seen[id] = true;
    return set_value(config, (enum setting_id)id, trim(sign + 1), origin, err);
}

/* Who may write the settings decides where secrets are sent. */
static bool check_writers(const char *path, struct error *err)
{
    struct stat status;

    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return true; /* reading it says so */
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return error_set(err, ERROR_IMPORT,
                         "%s belongs to user %u, not to this user or root: run \"chown root %s\"",
                         path, (unsigned)status.st_uid, path);
    if ((status.st_mode & 022) != 0)
        return error_set(err, ERROR_IMPORT,
                         "%s may be written by others (mode %04o): run \"chmod go-w %s\"", path,
                         status.st_mode & 07777, path);
    return true;
}

static bool read_file(struct config *config, const char *path, struct error *err)
{
    CLEANUP(buffer_release) struct buffer text = {0};
    bool seen[SETTING_COUNT] = {false};
    int number = 0;
    char *rest = NULL;

    if (!check_writers(path, err) || !file_read(path, CONFIG_FILE_BYTES, &text, err))
        return error_prefix(err, "settings cannot be read");
    if (strlen(buffer_text(&text)) != text.size)
        return error_set(err, ERROR_IMPORT, "%s: this is no text file", path);
    rest = text.data;
    while (rest != NULL) {
        char *line = strsep(&rest, "\n");
        CLEANUP(free_pointer) char *origin = xasprintf("%s:%d", path, ++number);
        if (!read_line(config, line, origin, seen, err))
            return false;
    }
    config->file = xstrdup(path);
    return true;
}

static bool read_chosen_file(struct config *config, const char *file, struct error *err)
{
    if (file == NULL)
        file = getenv(CONFIG_FILE_ENVIRONMENT);
    if (file == NULL && access(CONFIG_FILE, F_OK) != 0 && errno == EACCES)
        return error_set(err, ERROR_IMPORT,
                         "this user may not look whether there is a %s: let it into that folder "
                         "(chmod a+x), or set " CONFIG_FILE_ENVIRONMENT
                         " to another file, or to nothing for none",
                         CONFIG_FILE);
    if (file == NULL)
        file = file_exists(CONFIG_FILE) ? CONFIG_FILE : "";
    return *file == '\0' || read_file(config, file, err);
}

static bool read_environment(struct config *config, struct error *err)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const char *value = getenv(config_settings[i].environment);
        CLEANUP(free_pointer)
        char *origin = xasprintf("environment %s", config_settings[i].environment);
        if (value != NULL && !set_value(config, (enum setting_id)i, value, origin, err))
            return false;
    }
    return true;
}

static bool read_options(struct config *config, const char *const options[SETTING_COUNT],
                         struct error *err)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        CLEANUP(free_pointer) char *origin = xasprintf("option --%s", config_settings[i].option);
        if (options[i] != NULL && !set_value(config, (enum setting_id)i, options[i], origin, err))
            return false;
    }
    return true;
}

static bool is_loopback(const char *value)
{
    CLEANUP(http_url_release) struct http_url url = {0};
    struct error err;

    return http_url_parse(value, &url, &err) && http_url_is_loopback(&url);
}

bool config_allows(const struct config *config, enum setting_id id)
{
    return strcmp(config_text(config, id), "yes") == 0;
}

/* What holds for the whole process, so that no caller can forget it. */
static void allow(const struct config *config)
{
    db_allow_insecure(config_allows(config, SETTING_ALLOW_INSECURE_DATABASE));
    http_allow_addresses(is_loopback(config_text(config, SETTING_API_URL)) ||
                             is_loopback(config_text(config, SETTING_WEB_URL)),
                         config_allows(config, SETTING_ALLOW_PRIVATE_ADDRESSES));
}

bool config_load(struct config *out, const char *const options[SETTING_COUNT], const char *file,
                 struct error *err)
{
    CLEANUP(config_release) struct config made = {0};

    set_defaults(&made);
    if (!read_chosen_file(&made, file, err) || !read_environment(&made, err) ||
        !read_options(&made, options, err)) {
        err->class = ERROR_IMPORT;
        return false;
    }
    allow(&made);
    *out = made;
    made = (struct config){0};
    return true;
}

void config_release(struct config *config)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        free_secret(&config->values[i]); /* a conninfo may hold a password */
        free_pointer(&config->origins[i]);
    }
    free_pointer(&config->file);
}

const char *config_text(const struct config *config, enum setting_id id)
{
    return config->values[id];
}

int config_integer(const struct config *config, enum setting_id id)
{
    return (int)strtol(config->values[id], NULL, 10);
}

bool config_holds_password(const struct config *config)
{
    return has_password(config_text(config, SETTING_DATABASE));
}

const char *config_shown(const struct config *config, enum setting_id id)
{
    if (config_settings[id].kind == KIND_CONNINFO && has_password(config->values[id]))
        return "(not shown: it holds a password)";
    if (config_settings[id].kind == KIND_HOOK && *config->values[id] != '\0')
        return "(not shown: its path may be a secret)";
    return config->values[id];
}

struct settings config_worker_settings(const struct config *config)
{
    const char *ca_file = config_text(config, SETTING_CA_FILE);
    const char *exports = config_text(config, SETTING_EXPORTS);
    const char *webhook = config_text(config, SETTING_WEBHOOK);

    return (struct settings){
        .api_url = config_text(config, SETTING_API_URL),
        .web_url = config_text(config, SETTING_WEB_URL),
        .storage = config_text(config, SETTING_STORAGE),
        .place = config_text(config, SETTING_PLACE),
        .exports = *exports != '\0' ? exports : NULL,
        .exports_umask = (unsigned)strtoul(config_text(config, SETTING_EXPORTS_UMASK), NULL, 8),
        .credentials = config_text(config, SETTING_CREDENTIALS),
        .sources = config_text(config, SETTING_SOURCES),
        .ca_file = *ca_file != '\0' ? ca_file : NULL,
        .webhook = *webhook != '\0' ? webhook : NULL,
        .requests_per_hour = config_integer(config, SETTING_REQUESTS_PER_HOUR),
        .requests_per_hour_anonymous = config_integer(config, SETTING_REQUESTS_PER_HOUR_ANONYMOUS),
        .git_stall_s = config_integer(config, SETTING_GIT_STALL),
        .git_wall_s = config_integer(config, SETTING_GIT_WALL),
        .git_max_mib = config_integer(config, SETTING_GIT_MAX_MIB),
        .keep_free_mib = config_integer(config, SETTING_KEEP_FREE_MIB),
        .files_max_mib = config_integer(config, SETTING_FILES_MAX_MIB),
        .memory_max_mib = config_integer(config, SETTING_MEMORY_MAX_MIB),
        .advise = advice_add,
    };
}

void config_print_sample(struct buffer *out)
{
    buffer_printf(out,
                  "# Settings of brigade: key = value, one a line; # begins a comment line.\n"
                  "# Options and the environment override them. This file is read from\n"
                  "# %s, or where --config or " CONFIG_FILE_ENVIRONMENT " say.\n",
                  CONFIG_FILE);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &config_settings[i];
        buffer_printf(out, "\n# %s.\n# Option --%s %s, environment %s.\n#%s = %s\n", setting->help,
                      setting->option, setting->argument, setting->environment, setting->name,
                      setting->fallback);
    }
}
