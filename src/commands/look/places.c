#include "commands/look/places.h"

#include "cli/session.h"

int command_places(const struct invocation *invocation)
{
    const struct db_call *call = DB_CALL("select * from brigade.places_seen()");

    return session_look(invocation, call, call);
}
