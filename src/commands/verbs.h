/* verbs.h: what the table of commands calls. Each returns the exit code. */
#ifndef BRIGADE_COMMANDS_VERBS_H
#define BRIGADE_COMMANDS_VERBS_H

#include "cli/invocation.h"

int command_install(const struct invocation *invocation);
int command_work(const struct invocation *invocation);
int command_import(const struct invocation *invocation);
int command_status(const struct invocation *invocation);
int command_failures(const struct invocation *invocation);
int command_dashboard(const struct invocation *invocation);
int command_metrics(const struct invocation *invocation);
int command_retry(const struct invocation *invocation);
int command_pause(const struct invocation *invocation);
int command_resume(const struct invocation *invocation);
int command_cancel(const struct invocation *invocation);
int command_credential_add(const struct invocation *invocation);
int command_credential_list(const struct invocation *invocation);
int command_credential_remove(const struct invocation *invocation);
int command_credential_keygen(const struct invocation *invocation);
int command_credential_seal(const struct invocation *invocation);
int command_login(const struct invocation *invocation);
int command_verify(const struct invocation *invocation);
int command_users_export(const struct invocation *invocation);
int command_users_import(const struct invocation *invocation);
int command_doctor(const struct invocation *invocation);
int command_config(const struct invocation *invocation);
int command_completion(const struct invocation *invocation);

#endif
