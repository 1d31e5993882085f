#include "commands/doctor.h"

#include "cli/doctor/doctor.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/json/json.h"

static const char *const result_names[] = {"ok", "warn", "FAIL"};

static void print_table(const struct doctor *doctor)
{
    CLEANUP(grid_release) struct grid grid = {.columns = 3, .is_headless = true};

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
        doctor_examine(&doctor);
    else
        doctor_add_misconfigured(&doctor, "settings", "%s", err.message);
    if (commands_has_option(invocation, "json"))
        print_json(&doctor);
    else
        print_table(&doctor);
    return exit_code(&doctor);
}
