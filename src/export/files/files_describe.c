#include "export/files/files_describe.h"

#include "export/publish.h"
#include "export/shared/describe.h"

static const char what_it_is[] =
    "Everything that Bucket Brigade keeps of this project, in formats that any program reads.\n"
    "\n"
    "*.ndjson         one table each, one row a line as JSON; numbers and times are exact\n"
    "*.csv            the same tables as comma-separated values (RFC 4180); a cell that a\n"
    "                 spreadsheet would take for a formula has a ' in front\n"
    "datapackage.json fields, types and keys of the tables (Data Package)\n"
    "code.bundle      the git repository with all its refs; the heads of pull requests are\n"
    "                 refs/merge-requests/<number>/head. To get it back:\n"
    "                     git clone code.bundle my-directory\n"
    "                     git clone --mirror code.bundle my-directory.git     with all refs\n"
    "                 A repository without commits has no bundle.\n"
    "wiki.bundle      the same of the wiki, where there is one\n"
    "lfs/             large files of git LFS, each under its SHA-256: lfs_objects has them\n"
    "attachments/     files of issues, each under its SHA-256: attachments has their names\n"
    "numbers.csv      the numbers that pull requests and issues have where both share one series\n"
    "SHA256SUMS       to check that all is there: sha256sum --check --quiet SHA256SUMS\n"
    "\n"
    "People stand in users. Where a column <role>_id names one, <role>_key beside it is what\n"
    "Bitbucket knows the person by: the Atlassian account, else the uuid, else a name.\n"
    "Times are in UTC. Texts are as they were written, never to be trusted as HTML or as a\n"
    "command. Others can read these files as exports_umask says; chmod -R a+rX lets everybody.\n";

static bool write_readme(const struct task *task, struct json_object *files, struct error *err)
{
    CLEANUP(free_pointer) char *text = NULL;

    return describe_readme(task, what_it_is, "Rows, and what is not as it was at the source", &text,
                           err) &&
           describe_write(task, "README.txt", text, files, err);
}

static bool write_package(const struct task *task, struct json_object *files, struct error *err)
{
    CLEANUP(free_pointer) char *text = NULL;

    return describe_ask(
               task,
               DB_CALL("select brigade.export_package(run => $1)", db_int(task->workplace->run_id)),
               &text, err) &&
           describe_write(task, "datapackage.json", text, files, err);
}

static bool describe(const struct task *task, struct error *err)
{
    CLEANUP(json_free) struct json_object *files = json_new_object();

    return write_readme(task, files, err) && write_package(task, files, err) &&
           describe_write_sums(task, files, err);
}

bool files_publish_digest(struct task *task, struct error *err)
{
    /* README.txt, datapackage.json, SHA256SUMS */
    return publish_output(task, &(struct publication){.describe = describe, .described = 3}, err);
}
