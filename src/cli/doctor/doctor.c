#include "cli/doctor/doctor.h"

#include <sys/stat.h>
#include <sysexits.h>

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

void doctor_release(struct doctor *doctor)
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

void doctor_examine(struct doctor *doctor)
{
    check_configuration(doctor);
    doctor_check_database(doctor);
    if (!doctor->is_looker || doctor->is_steerer || doctor->credential != NULL)
        doctor_check_credentials(doctor);
    if (doctor->is_looker) {
        doctor_add(doctor, "host", FINDING_OK,
                   "storage, git and secrets are not looked at, because this role runs no workers");
        return;
    }
    doctor_check_git(doctor);
    doctor_check_storage(doctor);
    doctor_check_place(doctor);
    doctor_check_exports(doctor);
    doctor_check_memory(doctor);
    doctor_check_webhook(doctor);
}
