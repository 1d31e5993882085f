/* doctor.h: the checks of `brigade doctor`. Each adds one or more findings; none stops the others.
 */
#ifndef BRIGADE_CLI_DOCTOR_DOCTOR_H
#define BRIGADE_CLI_DOCTOR_DOCTOR_H

#include "cli/invocation.h"
#include "lib/db/db.h"

enum finding_result { FINDING_OK = 0, FINDING_WARN, FINDING_FAIL };

struct finding {
    char *check; /* owned */
    enum finding_result result;
    int exit_code; /* of a FAIL: EX_CONFIG or EX_UNAVAILABLE */
    char *message; /* owned */
};

#define FINDINGS_MAX 200
#define DOCTOR_NO_RIGHT "42501" /* SQLSTATE: the role may not ask that */

struct doctor {
    const struct config *config;
    const char *credential; /* the only one to check; NULL: all */
    struct db *db;          /* NULL: nothing can be asked of it, and a FAIL says why */
    bool is_looker;         /* the role runs no workers: this host need not be fit for them */
    bool is_steerer;        /* the role may add and use credentials of all */
    struct finding findings[FINDINGS_MAX];
    size_t count;
};

/* Makes all checks. */
void doctor_examine(struct doctor *doctor);
void doctor_release(struct doctor *doctor);
void doctor_add(struct doctor *doctor, const char *check, enum finding_result result,
                const char *format, ...) PRINTF_LIKE(4, 5);
/* A FAIL that settings of this host or the schema cause: exit 78 instead of 69. */
void doctor_add_misconfigured(struct doctor *doctor, const char *check, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* doctor_database.c */
/* Says what the role is for, which decides what else is looked at. */
void doctor_check_database(struct doctor *doctor);
/* doctor_api.c: spends one API request per credential, booked like any other. */
void doctor_check_credentials(struct doctor *doctor);
/* doctor_host.c */
void doctor_check_git(struct doctor *doctor);
void doctor_check_storage(struct doctor *doctor);
void doctor_check_place(struct doctor *doctor);
void doctor_check_exports(struct doctor *doctor);
void doctor_check_memory(struct doctor *doctor);
/* doctor_webhook.c */
void doctor_check_webhook(struct doctor *doctor);

#endif
