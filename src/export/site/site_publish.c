#include "export/site/site_publish.h"

#include "export/publish.h"
#include "export/shared/describe.h"

static const char what_it_is[] =
    "The project as a web site of plain pages. Open index.html in any browser, from the disk or\n"
    "from any web server: no page has a script, and none asks for anything outside this\n"
    "directory.\n"
    "\n"
    "index.html       the project, with pictures of its figures\n"
    "pulls/           a page for each pull request, and lists by state, author and year\n"
    "issues/          the same of issues, by label, milestone, component and version, too\n"
    "people/          everybody, and what each took part in\n"
    "search/          words, and where they stand\n"
    "wiki/            the pages of the wiki\n"
    "branches.html    branches and tags; labels/ and milestones/ the rest\n"
    "files/           files of issues and pictures of the wiki, each below its hash; what a\n"
    "                 browser might run has .txt behind its name\n"
    "losses.html      what is not as it was at Bitbucket\n"
    "redirects.csv    the path that a page had at Bitbucket, and its page here. A web server that\n"
    "                 takes over old addresses sends each path to its page; comments keep\n"
    "                 their anchors (#comment-123)\n"
    "code.bundle      the git repository: git clone code.bundle my-directory\n"
    "wiki.bundle      the same of the wiki, where there is one\n"
    "SHA256SUMS       to check that all is there: sha256sum --check --quiet SHA256SUMS\n"
    "\n"
    "To hand it over, copy this directory, or let a web server hand it out as files. Others on\n"
    "this host can read it as exports_umask says; chmod -R a+rX lets everybody. A server should\n"
    "hand out .txt as text/plain and send X-Content-Type-Options: nosniff.\n";

static bool describe(const struct task *task, struct error *err)
{
    CLEANUP(free_pointer) char *text = NULL;

    return describe_readme(task, what_it_is,
                           "Rows, and what is not as it was at Bitbucket (losses.html names each)",
                           &text, err) &&
           describe_by_text(task, "README.txt", text, err);
}

bool site_publish_digest(struct task *task, struct error *err)
{
    /* README.txt, SHA256SUMS */
    return publish_output(task, &(struct publication){.describe = describe, .described = 2}, err);
}
