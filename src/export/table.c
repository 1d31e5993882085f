#include "export/table.h"

#include "export/bundle.h"
#include "export/copies.h"
#include "export/files/files_describe.h"
#include "export/files/files_join.h"
#include "export/files/files_page.h"
#include "export/files/files_plan.h"
#include "export/files/files_proof.h"
#include "export/forgejo/forgejo_describe.h"
#include "export/forgejo/forgejo_git.h"
#include "export/forgejo/forgejo_issues.h"
#include "export/forgejo/forgejo_lists.h"
#include "export/forgejo/forgejo_plan.h"
#include "export/forgejo/forgejo_proof.h"
#include "export/forgejo/forgejo_pulls.h"
#include "export/github/github_describe.h"
#include "export/github/github_events.h"
#include "export/github/github_git.h"
#include "export/github/github_heads.h"
#include "export/github/github_issues.h"
#include "export/github/github_join.h"
#include "export/github/github_lists.h"
#include "export/github/github_pack.h"
#include "export/github/github_plan.h"
#include "export/github/github_proof.h"
#include "export/github/github_pulls.h"
#include "export/gitlab/gitlab_describe.h"
#include "export/gitlab/gitlab_git.h"
#include "export/gitlab/gitlab_issues.h"
#include "export/gitlab/gitlab_lists.h"
#include "export/gitlab/gitlab_pack.h"
#include "export/gitlab/gitlab_plan.h"
#include "export/gitlab/gitlab_proof.h"
#include "export/gitlab/gitlab_pulls.h"
#include "export/project.h"
#include "export/projects.h"
#include "export/puts.h"
#include "export/site/site_front.h"
#include "export/site/site_items.h"
#include "export/site/site_lists.h"
#include "export/site/site_plan.h"
#include "export/site/site_proof.h"
#include "export/site/site_publish.h"
#include "export/site/site_search.h"
#include "export/site/site_wiki.h"

static const struct job_kind kinds[] = {
    /* Stage plan: what is there, and the jobs of the stages behind it. */
    {.name = "files_plan", .digest = files_plan_digest},

    /* Stage git: code and wiki, large files and attachments. */
    {.name = "bundle", .digest = bundle_digest},
    {.name = "copies", .digest = copies_digest},

    /* Stage rows: a page of rows. */
    {.name = "files_page", .digest = files_page_digest},

    /* Stage join: a file of such pages. */
    {.name = "files_join", .digest = files_join_digest},

    /* Stage proof: the output read back. */
    {.name = "files_proof", .digest = files_proof_digest},
    {.name = "bundle_proof", .digest = bundle_digest_proof},

    /* Stage publish: the output becomes what is published. */
    {.name = "publish", .digest = files_publish_digest},

    /* For Forgejo and Gitea, in the order of the stages. */
    {.name = "forgejo_plan", .digest = forgejo_plan_digest},
    {.name = "forgejo_git", .digest = forgejo_git_digest},
    {.name = "forgejo_lists", .digest = forgejo_lists_digest},
    {.name = "forgejo_pulls", .digest = forgejo_pulls_digest},
    {.name = "forgejo_issues", .digest = forgejo_issues_digest},
    {.name = "forgejo_join", .digest = forgejo_join_digest},
    {.name = "forgejo_tables", .digest = forgejo_tables_digest},
    {.name = "forgejo_proof", .digest = forgejo_proof_digest},
    {.name = "forgejo_publish", .digest = forgejo_publish_digest},

    /* For GitHub, in the order of the stages. */
    {.name = "github_plan", .digest = github_plan_digest},
    {.name = "github_heads", .digest = github_heads_digest},
    {.name = "github_lists", .digest = github_lists_digest},
    {.name = "github_git", .digest = github_git_digest},
    {.name = "github_pulls", .digest = github_pulls_digest},
    {.name = "github_issues", .digest = github_issues_digest},
    {.name = "github_events", .digest = github_events_digest},
    {.name = "github_join", .digest = github_join_digest},
    {.name = "github_tables", .digest = github_tables_digest},
    {.name = "github_pack", .digest = github_pack_digest},
    {.name = "github_proof", .digest = github_proof_digest},
    {.name = "github_publish", .digest = github_publish_digest},

    /* For GitLab, in the order of the stages. */
    {.name = "gitlab_plan", .digest = gitlab_plan_digest},
    {.name = "gitlab_git", .digest = gitlab_git_digest},
    {.name = "gitlab_lists", .digest = gitlab_lists_digest},
    {.name = "gitlab_pulls", .digest = gitlab_pulls_digest},
    {.name = "gitlab_issues", .digest = gitlab_issues_digest},
    {.name = "gitlab_join", .digest = gitlab_join_digest},
    {.name = "gitlab_tables", .digest = gitlab_tables_digest},
    {.name = "gitlab_pack", .digest = gitlab_pack_digest},
    {.name = "gitlab_proof", .digest = gitlab_proof_digest},
    {.name = "gitlab_git_proof", .digest = gitlab_git_digest_proof},
    {.name = "gitlab_publish", .digest = gitlab_publish_digest},

    /* A web site, in the order of the stages. */
    {.name = "site_plan", .digest = site_plan_digest},
    {.name = "site_items", .digest = site_items_digest},
    {.name = "site_lists", .digest = site_lists_digest},
    {.name = "site_wiki", .digest = site_wiki_digest},
    {.name = "site_search", .digest = site_search_digest},
    {.name = "site_front", .digest = site_front_digest},
    {.name = "site_proof", .digest = site_proof_digest},
    {.name = "site_publish", .digest = site_publish_digest},

    /* Of a whole workspace: an export of each project, and a table of them. */
    {.name = "projects", .digest = projects_digest},
    {.name = "refusal", .digest = projects_digest_refusal},
    {.name = "index", .digest = projects_digest_index},

    {.name = NULL},
};

const struct side export_side = {
    .kinds = kinds,
    .puts = export_puts,
    .put_count = PUT_EXPORT_COUNT,
    .open = project_open,
    .close = project_close,
};
