#include "export/github/github_describe.h"

#include <string.h>

#include "export/project.h"
#include "export/publish.h"
#include "export/shared/describe.h"
#include "lib/base/text.h"

static const char warning[] = "EXPERIMENTAL: GitHub has published neither the format of its "
                              "migration archives nor a program\n"
                              "that checks one. This archive has the form of archives that GitHub "
                              "itself made, and of those of\n"
                              "a program whose archives it takes. Import it into a repository that "
                              "may be deleted first, and\n"
                              "look at everything below \"After\".\n\n";

static const char before[] =
    "Before\n"
    "  1. sha256sum --check --quiet SHA256SUMS\n"
    "  2. The organisation %s is there, at GitHub.com or GHE.com, and you are its owner or have "
    "the\n"
    "     role of a migrator in it; %s/%s is not there.\n"
    "  3. gh is installed, with gh extension install github/gh-gei, and GH_PAT holds a token\n"
    "     (classic) of yours with the scopes repo, admin:org and workflow.\n"
    "  4. The archive has %s; GitHub takes 40 GiB.\n"
    "  5. Texts and names are those of people at Bitbucket. All of them are uploaded to "
    "GitHub.\n\n";

static const char import[] =
    "Import, in this directory (the source is a name for the log: nothing is fetched from it)\n"
    "  gh gei migrate-repo --github-source-org %s --source-repo %s \\\n"
    "      --github-target-org %s --target-repo %s --target-repo-visibility %s \\\n"
    "      --git-archive-path %s --metadata-archive-path %s \\\n"
    "      --use-github-storage\n"
    "A repository that a failed import left behind has to be deleted before the next one.\n"
    "On a GitHub Enterprise Server, as its administrator, with the archive on its host:\n"
    "  ghe-migrator prepare %s\n"
    "  ghe-migrator conflicts -g GUID > conflicts.csv     # as prepare says\n"
    "  ghe-migrator map -i conflicts.csv -g GUID\n"
    "  ghe-migrator import %s -g GUID -u USER -p TOKEN\n"
    "  ghe-migrator unlock -g GUID\n\n";

static const char after[] =
    "After\n"
    "  1. The migration log (gh gei download-logs --github-target-org %s --target-repo %s) names "
    "no\n"
    "     record that was left out.\n"
    "  2. There are %lld pull requests and %lld issues; numbers.csv says which number each has.\n"
    "     %lld comments came over, some of them in reviews.\n"
    "  3. git ls-remote of the new address shows the branches and tags of repositories/%s/%s.git "
    "in\n"
    "     the archive.\n"
    "  4. Of some pull requests, look at merged and closed ones, threads at lines, outdated and\n"
    "     resolved ones, approvals and their dates.\n"
    "  5. Webhooks, rules of branches, secrets and pipelines are not in the archive.\n\n";

static const char people[] =
    "People: GitHub shows each of the %lld as a mannequin, under the login of mannequins.csv, "
    "whose\n"
    "column mapped_login has who that is at GitHub, where it is known (%lld). To give people what "
    "is\n"
    "theirs, as an owner of the organisation:\n"
    "  gh gei generate-mannequin-csv --github-target-org %s --output mannequins-ids.csv\n"
    "  fill in its column target-user by mannequins.csv, whose login is its mannequin-user\n"
    "  gh gei reclaim-mannequin --github-target-org %s --csv mannequins-ids.csv\n";

static const char lfs[] =
    "\nLarge files: %lld of git LFS are in lfs/, each under its SHA-256, and are not in the "
    "archive.\n"
    "In a bare clone of the new repository:\n"
    "  for f in DIR/lfs/*; do o=$(basename $f); d=lfs/objects/$(echo $o | cut -c1-2)/"
    "$(echo $o | cut -c3-4)\n"
    "  mkdir -p $d && cp $f $d/; done\n"
    "  git lfs push --all origin\n";

static void describe_import(struct buffer *text, const struct task *task,
                            const struct db_rows *facts)
{
    const char *owner = db_rows_text(facts, 0, "owner");
    const char *name = db_rows_text(facts, 0, "name");
    const char *archive = db_rows_text(facts, 0, "archive");
    const char *source = project_of(task)->full_name;
    CLEANUP(free_pointer) char *workspace = xasprintf("%.*s", (int)strcspn(source, "/"), source);
    char packed[32] = "";

    text_bytes(packed, (uint64_t)db_rows_integer(facts, 0, "archive_bytes"));
    buffer_printf(text, before, owner, owner, name, packed);
    buffer_printf(text, import, workspace, strchr(source, '/') + 1, owner, name,
                  db_rows_boolean(facts, 0, "is_private") ? "private" : "public", archive, archive,
                  archive, archive);
    buffer_printf(text, after, owner, name, (long long)db_rows_integer(facts, 0, "pulls"),
                  (long long)db_rows_integer(facts, 0, "issues"),
                  (long long)db_rows_integer(facts, 0, "notes"), owner, name);
}

static void describe_project(struct buffer *text, const struct task *task,
                             const struct db_rows *facts)
{
    const char *owner = db_rows_text(facts, 0, "owner");
    int64_t large = db_rows_integer(facts, 0, "lfs");

    buffer_printf(text, "%s of Bitbucket for GitHub: %s/%s, as of %s\n\n",
                  project_of(task)->full_name, owner, db_rows_text(facts, 0, "name"),
                  project_of(task)->as_of);
    buffer_add(text, warning);
    buffer_printf(text, "At Bitbucket: %s\n\n", db_rows_text(facts, 0, "about"));
    describe_import(text, task, facts);
    buffer_printf(text, people, (long long)db_rows_integer(facts, 0, "people"),
                  (long long)db_rows_integer(facts, 0, "mapped"), owner, owner);
    if (large > 0)
        buffer_printf(text, lfs, (long long)large);
    buffer_printf(text,
                  "\nRows, and what is not as it was at Bitbucket (losses.csv names each):\n\n%s",
                  db_rows_text(facts, 0, "summary"));
}

static bool describe(const struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *facts = NULL;
    CLEANUP(buffer_release) struct buffer text = {0};

    if (!db_query(task->workplace->db,
                  DB_CALL("select owner, name, archive, is_private, people, mapped, pulls, issues, "
                          "notes, lfs, archive_bytes, about, summary from "
                          "forge.github_facts(run => $1)",
                          db_int(task->workplace->run_id)),
                  &facts, err))
        return false;
    describe_project(&text, task, facts);
    return describe_by_text(task, "IMPORT.txt", buffer_text(&text), err);
}

bool github_publish_digest(struct task *task, struct error *err)
{
    /* IMPORT.txt, SHA256SUMS */
    return publish_output(task, &(struct publication){.describe = describe, .described = 2}, err);
}
