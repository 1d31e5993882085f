"""The credentials of the sample, by name; written to DIR/credentials.json, checked by auth.py.

`repositories` limits what a credential sees ("acme/*": the workspace); `user` names the account
it acts for; `administers` lets it ask for permissions; `expired` makes it refused.
"""

from people import NAMED

USER_SCOPES = ["read:repository:bitbucket", "read:pullrequest:bitbucket",
               "read:workspace:bitbucket", "read:user:bitbucket", "read:project:bitbucket",
               "read:issue:bitbucket", "read:wiki:bitbucket", "read:permission:bitbucket"]


def table(workspace):
    """All credentials for a workspace, in the order in which they are documented."""
    whole = [workspace + "/*"]

    def api_token(name, person, **changes):
        return {"name": name, "kind": "api_token", "email": person + "@acme.example",
                "token": "ATATT-%s-secret" % name, "scopes": USER_SCOPES, "repositories": whole,
                "user": NAMED[person]["uuid"], "administers": False, **changes}

    def bearer(name, kind, scopes, repositories, **changes):
        return {"name": name, "kind": kind, "token": "ATCTT-%s-secret" % name, "scopes": scopes,
                "repositories": repositories, "user": NAMED["bot"]["uuid"],
                "administers": False, **changes}

    return [
        api_token(workspace + "-token", "ada", administers=True),
        api_token(workspace + "-second", "ada", administers=True),
        api_token(workspace + "-reader", "ben"),
        api_token(workspace + "-expired", "ada", expired=True),
        api_token(workspace + "-narrow", "eve",
                  scopes=["read:repository:bitbucket", "read:user:bitbucket"]),
        api_token("stranger", "gil", repositories=[workspace + "-fork/*"]),
        bearer("widgets-access", "repository_access_token", ["pullrequest"],
               [workspace + "/widgets"]),
        bearer("private-access", "repository_access_token", ["pullrequest"],
               [workspace + "/private"]),
        bearer("project-access", "project_access_token", ["pullrequest", "project"], whole),
        bearer("workspace-access", "workspace_access_token",
               ["pullrequest", "project", "account"], whole),
        bearer(workspace + "-oauth", "oauth", ["account", "pullrequest", "project"], whole,
               token="oauth-access-1", administers=True, user=NAMED["ada"]["uuid"],
               key="consumer-key", secret="consumer-secret", refresh_token="oauth-refresh-1",
               code="oauth-code", expires_in=7200),
        {"name": "old-app-password", "kind": "app_password", "username": "ada",
         "token": "ATBB-old-app-password", "scopes": [], "repositories": whole,
         "user": NAMED["ada"]["uuid"], "administers": False},
    ]
