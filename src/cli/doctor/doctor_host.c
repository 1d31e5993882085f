#include <stdio.h>

#include "cli/doctor/doctor.h"
#include "cli/storage.h"
#include "engine/home.h"
#include "lib/os/child.h"
#include "lib/os/file.h"
#include "lib/base/locked.h"
#include "lib/base/text.h"

/* http.curloptResolve, and upload-pack that looks at whose a repository is (CVE-2024-32004). */
#define GIT_MAJOR 2
#define GIT_MINOR 39
#define GIT_PATCH 4
#define GIT_ANSWER_BYTES 4096
#define GIT_MS 10000
#define FREE_BYTES_MIN ((uint64_t)5 * 1024 * 1024 * 1024)

static bool is_older(int major, int minor, int patch)
{
    if (major != GIT_MAJOR)
        return major < GIT_MAJOR;
    if (minor != GIT_MINOR)
        return minor < GIT_MINOR;
    return patch < GIT_PATCH;
}

void doctor_check_git(struct doctor *doctor)
{
    static const char *const arguments[] = {"git", "--version", NULL};
    static const char *const environment[] = {"PATH=" CHILD_PATH, "LC_ALL=C", NULL};
    CLEANUP(buffer_release) struct buffer output = {.maximum = GIT_ANSWER_BYTES};
    CLEANUP(buffer_release) struct buffer errors = {.maximum = GIT_ANSWER_BYTES};
    struct child_request request = {.arguments = arguments,
                                    .environment = environment,
                                    .inherited_fd = -1,
                                    .output = &output,
                                    .stall_ms = GIT_MS,
                                    .wall_ms = GIT_MS};
    struct error err = {0};
    int code = 0, major = 0, minor = 0, patch = 0;

    if (!child_run(&request, &code, &errors, &err) || code != 0)
        doctor_add_misconfigured(doctor, "git", "git cannot be run: install it (%s)",
                                 err.class != ERROR_NONE ? err.message : buffer_text(&errors));
    else if (sscanf(buffer_text(&output), "git version %d.%d.%d", &major, &minor, &patch) < 2 ||
             is_older(major, minor, patch))
        doctor_add_misconfigured(doctor, "git", "version %d.%d.%d is needed, at least: this is %s",
                                 GIT_MAJOR, GIT_MINOR, GIT_PATCH, buffer_text(&output));
    else
        doctor_add(doctor, "git", FINDING_OK, "version %d.%d.%d", major, minor, patch);
}

/* Where it is below storage, that is looked at. */
void doctor_check_exports(struct doctor *doctor)
{
    const char *path = config_text(doctor->config, SETTING_EXPORTS);
    struct error err = {0};
    uint64_t free_bytes = 0;
    char free_text[32] = "";

    if (*path == '\0')
        return;
    if (!storage_prepare("exports", path, &err))
        doctor_add_misconfigured(doctor, "exports", "%s", err.message);
    else if (!file_free_bytes(path, &free_bytes))
        doctor_add(doctor, "exports", FINDING_WARN, "%s: free space cannot be asked", path);
    else
        doctor_add(doctor, "exports", FINDING_OK, "%s: %s free", path,
                   text_bytes(free_text, free_bytes));
}

void doctor_check_storage(struct doctor *doctor)
{
    const char *path = config_text(doctor->config, SETTING_STORAGE);
    struct error err = {0};
    uint64_t free_bytes = 0;
    uint64_t kept_bytes = (uint64_t)config_integer(doctor->config, SETTING_KEEP_FREE_MIB) << 20;
    char free_text[32] = "";

    if (!storage_prepare("storage", path, &err)) {
        doctor_add_misconfigured(doctor, "storage", "%s", err.message);
        return;
    }
    if (!file_free_bytes(path, &free_bytes))
        doctor_add(doctor, "storage", FINDING_WARN, "%s: free space cannot be asked", path);
    else if (free_bytes < kept_bytes)
        doctor_add(doctor, "storage", FINDING_FAIL,
                   "%s: %s free, and keep_free_mib = %d stay free: nothing is fetched until there "
                   "is room",
                   path, text_bytes(free_text, free_bytes),
                   config_integer(doctor->config, SETTING_KEEP_FREE_MIB));
    else if (free_bytes < kept_bytes + FREE_BYTES_MIN)
        doctor_add(doctor, "storage", FINDING_WARN,
                   "%s: %s free; make room before big repositories come", path,
                   text_bytes(free_text, free_bytes));
    else
        doctor_add(doctor, "storage", FINDING_OK, "%s: %s free", path,
                   text_bytes(free_text, free_bytes));
}

/* Without a database there is nobody to ask. */
void doctor_check_place(struct doctor *doctor)
{
    const char *place = config_text(doctor->config, SETTING_PLACE);
    struct error err = {0};

    if (doctor->db == NULL)
        return;
    if (home_look(doctor->db, config_text(doctor->config, SETTING_STORAGE), place, &err))
        doctor_add(doctor, "place", FINDING_OK, "the storage is that of place %s", place);
    else if (err.class == ERROR_IMPORT && err.cause == CAUSE_NONE)
        doctor_add_misconfigured(doctor, "place", "%s", err.message);
    else
        doctor_add(doctor, "place", FINDING_WARN, "it cannot be asked: %s", err.message);
}

void doctor_check_memory(struct doctor *doctor)
{
    if (locked_is_locked())
        doctor_add(doctor, "memory", FINDING_OK, "secrets are locked: not swapped, in no core");
    else
        doctor_add(doctor, "memory", FINDING_WARN,
                   "secrets may be swapped to the disk: let this user lock 1 MiB (ulimit -l 1024, "
                   "or LimitMEMLOCK=1M in a unit)");
}
