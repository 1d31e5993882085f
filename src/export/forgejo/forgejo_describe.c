#include "export/forgejo/forgejo_describe.h"

#include <string.h>

#include "export/project.h"
#include "export/publish.h"
#include "export/shared/counts.h"
#include "export/shared/describe.h"

/* Receivers read whole lists into memory. */
#define LIST_BYTES_TOLD (INT64_C(200) * 1000 * 1000)

static const char privacy[] =
    "READ THIS FIRST: the project is private, and the receiver makes the repository PUBLIC,\n"
    "whatever repo.yml says. Either set FORCE_PRIVATE = true in the section [repository] of its\n"
    "app.ini and restart it, or restore into an organisation of private visibility. Then set the\n"
    "repository to private, and only after that set FORCE_PRIVATE back.\n\n";

static const char before[] =
    "Before\n"
    "  1. sha256sum --check --quiet SHA256SUMS\n"
    "  2. git -C git fsck --connectivity-only\n"
    "  3. This directory must be readable by the user that the receiver runs as: copy it to the\n"
    "     receiver's host and chown -R it to that user.\n"
    "  4. The owner %s must be there, and %s/%s must not.\n"
    "  5. The server runs. [git.timeout] MIGRATE of its app.ini is 600 seconds unless set: give a\n"
    "     large repository more.\n\n";

static const char restore[] =
    "Restore, as the user of the receiver, on its host; DIR is the absolute path of this\n"
    "directory\n"
    "  forgejo restore-repo --repo_dir DIR --owner_name %s --repo_name %s\n"
    "  gitea restore-repo --repo_dir DIR --owner_name %s --repo_name %s\n"
    "A restore that ends half-way leaves a repository in the state \"migrating\" that keeps the\n"
    "name: delete it as administrator (Site administration, Repositories), then restore again.\n\n";

static const char after[] =
    "After\n"
    "  1. Its log has no line with \"will be ignored\". Where pull/check.go says \"branch does "
    "not\n"
    "     exist\", it means a closed pull request whose branch is gone, and that harms nothing.\n"
    "  2. There are %lld pull requests and %lld issues; numbers.csv says which number each has.\n"
    "     %lld comments came over, some of them as reviews.\n"
    "  3. git ls-remote of the new address, and of git/, show the same branches and tags.\n"
    "  4. People stand there by name. people.csv has their numbers there, and who may read or\n"
    "     write: the receiver takes over no permissions.\n";

static const char lfs[] =
    "  5. %lld large files of git LFS are in lfs/, each under its SHA-256, and are not pushed "
    "yet.\n"
    "     In a bare clone of the new repository:\n"
    "       for f in DIR/lfs/*; do o=$(basename $f); d=lfs/objects/$(echo $o | cut -c1-2)/"
    "$(echo $o | cut -c3-4)\n"
    "       mkdir -p $d && cp $f $d/; done\n"
    "       git lfs push --all origin\n";

static const char attachments[] =
    "  6. %lld attached files are in attachments/, each in the folder of its issue's number at\n"
    "     Bitbucket: the receiver reads none of them.\n";

static void add_notes(struct buffer *text, const struct db_rows *facts)
{
    int64_t large = db_rows_integer(facts, 0, "lfs");
    int64_t attached = db_rows_integer(facts, 0, "attachments");

    if (large > 0)
        buffer_printf(text, lfs, (long long)large);
    if (attached > 0)
        buffer_printf(text, attachments, (long long)attached);
    if (db_rows_integer(facts, 0, "list_bytes") > LIST_BYTES_TOLD)
        buffer_add(text, "The lists are above 200 MB: the receiver reads each into memory.\n");
    if (strcmp(db_rows_text(facts, 0, "people"), "mapped") == 0)
        buffer_add(text, "People are bound to accounts of the receiver whose number and name are "
                         "those of people.csv.\n");
}

static void describe_project(struct buffer *text, const struct task *task,
                             const struct db_rows *facts)
{
    const char *owner = db_rows_text(facts, 0, "owner");
    const char *name = db_rows_text(facts, 0, "name");

    buffer_printf(text, "%s of Bitbucket for Forgejo or Gitea: %s/%s, as of %s\n\n",
                  project_of(task)->full_name, owner, name, project_of(task)->as_of);
    buffer_printf(text, "At Bitbucket: %s\n\n", db_rows_text(facts, 0, "about"));
    if (db_rows_boolean(facts, 0, "is_private"))
        buffer_add(text, privacy);
    buffer_printf(text, before, owner, owner, name);
    buffer_printf(text, restore, owner, name, owner, name);
    buffer_printf(text, after, (long long)db_rows_integer(facts, 0, "pulls"),
                  (long long)db_rows_integer(facts, 0, "issues"),
                  (long long)db_rows_integer(facts, 0, "notes"));
    add_notes(text, facts);
    buffer_printf(text,
                  "\nRows, and what is not as it was at Bitbucket (losses.csv names each):"
                  "\n\n%s",
                  db_rows_text(facts, 0, "summary"));
}

static bool describe(const struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *facts = NULL;
    CLEANUP(buffer_release) struct buffer text = {0};

    if (!db_query(task->workplace->db,
                  DB_CALL("select owner, name, is_private, people, has_wiki, lfs, attachments, "
                          "pulls, issues, notes, list_bytes, about, summary from "
                          "forge.forgejo_facts(run => $1)",
                          db_int(task->workplace->run_id)),
                  &facts, err))
        return false;
    describe_project(&text, task, facts);
    return describe_by_text(task, "IMPORT.txt", buffer_text(&text), err);
}

/* What was read back is whole only now, because several jobs have read. */
static bool hold_and_describe(const struct task *task, struct error *err)
{
    return counts_hold(task, err) && describe(task, err);
}

bool forgejo_publish_digest(struct task *task, struct error *err)
{
    return publish_output(task,
                          &(struct publication){.describe = hold_and_describe,
                                                .described = 2, /* IMPORT.txt, SHA256SUMS */
                                                .unlisted = {"git", "git.wiki.git"},
                                                .listed_within = "git/pulls"},
                          err);
}
