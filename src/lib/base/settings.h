/* settings.h: the settings that an operator gave a worker. Strings are borrowed from the
 * configuration.
 */
#ifndef BRIGADE_BASE_SETTINGS_H
#define BRIGADE_BASE_SETTINGS_H

#include "lib/base/error.h"

struct settings {
    const char *api_url; /* without a slash at the end */
    const char *web_url;
    const char *storage;     /* directory: git repositories, attachments, LFS */
    const char *place;       /* name of the hosts that share it */
    const char *exports;     /* directory of what was handed out; NULL: exports, below storage */
    unsigned exports_umask;  /* of its files and directories, once they are published */
    const char *credentials; /* directory: secret files */
    const char *sources;     /* directories of what is read from this host, ':' between; "": any */
    const char *ca_file;     /* PEM; NULL: the system's */
    const char *webhook;     /* address that is told how runs end; NULL: none */
    const char *program; /* absolute path of this program: answers git's question for the secret */
    int requests_per_hour;
    int requests_per_hour_anonymous;
    int git_stall_s;    /* no progress for so long ends a run of git */
    int git_wall_s;     /* so does this time in all */
    int git_max_mib;    /* and so much written to disk */
    int keep_free_mib;  /* stays free on the disk of storage */
    int files_max_mib;  /* bounds the large files of a project, and those of its issues */
    int memory_max_mib; /* a worker ends at more; 0: no bound */
    /* Adds to an error what people can do about its cause; NULL: nobody knows. */
    void (*advise)(struct error *err);
};

/* For an error that becomes text of a row, which people read. */
static inline void settings_advise(const struct settings *settings, struct error *err)
{
    if (settings->advise != NULL)
        settings->advise(err);
}

#endif
