/* error.h: an error as a value, because the error of a job is data (a row), not a log line.
 *
 * A function that can fail is `bool f(..., struct error *err)`: false means *err is filled and no
 * output was touched. The function that detects an error sets it; those between pass it on
 * unchanged; the worker records it. The class says how far the error reaches. The cause names the
 * event, for code that decides by it. The message is for people.
 */
#ifndef BRIGADE_BASE_ERROR_H
#define BRIGADE_BASE_ERROR_H

#include "lib/base/base.h"

enum error_class {
    ERROR_NONE = 0,
    ERROR_RETRY,   /* later may work: connection, 408, 429, 5xx, most SQLSTATEs */
    ERROR_ITEM,    /* this object never will: malformed, 404 of an object, SQLSTATE 22 23 54000 */
    ERROR_IMPORT,  /* nothing of this import will: 401, repository gone */
    ERROR_CHANGED, /* nothing failed: the source has it otherwise than it is here */
};

/* The event behind an error, for code that decides by it and for the advice that cli/advice gives
 * to people. The function that detects the event sets the cause, and functions that pass the error
 * on keep it. No code reads the words of a message. */
enum error_cause {
    CAUSE_NONE = 0,     /* nothing that code decides by or that there is advice about */
    CAUSE_NO_SERVER,    /* PostgreSQL cannot be reached */
    CAUSE_NO_DATABASE,  /* PostgreSQL was reached, and has no such role or database */
    CAUSE_PASSWORD,     /* PostgreSQL took no password, or wants one */
    CAUSE_NO_SCHEMA,    /* a schema, table or function of ours is missing in the database */
    CAUSE_NO_RIGHT,     /* the database role lacks a right */
    CAUSE_READ_ONLY,    /* the server is a standby, or takes no writes */
    CAUSE_NUMBER_TAKEN, /* a number that a sequence gave is in use */
    CAUSE_CANNOT_OPEN,  /* the operating system does not let this process open a file */
    CAUSE_TOO_LARGE,    /* a file, an answer or a document passes its bound */
    CAUSE_ZIP_UNUSABLE, /* a zip file is damaged, or breaks a bound: the message names it */
    CAUSE_GIT_DAMAGED,  /* git failed at a repository on this disk, where no server has part */
    CAUSE_GONE,         /* a server says that it has no such object */
    CAUSE_WITHDRAWN,    /* the API no longer has such a thing for anybody */
    CAUSE_MOVED,        /* the API says where it is now: the message begins with "is now" */
    /* The subject is the path. */
    CAUSE_NO_SECRET_FILE,         /* there is no file with this secret */
    CAUSE_SECRET_FILE_UNREADABLE, /* this user may not read it */
    CAUSE_SECRET_FILE_OWNER,      /* it, or its directory, belongs to another user */
    CAUSE_SECRET_FILE_OPEN,       /* others may read it */
    CAUSE_SECRET_DIRECTORY_OPEN,  /* others may write its directory */
    /* The subject is the name of the credential. */
    CAUSE_NO_SEALING_KEY,     /* the workers have no key that tokens could be sealed with */
    CAUSE_SEALED_SECRET_GONE, /* it was deleted, or has expired */
    CAUSE_SECRET_REFUSED,     /* Bitbucket does not take it */
    CAUSE_CONSUMER_REFUSED,   /* Bitbucket does not take the secret of an OAuth consumer */
    CAUSE_SIGNED_OUT,         /* a person has to consent anew */
    CAUSE_NO_SCOPE,           /* it may not do what the import is about */
};

#define ERROR_MESSAGE_BYTES 1024
#define ERROR_SUBJECT_BYTES 256

struct error {
    enum error_class class;
    enum error_cause cause;
    int http_status;        /* 0: there was no HTTP answer */
    int64_t retry_after_ms; /* the wait that the server asked for; 0: it did not say */
    bool unreachable;       /* no connection came about: says nothing about the item */
    bool throttled;         /* 429, or a 403 with the text of one: says nothing about the item */
    bool outcome_unknown;   /* the connection died while a transaction was being committed */
    char sqlstate[6];       /* "": not from PostgreSQL */
    char subject[ERROR_SUBJECT_BYTES]; /* the thing that the cause befell; "" where the cause says
                                          all */
    /* One line in UTF-8, without secrets, cut at a character. */
    char message[ERROR_MESSAGE_BYTES];
};

/* Fills *err (all other members zeroed) and returns false, so that `return error_set(...)` reads
 * well. The text may be foreign: bytes that are not UTF-8 become U+FFFD, line feeds and runs of
 * blanks one blank, other control characters '?', secrets "***" (redact.h). */
bool error_set(struct error *err, enum error_class class, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* The same, for an HTTP answer. */
bool error_set_http(struct error *err, enum error_class class, int status, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* The same, with what happened. */
bool error_set_cause(struct error *err, enum error_class class, enum error_cause cause,
                     const char *format, ...) PRINTF_LIKE(4, 5);
/* The same, with what it happened to, which the message names as well. */
bool error_set_about(struct error *err, enum error_cause cause, const char *subject,
                     const char *format, ...) PRINTF_LIKE(4, 5);
/* Puts "; advice" behind the message, which is cut when both are too long together. */
void error_add_advice(struct error *err, const char *advice);
/* Puts "context: " before the message. Returns false. */
bool error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);
/* 'retry', 'item', 'import': as brigade.failures.class has it. */
const char *error_class_name(enum error_class class);

#endif
