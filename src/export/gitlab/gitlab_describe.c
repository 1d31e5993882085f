#include "export/gitlab/gitlab_describe.h"

#include <string.h>

#include "export/project.h"
#include "export/publish.h"
#include "export/shared/describe.h"
#include "lib/base/text.h"

static const char before[] =
    "Before\n"
    "  1. sha256sum --check --quiet SHA256SUMS\n"
    "  2. GitLab is 14 or newer. Its administrator allows imports: Admin, Settings, General,\n"
    "     Import and export settings: \"GitLab export\" is among the import sources, and "
    "\"Maximum\n"
    "     import size\" is at least %s. What is unpacked has %s: \"Maximum decompressed file\n"
    "     size\" is above that.\n"
    "  3. A web server in front of it takes as large an upload: client_max_body_size of nginx.\n"
    "  4. The group %s is there, and %s/%s is not. A project is no more visible than its "
    "group.\n\n";

static const char import[] =
    "Import, with a token of scope api of somebody who may make projects there (TOKEN), at\n"
    "https://gitlab.example.org (6 imports a minute and person)\n"
    "  curl --fail --header \"PRIVATE-TOKEN: $TOKEN\" --form path=%s --form namespace=%s \\\n"
    "       --form file=@%s https://gitlab.example.org/api/v4/projects/import\n"
    "It answers with an id. Until import_status is finished or failed:\n"
    "  curl --fail --header \"PRIVATE-TOKEN: $TOKEN\" \\\n"
    "       https://gitlab.example.org/api/v4/projects/ID/import\n"
    "Or on its host, without an upload, as USER, who is an administrator:\n"
    "  gitlab-rake \"gitlab:import_export:import[USER,%s,%s,%s]\"\n"
    "One that failed leaves a project behind: delete it, then import again.\n\n";

static const char after[] =
    "After\n"
    "  1. import_status is finished and failed_relations is empty: each row in it is something\n"
    "     that GitLab did not take.\n"
    "  2. There are %lld merge requests and %lld issues, under the numbers that they had:\n"
    "     numbers.csv. %lld comments came over.\n"
    "  3. git ls-remote of the new address shows the branches and tags of project.bundle, which\n"
    "     git bundle list-heads prints after tar -xzf.\n"
    "  4. Protected branches, webhooks, runners and variables are not in the archive.\n\n";

static const char by_name[] =
    "People: nobody is bound to an account. Who imports stands for everybody; who it was at\n"
    "Bitbucket is in words above each text, and GitLab adds a line to each comment. To bind\n"
    "people, say who they are (brigade users export, mapped_to with an e-mail, brigade users\n"
    "import), and export again with people=mapped.\n";

static const char by_account[] =
    "People: %lld of them have an e-mail and become members. An administrator of GitLab has to\n"
    "import the archive: only then does GitLab bind them to the accounts that have that e-mail as\n"
    "their own. When anybody else imports it, that person stands for all of them, and nothing\n"
    "says who they were. Everybody else is there by name. people.csv has the e-mails.\n";

static void describe_project(struct buffer *text, const struct task *task,
                             const struct db_rows *facts)
{
    const char *owner = db_rows_text(facts, 0, "owner");
    const char *name = db_rows_text(facts, 0, "name");
    const char *archive = db_rows_text(facts, 0, "archive");
    char packed[32] = "";
    char inflated[32] = "";

    text_bytes(packed, (uint64_t)db_rows_integer(facts, 0, "archive_bytes"));
    text_bytes(inflated, (uint64_t)db_rows_integer(facts, 0, "inflated_bytes"));
    buffer_printf(text, "%s of Bitbucket for GitLab: %s/%s, as of %s\n\n",
                  project_of(task)->full_name, owner, name, project_of(task)->as_of);
    buffer_printf(text, "At Bitbucket: %s\n\n", db_rows_text(facts, 0, "about"));
    buffer_printf(text, before, packed, inflated, owner, owner, name);
    buffer_printf(text, import, name, owner, archive, owner, name, archive);
    buffer_printf(text, after, (long long)db_rows_integer(facts, 0, "pulls"),
                  (long long)db_rows_integer(facts, 0, "issues"),
                  (long long)db_rows_integer(facts, 0, "notes"));
    if (strcmp(db_rows_text(facts, 0, "people"), "mapped") == 0)
        buffer_printf(text, by_account, (long long)db_rows_integer(facts, 0, "bound"));
    else
        buffer_add(text, by_name);
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
                  DB_CALL("select owner, name, archive, people, bound, pulls, issues, notes, "
                          "archive_bytes, inflated_bytes, about, summary from "
                          "forge.gitlab_facts(run => $1)",
                          db_int(task->workplace->run_id)),
                  &facts, err))
        return false;
    describe_project(&text, task, facts);
    return describe_by_text(task, "IMPORT.txt", buffer_text(&text), err);
}

bool gitlab_publish_digest(struct task *task, struct error *err)
{
    /* IMPORT.txt, SHA256SUMS */
    return publish_output(task, &(struct publication){.describe = describe, .described = 2}, err);
}
