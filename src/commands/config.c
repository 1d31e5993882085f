#include "commands/config.h"

#include <stdio.h>

#include "cli/output.h"
#include "cli/session.h"
#include "lib/json/json.h"

static void show(const struct config *config)
{
    CLEANUP(grid_release) struct grid grid = {.columns = 3};

    grid_add_row(&grid, (const char *[]){"SETTING", "VALUE", "FROM"});
    for (size_t i = 0; i < SETTING_COUNT; i++)
        grid_add_row(&grid, (const char *[]){config_settings[i].name,
                                             config_shown(config, (enum setting_id)i),
                                             config->origins[i]});
    grid_print(&grid, "");
}

static void show_json(const struct config *config)
{
    CLEANUP(json_free) struct json_object *all = json_new_array();

    for (size_t i = 0; i < SETTING_COUNT; i++) {
        struct json_object *one = json_new_object();
        json_set_text(one, "setting", config_settings[i].name);
        json_set_text(one, "value", config_shown(config, (enum setting_id)i));
        json_set_text(one, "origin", config->origins[i]);
        json_append(all, one);
    }
    output_json(json_print(all, NULL));
}

static int print_sample(void)
{
    CLEANUP(buffer_release) struct buffer sample = {0};

    config_print_sample(&sample);
    fputs(buffer_text(&sample), stdout);
    return EX_OK;
}

int command_config(const struct invocation *invocation)
{
    bool json = commands_has_option(invocation, "json");
    CLEANUP(config_release) struct config config = {0};
    struct error err = {0};

    if (!commands_has_option(invocation, "show"))
        return json ? session_fail(EX_USAGE, "--json needs --show") : print_sample();
    if (!config_load(&config, invocation->settings, invocation->config_file, &err))
        return session_fail_with(&err);
    if (json)
        show_json(&config);
    else
        show(&config);
    return EX_OK;
}
