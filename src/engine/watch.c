#include "engine/watch.h"

static bool tick(const char *line, void *payload)
{
    struct workplace *workplace = payload;
    CLEANUP(free_pointer) char *doing = xasprintf("git: %s", line);

    return workplace->tick(workplace, *line != '\0' ? doing : NULL);
}

struct git_watch watch_git(struct workplace *workplace)
{
    const struct settings *settings = workplace->settings;

    return (struct git_watch){
        .tick = tick,
        .payload = workplace,
        .stall_ms = settings->git_stall_s * INT64_C(1000),
        .wall_ms = settings->git_wall_s * INT64_C(1000),
        .max_mib = settings->git_max_mib,
        .keep_free_mib = settings->keep_free_mib,
    };
}

static bool tick_silently(void *payload)
{
    return tick("", payload);
}

struct sink_watch watch_sink(struct workplace *workplace)
{
    return (struct sink_watch){tick_silently, workplace};
}
