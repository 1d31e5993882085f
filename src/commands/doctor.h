/* doctor.h: the verb "doctor": check this host and what it reaches. */
#ifndef BRIGADE_COMMANDS_DOCTOR_H
#define BRIGADE_COMMANDS_DOCTOR_H

#include "cli/invocation.h"

int command_doctor(const struct invocation *invocation);

#endif
