#include "commands/doctor/doctor.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/output.h"
#include "cli/session.h"
#include "commands/verbs.h"
#include "lib/json/json.h"

static void add(struct doctor *doctor, const char *check, enum finding_result result, int exit_code,
                char *message)
{
    if (doctor->count == FINDINGS_MAX)
        free_pointer(&message);
    else
        doctor->findings[doctor->count++] =
            (struct finding){xstrdup(check), result, exit_code, message};
}

void doctor_add(struct doctor *doctor, const char *check, enum finding_result result,
                const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(doctor, check, result, EX_UNAVAILABLE, xvasprintf(format, arguments));
    va_end(arguments);
}

void doctor_add_misconfigured(struct doctor *doctor, const char *check, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(doctor, check, FINDING_FAIL, EX_CONFIG, xvasprintf(format, arguments));
    va_end(arguments);
}

static void doctor_release(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->count; i++) {
        free_pointer(&doctor->findings[i].check);
        free_pointer(&doctor->findings[i].message);
    }
    db_close(&doctor->db);
}

/* The settings are good, or we would not be here; a password may still be in view. */
static void check_configuration(struct doctor *doctor)
{
    const char *file = doctor->config->file;
    struct stat status;

    if (file == NULL)
        doctor_add(doctor, "settings", FINDING_OK,
                   "no brigade.conf; options, environment and defaults");
    else if (config_holds_password(doctor->config) && stat(file, &status) == 0 &&
             (status.st_mode & 077) != 0)
        doctor_add(doctor, "settings", FINDING_WARN,
                   "%s may hold a password and may be read by others: run \"chmod 600 %s\"", file,
                   file);
    else
        doctor_add(doctor, "settings", FINDING_OK, "%s", file);
}

static void examine(struct doctor *doctor)
{
    check_configuration(doctor);
    doctor_check_database(doctor);
    doctor_check_credentials(doctor);
    doctor_check_git(doctor);
    doctor_check_storage(doctor);
    doctor_check_memory(doctor);
}

static const char *const result_names[] = {"ok", "warn", "FAIL"};

static void print_table(const struct doctor *doctor)
{
    CLEANUP(grid_release) struct grid grid = {.columns = 3};

    for (size_t i = 0; i < doctor->count; i++) {
        const struct finding *finding = &doctor->findings[i];
        grid_add_row(&grid, (const char *[]){result_names[finding->result], finding->check,
                                             finding->message});
    }
    grid_print(&grid, "");
}

static void print_json(const struct doctor *doctor)
{
    CLEANUP(json_free) struct json_object *all = json_new_array();

    for (size_t i = 0; i < doctor->count; i++) {
        struct json_object *one = json_new_object();
        json_set_text(one, "check", doctor->findings[i].check);
        json_set_text(one, "result", result_names[doctor->findings[i].result]);
        json_set_text(one, "message", doctor->findings[i].message);
        json_append(all, one);
    }
    output_json(json_print(all, NULL));
}

/* The first FAIL decides: what comes later may be its consequence. */
static int exit_code(const struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->count; i++)
        if (doctor->findings[i].result == FINDING_FAIL)
            return doctor->findings[i].exit_code;
    return EX_OK;
}

int command_doctor(const struct invocation *invocation)
{
    CLEANUP(config_release) struct config config = {0};
    CLEANUP(doctor_release)
    struct doctor doctor = {.config = &config,
                            .credential = commands_option(invocation, "credential")};
    struct error err = {0};

    if (config_load(&config, invocation->settings, invocation->config_file, &err))
        examine(&doctor);
    else
        doctor_add_misconfigured(&doctor, "settings", "%s", err.message);
    if (commands_has_option(invocation, "json"))
        print_json(&doctor);
    else
        print_table(&doctor);
    return exit_code(&doctor);
}
