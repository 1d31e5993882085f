#include "cli/advice.h"

#include <string.h>
#include <unistd.h>

/* Advice that needs no name. */
static const struct {
    enum error_cause cause;
    const char *text;
} advices[] = {
    {CAUSE_NO_SERVER,
     "name the server by PGHOST and PGDATABASE, PGSERVICE, or database = in brigade.conf"},
    {CAUSE_NO_DATABASE, "make it (createuser, createdb), or name another by PGUSER, PGDATABASE, "
                        "PGSERVICE, or database = in brigade.conf"},
    {CAUSE_PASSWORD,
     "write the password of this role into ~/.pgpass (mode 0600), or name a file of "
     "passwords by PGPASSFILE or a service by PGSERVICE"},
    {CAUSE_NO_SCHEMA, "run \"brigade install\" as the owner of the schema"},
    {CAUSE_NO_RIGHT,
     "this database role lacks a right: grant it brigade_worker to run workers, brigade_requester "
     "to ask for imports, brigade_viewer to look at all, brigade_admin to administer (\"brigade "
     "doctor\" "
     "says what it has)"},
    {CAUSE_READ_ONLY,
     "this is a standby, or default_transaction_read_only is on: name the primary, or "
     "set target_session_attrs=read-write with all hosts in database"},
    {CAUSE_NUMBER_TAKEN, "\"brigade doctor\" says whether a sequence is behind its table, and what "
                         "mends it"},
    {CAUSE_SECRET_FILE_UNREADABLE, "give it and its directory to the user who runs the workers "
                                   "(chown), and run this as that user"},
    {CAUSE_NO_SEALING_KEY, "run \"brigade credential keygen\" on a worker host"},
};

/* The file of a secret has the name of its credential. */
static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* Advice about the subject; NULL: there is none. The caller frees it. */
static char *advise_about(enum error_cause cause, const char *subject)
{
    switch (cause) {
    case CAUSE_NO_SECRET_FILE:
        return xasprintf("make it with \"brigade credential add %s\" on this host",
                         file_name(subject));
    case CAUSE_SECRET_FILE_OWNER:
        return xasprintf("run \"chown %u %s\"", (unsigned)geteuid(), subject);
    case CAUSE_SECRET_FILE_OPEN:
        return xasprintf("run \"chmod 600 %s\"", subject);
    case CAUSE_SECRET_DIRECTORY_OPEN:
        return xasprintf("run \"chmod 700 %s\"", subject);
    case CAUSE_SEALED_SECRET_GONE:
        return xasprintf("run \"brigade credential seal %s\" again", subject);
    case CAUSE_SECRET_REFUSED:
        return xasprintf("put a valid secret in place with \"brigade credential add %s\" on every "
                         "worker host",
                         subject);
    case CAUSE_CONSUMER_REFUSED:
        return xasprintf(
            "run \"brigade credential add %s --kind oauth --key KEY\" with its secret, "
            "or \"brigade login %s\" where the consumer has no workspace of its own",
            subject, subject);
    case CAUSE_NO_SCOPE:
        return xasprintf("make a token that has it, and put it in place with \"brigade credential "
                         "add %s\" on every worker host",
                         subject);
    case CAUSE_SIGNED_OUT:
        return xasprintf("run \"brigade login %s\"", subject);
    default:
        return NULL;
    }
}

void advice_add(struct error *err)
{
    CLEANUP(free_pointer) char *about = advise_about(err->cause, err->subject);

    if (about != NULL)
        error_add_advice(err, about);
    for (size_t i = 0; i < ARRAY_LENGTH(advices); i++)
        if (err->cause == advices[i].cause)
            error_add_advice(err, advices[i].text);
}
