/* dashboard.h: the verb "dashboard": the web page. */
#ifndef BRIGADE_COMMANDS_LOOK_DASHBOARD_H
#define BRIGADE_COMMANDS_LOOK_DASHBOARD_H

#include "cli/invocation.h"

int command_dashboard(const struct invocation *invocation);

#endif
