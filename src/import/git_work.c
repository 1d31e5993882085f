#include "import/git_work.h"

#include "engine/room.h"
#include "forge/place.h"

char *git_work_code(const struct workplace *workplace)
{
    CLEANUP(free_pointer) char *path = place_repository(workplace->project_id, "code");
    char *whole = xasprintf("%s/%s", workplace->settings->storage, path);

    if (!staging_is_published(whole))
        free_pointer(&whole);
    return whole;
}

struct git_source git_work_source(const struct workplace *workplace, const char *url)
{
    bool ours = client_is_own_host(workplace->settings->web_url, url);

    return (struct git_source){
        .url = url,
        .user = ours ? identity_git_user(workplace->identity) : NULL,
        .secret = ours ? workplace->identity->secret : NULL,
        .askpass = workplace->settings->program,
        .ca_file = workplace->settings->ca_file,
    };
}

bool git_work_copy(struct staging *staging, struct workplace *workplace, struct error *err)
{
    struct git_watch watch = watch_git(workplace);

    return room_on_disk(workplace->settings, 0, err) && staging_remember(staging, err) &&
           (!staging->was_there ||
            git_transport_link_copy(staging->published, staging->directory, &watch, err));
}

bool git_work_forks(const struct workplace *workplace, struct db_rows **rows, struct error *err)
{
    return db_query(
        workplace->db,
        DB_CALL("select full_name from forge.read_forks(run => $1)", db_int(workplace->run_id)),
        rows, err);
}

bool git_work_publish(struct staging *staging, struct error *err)
{
    return staging_publish(staging, err) &&
           (!staging->was_there ||
            git_transport_link_packs(staging->directory, staging->published, err));
}
