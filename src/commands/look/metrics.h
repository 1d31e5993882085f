/* metrics.h: the verb "metrics": figures for Prometheus. */
#ifndef BRIGADE_COMMANDS_LOOK_METRICS_H
#define BRIGADE_COMMANDS_LOOK_METRICS_H

#include "cli/invocation.h"

int command_metrics(const struct invocation *invocation);

#endif
