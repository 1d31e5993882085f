"""The shape of Bitbucket's objects, as recorded in October 2026: one function a kind.

Everything here is pure: the same arguments give the same object. Links point to the real
hosts, as in the recordings; only `next` (see paging.py) names the test server.
"""

import datetime
import uuid
from urllib.parse import quote

API = "https://api.bitbucket.org/2.0"
WEB = "https://bitbucket.org"
EPOCH = datetime.datetime(2024, 1, 8, 9, 0, 0, 118231, datetime.timezone.utc)


def make_uuid(name):
    """A fixed uuid for a name, in Bitbucket's braces."""
    return "{%s}" % uuid.uuid5(uuid.NAMESPACE_URL, "https://acme.example/" + name)


def at(hours, seconds=0.0):
    """The time so many hours after the beginning of the sample, as Bitbucket writes it."""
    moment = EPOCH + datetime.timedelta(hours=hours, seconds=seconds)
    return moment.isoformat(timespec="microseconds")


def later(when, seconds):
    moment = datetime.datetime.fromisoformat(when) + datetime.timedelta(seconds=seconds)
    return moment.isoformat(timespec="microseconds")


def href(url):
    return {"href": url}


def rendered(raw):
    return {"type": "rendered", "raw": raw, "markup": "markdown",
            "html": "<p>%s</p>" % raw[:200] if raw else ""}


def user(name, display_name=None, nickname=True, account=None):
    """An account of type `user`; `nickname` may be a text, True (as the name) or None (missing)."""
    uid = make_uuid("user/" + name)
    found = {
        "display_name": display_name or name.capitalize(),
        "links": {"self": href(API + "/users/" + quote(uid)),
                  "avatar": href("https://avatar.example.org/%s.png" % name),
                  "html": href("%s/%s/" % (WEB, quote(uid)))},
        "type": "user",
        "uuid": uid,
        "account_id": account or "712020:" + make_uuid("account/" + name)[1:-1],
    }
    if nickname:
        found["nickname"] = name if nickname is True else nickname
    return found


def app_user(name, display_name, kind="repository_access_token", **more):
    """A bot: no nickname, no links but the avatar."""
    return {"type": "app_user", "links": {"avatar": href("https://avatar.example.org/app.png")},
            "created_on": at(-2000), "display_name": display_name,
            "uuid": make_uuid("user/" + name),
            "account_id": "712020:" + make_uuid("account/" + name)[1:-1],
            "account_status": "active", "kind": kind, **more}


def workspace(slug):
    uid = make_uuid("workspace/" + slug)
    return {"type": "workspace", "uuid": uid, "name": slug.capitalize(), "slug": slug,
            "links": {"avatar": href("%s/workspaces/%s/avatar/?ts=1704704400" % (WEB, slug)),
                      "html": href("%s/%s/" % (WEB, slug)),
                      "self": href("%s/workspaces/%s" % (API, slug))}}


def membership(space, account, permission):
    return {"type": "workspace_membership", "user": account, "permission": permission,
            "workspace": {key: space[key] for key in ("type", "uuid", "name", "slug", "links")},
            "added_on": "2024-01-08T09:00:00.118",
            "links": {"self": href("%s/workspaces/%s/members/%s" % (
                API, space["slug"], quote(account["uuid"])))}}


def repository_permission(repo, account, permission):
    return {"type": "repository_permission", "user": account, "permission": permission,
            "repository": {key: repo[key] for key in ("type", "name", "full_name", "uuid")}}


def repository_links(full_name, uid):
    base = "%s/repositories/%s" % (API, full_name)
    links = {"self": href(base), "html": href("%s/%s" % (WEB, full_name)),
             "avatar": href("https://bytebucket.org/ravatar/%s?ts=default" % quote(uid))}
    for name in ("pullrequests", "commits", "forks", "watchers", "downloads", "hooks"):
        links[name] = href(base + "/" + name)
    links["branches"] = href(base + "/refs/branches")
    links["tags"] = href(base + "/refs/tags")
    links["source"] = href(base + "/src")
    links["clone"] = [{"name": "https", "href": "%s/%s.git" % (WEB, full_name)},
                      {"name": "ssh", "href": "git@bitbucket.org:%s.git" % full_name}]
    return links


def project(space_slug, key):
    return {"type": "project", "key": key, "uuid": make_uuid("project/%s/%s" % (space_slug, key)),
            "name": key.capitalize(),
            "links": {"self": href("%s/workspaces/%s/projects/%s" % (API, space_slug, key)),
                      "html": href("%s/%s/workspace/projects/%s" % (WEB, space_slug, key))}}


def repository(space, slug, **changes):
    """A repository as answered since the issue tracker went: no `has_issues`, no `has_wiki`."""
    full_name = "%s/%s" % (space["slug"], slug)
    uid = make_uuid("repository/" + full_name)
    owner = {"display_name": space["name"], "links": space["links"], "type": "team",
             "uuid": space["uuid"], "username": space["slug"] + "-team"}
    return {"type": "repository", "full_name": full_name,
            "links": repository_links(full_name, uid), "name": slug, "slug": slug,
            "description": "", "scm": "git", "website": None, "owner": owner, "workspace": space,
            "is_private": False, "project": project(space["slug"], "MAIN"),
            "fork_policy": "allow_forks", "created_on": at(-100), "updated_on": at(3000),
            "size": 48213, "language": "", "uuid": uid,
            "mainbranch": {"name": "main", "type": "branch"},
            "override_settings": {"default_merge_strategy": True, "branching_model": True},
            "parent": None, "enforced_signed_commits": None, **changes}


def repository_stub(repo):
    """The short form in which a pull request names a repository."""
    if repo is None:
        return None
    return {"type": "repository", "full_name": repo["full_name"],
            "links": {key: repo["links"][key] for key in ("self", "html", "avatar")},
            "name": repo["name"], "uuid": repo["uuid"]}


def commit_stub(full_name, commit_id):
    """A commit by its first 12 digits; null stays null."""
    if commit_id is None:
        return None
    short = commit_id[:12]
    return {"hash": short,
            "links": {"self": href("%s/repositories/%s/commit/%s" % (API, full_name, short)),
                      "html": href("%s/%s/commits/%s" % (WEB, full_name, short))},
            "type": "commit"}


def endpoint(repo, branch, commit_id, home, **branch_more):
    """The source or the destination of a pull request."""
    full_name = (repo or home)["full_name"]
    return {"branch": {"name": branch, **branch_more},
            "commit": commit_stub(full_name, commit_id), "repository": repository_stub(repo)}


def pull_request_links(full_name, number, source_id, destination_id):
    base = "%s/repositories/%s" % (API, full_name)
    links = {"self": href("%s/pullrequests/%d" % (base, number)),
             "html": href("%s/%s/pull-requests/%d" % (WEB, full_name, number))}
    spec = "%s:%s%%0D%s?from_pullrequest_id=%d&topic=true" % (
        full_name, (source_id or "")[:12], (destination_id or "")[:12], number)
    for name in ("commits", "approve", "request-changes", "diff", "diffstat", "comments",
                 "activity", "merge", "decline", "statuses"):
        links[name] = href("%s/pullrequests/%d/%s" % (base, number, name))
    links["diff"] = href("%s/diff/%s" % (base, spec))
    links["diffstat"] = href("%s/diffstat/%s" % (base, spec))
    links["mergeability_checks"] = href("%s/pullrequests/%d/mergeability/checks" % (base, number))
    return links


def pull_request_stub(full_name, number, title, draft=False):
    return {"type": "pullrequest", "id": number, "title": title, "draft": draft,
            "links": {"self": href("%s/repositories/%s/pullrequests/%d" % (API, full_name, number)),
                      "html": href("%s/%s/pull-requests/%d" % (WEB, full_name, number))},
            "queued": False}


def participant(account, role="PARTICIPANT", state=None, when=None):
    return {"type": "participant", "user": account, "role": role, "approved": state == "approved",
            "state": state, "participated_on": when}


def inline(path, to=None, from_=None, start_to=None, start_from=None):
    return {"from": from_, "to": to, "path": path, "start_from": start_from, "start_to": start_to}


def comment(full_name, stub, number, account, raw, when, anchor=None, revisions=None):
    """A comment; `anchor` is its `inline` (None: general), `revisions` (source, destination)."""
    base = "%s/repositories/%s" % (API, full_name)
    links = {"self": href("%s/pullrequests/%d/comments/%d" % (base, stub["id"], number)),
             "html": href("%s/%s/pull-requests/%d/_/diff#comment-%d" % (
                 WEB, full_name, stub["id"], number))}
    found = {"id": number, "created_on": when, "updated_on": later(when, 0.007320),
             "content": rendered(raw), "user": account, "deleted": False}
    if anchor is not None:
        found["inline"] = dict(anchor)
        if anchor:
            source, destination = revisions
            links["code"] = href("%s/diff/%s:%s..%s?path=%s" % (
                base, full_name, source[:12], destination[:12], quote(anchor["path"], safe="")))
            found["inline"].update(outdated=False, context_lines="", src_rev=source[:12],
                                   dest_rev=destination[:12], base_rev=None)
    found.update(pending=False, type="pullrequest_comment", links=links, pullrequest=stub)
    return found


def attachment_twin(row, number):
    """Another attachment of the same name: what it is fetched by differs, and so do its bytes (storage.py)."""
    link, = row["links"]["self"]["href"]
    return {**row, "links": {"self": {"href": [link if number == 1 else "%s;%d" % (link, number)]}}}


def comment_reference(full_name, number, comment_id):
    base = "%s/repositories/%s/pullrequests/%d" % (API, full_name, number)
    return {"id": comment_id,
            "links": {"self": href("%s/comments/%d" % (base, comment_id)),
                      "html": href("%s/%s/pull-requests/%d/_/diff#comment-%d" % (
                          WEB, full_name, number, comment_id))}}


def task(full_name, number, task_id, creator, raw, when, comment_id=None, resolved=None):
    """A task (it has no `type`); `resolved` is (account, time) or None."""
    base = "%s/repositories/%s/pullrequests/%d" % (API, full_name, number)
    found = {"id": task_id, "state": "RESOLVED" if resolved else "UNRESOLVED",
             "content": rendered(raw), "created_on": when,
             "updated_on": resolved[1] if resolved else later(when, 0.000063),
             "resolved_on": resolved[1] if resolved else None,
             "resolved_by": resolved[0] if resolved else None,
             "pending": True, "creator": creator,
             "links": {"self": href("%s/tasks/%d" % (base, task_id)),
                       "html": href("%s/%s/pull-requests/%d/_/diff#task-%d" % (
                           WEB, full_name, number, task_id))}}
    if comment_id is not None:
        found["comment"] = comment_reference(full_name, number, comment_id)
    return found


def update(pull_request, state, author, when, changes=None, reason=""):
    """The `update` of an activity entry."""
    return {"state": state, "draft": pull_request["draft"], "title": pull_request["title"],
            "description": pull_request["description"],
            "reviewers": pull_request.get("reviewers", []), "changes": changes or {},
            "reason": reason, "author": author, "date": when,
            "destination": pull_request["destination"], "source": pull_request["source"]}
