/* source.h: the source of an import: the repository at Bitbucket, and the files that people named
 * beside it. brigade.source_of is asked for it once for all jobs of a batch. */
#ifndef BRIGADE_IMPORT_SOURCE_H
#define BRIGADE_IMPORT_SOURCE_H

#include "bitbucket/path.h"
#include "engine/job_kind.h"
#include "lib/os/trusted_path.h"

struct source {
    struct address_base base;
    const char *wiki_source;    /* URL or path of a git repository; NULL: ask Bitbucket */
    const char *issues_archive; /* path of Bitbucket's issue zip; NULL: ask Bitbucket */
    bool brings_git;            /* what the requester wants of it: brigade.parts */
    bool brings_wiki;
    bool brings_pull_requests;
    bool brings_comments;
};

/* side.open and side.close of imports. */
bool source_open(struct workplace *workplace, struct error *err) MUST_CHECK;
void source_close(struct workplace *workplace);

const struct source *source_of(const struct task *task);

/* False: by the first answer of an import, its credential lacks a scope that most of it needs. A
 * 403 with CAUSE_NO_SCOPE, so that another credential of the import is tried. */
bool source_check_scopes(const struct task *task, struct error *err) MUST_CHECK;

/* Bitbucket's issue zip as it is to be opened, by the settings sources, storage and credentials. */
struct trusted_path source_archive(const struct task *task);

/* Makes <staging>-from a private copy of the repository that wiki_source names by its path, and
 * names it. Errors as in trusted_path.h and git_snapshot.h, but all that a person must mend is
 * ERROR_ITEM. The copy goes with source_remove_wiki, or with a sweep of staging.h. */
bool source_copy_wiki(struct task *task, const char *staging, char **copy,
                      struct error *err) MUST_CHECK;
void source_remove_wiki(char **copy);

#endif
