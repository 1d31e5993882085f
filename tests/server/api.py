"""The REST API under /2.0: a table of routes, each a small function (request, ...) -> Answer."""

import hashlib
import re
import subprocess
from urllib.parse import parse_qsl, unquote, urlsplit

import answers
import bbql
import fields
import paging
import readings
import shapes
from answers import Refusal

PR_HIDDEN = ("values.reviewers", "values.participants", "values.rendered")
RICH_ANCHOR = ("outdated", "context_lines", "src_rev", "dest_rev", "base_rev")
COMMENT_HIDDEN = ("values.resolution", *("values.inline." + key for key in RICH_ANCHOR))
STREAM_HIDDEN = ("values.comment.resolution",
                 *("values.comment.inline." + key for key in RICH_ANCHOR if key.endswith("_rev")))
MEMBER_HIDDEN = ("values.permission",)
STATES = ("OPEN", "MERGED", "DECLINED", "SUPERSEDED")
REPOSITORY = r"/repositories/([^/]+)/([^/]+)"
PR = REPOSITORY + r"/pullrequests/(\d+)"


class Request:
    """One GET, as the routes see it: `base` is this server's own address."""

    def __init__(self, base, target, identity, store, settings):
        split = urlsplit(target)
        self.base, self.path = base, split.path
        self.pairs = parse_qsl(split.query, keep_blank_values=True)
        self.query = dict(self.pairs)
        self.identity, self.store, self.settings = identity, store, settings

    def place(self, workspace, slug, scope="repository"):
        """(workspace, slug) of a repository that the caller may see; refuses else."""
        self.identity.require(scope)
        found = self.store.find_repository(unquote(workspace), unquote(slug))
        if not found:
            raise Refusal(answers.error(404, answers.NO_ACCESS))
        repo = self.store.load(*found, "repository.json")
        denied = self.store.server_setting(found, "denied")
        if not self.identity.sees("/".join(found), repo, denied):
            status = 403 if denied and not self.identity.anonymous else 404
            raise Refusal(answers.error(status, answers.NO_ACCESS))
        return found

    def member_of(self, workspace):
        """The workspace's slug; only for those who belong to it."""
        if self.identity.anonymous:
            raise Refusal(answers.unauthorized())
        self.identity.require("account")
        found = self.store.find_workspace(unquote(workspace))
        if not found:
            raise Refusal(answers.error(404, "No workspace with identifier '%s'." % workspace))
        if not self.identity.belongs_to(found):
            raise Refusal(answers.error(403, "You do not have access to this workspace."))
        return found

    def may_query_permissions(self):
        if self.identity.is_access_token or not self.identity.credential.get("administers"):
            raise Refusal(answers.error(403, "You do not have permission to query permissions."))

    def picks(self, rows, keep=None, default_sort=None):
        """The indexes of the rows that `q` and `keep` let pass, in the order of `sort`."""
        keys = rows.keys
        try:
            test, _ = bbql.compile_query(self.query["q"]) if "q" in self.query else (None, None)
            found = [index for index, row in enumerate(keys)
                     if (not keep or keep(row)) and (not test or test(row))]
            order = self.query.get("sort", default_sort)
            if order:
                field, down = bbql.sort_order(order)
                found.sort(key=lambda index: bbql.sort_key(keys[index], field), reverse=down)
        except bbql.BadQuery as problem:
            raise Refusal(answers.error(400, str(problem)))
        return found

    def send_list(self, rows, picks, hidden=(), most=100, pages=paging.numbered):
        page = pages(self, picks, lambda index: rows[index], most)
        return self.send(page, hidden)

    def send(self, value, hidden=()):
        return answers.ok(fields.select(value, self.query.get("fields"), hidden))


# -- repositories

def list_repositories(request, workspace):
    home = request.store.find_workspace(unquote(workspace))
    if not home:
        raise Refusal(answers.error(404, "No workspace with identifier '%s'." % workspace))
    request.identity.require("repository")
    seen = []
    for slug in request.store.repositories(home):
        try:
            request.place(home, slug)
            seen.append(request.store.load(home, slug, "repository.json"))
        except Refusal:
            pass
    return request.send_list(seen, range(len(seen)))


def get_repository(request, workspace, slug):
    place = request.place(workspace, slug)
    return request.send(request.store.load(*place, "repository.json"))


def get_file(request, workspace, slug, name):
    """A file at the root of the main branch, byte by byte."""
    place = request.place(workspace, slug)
    shown = subprocess.run(["git", "-c", "safe.directory=*", "-C", request.store.path(*place, "git.git"), "show",
                            "HEAD:" + unquote(name)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if shown.returncode != 0:
        raise Refusal(answers.error(404, "No such file or directory: " + unquote(name)))
    return answers.Answer(200, shown.stdout, "application/octet-stream")


# -- pull requests

def _wanted_states(request):
    """The test on `state`; by default open ones only, unless q speaks of the state."""
    is_heeded = not (request.settings["q_ignores_state"] and "q" in request.query)
    wanted = [value.upper() for key, value in request.pairs if key == "state" and is_heeded]
    if set(wanted) - set(STATES) - {"ALL"}:
        raise Refusal(answers.error(400, "Invalid state"))
    if "ALL" in wanted or (not wanted and "state" in request.query.get("q", "")):
        return None
    allowed = set(wanted or ["OPEN"])
    return lambda keys: keys.get("state") in allowed


def list_pull_requests(request, workspace, slug):
    place = request.place(workspace, slug, "pullrequest")
    rows = request.store.rows(*place, "pullrequests.json")
    has = readings.embedded(request, place)
    picks = request.picks(rows, _wanted_states(request), default_sort="-id")
    if has:
        picks = [index for index in picks if has(rows.keys[index]["id"])]
    counts = readings.counts(request, place)
    page = paging.numbered(request, picks, lambda index: counts(rows[index]), 50)
    return request.send(page, PR_HIDDEN)


def _find_pull_request(request, workspace, slug, number):
    """(place, object); an unknown one is a 404 in plain text, as recorded."""
    place = request.place(workspace, slug, "pullrequest")
    rows = request.store.rows(*place, "pullrequests.json")
    index = rows.place_of(number)
    if index is None:
        raise Refusal(answers.text(404, "Not Found"))
    return place, rows[index]


def get_pull_request(request, *where):
    return request.send(_find_pull_request(request, *where)[1])


def _visible_comments(request, place, number):
    """The comments with the picks that the caller sees: drafts are their author's alone."""
    rows = request.store.rows(*place, "comments", number + ".json")
    mine = (None, request.identity.user)
    return rows, request.picks(rows, lambda keys: keys.get("draft_of") in mine)


def list_comments(request, workspace, slug, number):
    place, _ = _find_pull_request(request, workspace, slug, number)
    rows, picks = _visible_comments(request, place, number)
    listed = readings.Listed(request.settings, rows)
    return request.send_list(listed, picks, COMMENT_HIDDEN)


def get_comment(request, workspace, slug, number, comment_id):
    place, _ = _find_pull_request(request, workspace, slug, number)
    rows, picks = _visible_comments(request, place, number)
    index = rows.place_of(comment_id)
    if index not in picks:
        raise Refusal(answers.error(404, comment_id))
    return request.send(readings.single(request.settings, rows[index]))


def list_tasks(request, workspace, slug, number):
    place, _ = _find_pull_request(request, workspace, slug, number)
    rows = request.store.rows(*place, "tasks", number + ".json")
    return request.send_list(rows, request.picks(rows))


def list_activity(request, workspace, slug, number=None):
    place = request.place(workspace, slug, "pullrequest")
    if number is not None:
        _find_pull_request(request, workspace, slug, number)
    rows = request.store.rows(*place, "activity.json")
    picks = range(len(rows))
    if number is not None:
        picks = [index for index in picks if str(rows.keys[index].get("pull_request")) == number]
    picks = readings.reached(request.settings, picks)
    page = paging.stream(request, picks, lambda index: readings.streamed(
        request.settings, rows[index], number is not None), 50)
    page["values"] = [entry for entry in page["values"] if entry is not None]
    return request.send(page, STREAM_HIDDEN)


# -- people

def get_user(request):
    if request.identity.anonymous:
        raise Refusal(answers.unauthorized())
    request.identity.require("user")
    for slug in request.store.workspaces():
        for row in request.store.rows(slug, "members.json"):
            if row["user"]["uuid"] == request.identity.user:
                return request.send({**row["user"], "username": row["user"].get("nickname")})
    return answers.no_api()


def list_members(request, workspace):
    rows = request.store.rows(request.member_of(workspace), "members.json")
    return request.send_list(rows, request.picks(rows), MEMBER_HIDDEN)


def list_permissions(request, workspace):
    home = request.member_of(workspace)
    request.may_query_permissions()
    rows = request.store.rows(home, "members.json")
    return request.send_list(rows, request.picks(rows))


def list_workspace_permissions(request, workspace):
    home = request.member_of(workspace)
    request.may_query_permissions()
    lists = [request.store.rows(home, slug, "permissions.json") for slug in request.store.repositories(home)]
    rows = [rows[index] for rows in lists for index in range(len(rows))]
    return request.send_list(rows, range(len(rows)))


def list_repository_permissions(request, workspace, slug):
    home = request.member_of(workspace)
    request.may_query_permissions()
    place = request.place(home, slug)
    rows = request.store.rows(*place, "permissions.json")
    return request.send_list(rows, request.picks(rows))


# -- what is gone, unless the issue tracker was switched on for a test

ISSUE_LISTS = {"": "issues.json", "milestones": "milestones.json", "versions": "versions.json",
               "components": "components.json"}
ISSUE_PARTS = {"comments": "issue_comments", "changes": "issue_changes",
               "attachments": "issue_attachments"}


def _tracker(request, workspace, slug):
    place = request.place(workspace, slug, "repository")
    on = request.settings.get("issues")
    if on is None:
        on = request.store.server_setting(place, "issues")
    if not on:
        raise Refusal(answers.removed("CHANGE-3071"))
    request.identity.require("issue")
    if not request.store.load(*place, "issues.json"):
        raise Refusal(answers.error(404, "Repository has no issue tracker."))
    return place


def list_issues(request, workspace, slug, kind=""):
    place = _tracker(request, workspace, slug)
    rows = request.store.rows(*place, ISSUE_LISTS[kind])
    return request.send_list(rows, request.picks(rows))


def _issue(request, workspace, slug, number):
    place = _tracker(request, workspace, slug)
    rows = request.store.rows(*place, "issues.json")
    index = rows.place_of(number)
    if index is None:
        raise Refusal(answers.error(404, "No Issue matches the given query."))
    return place, rows[index]


def get_issue(request, *where):
    return request.send(_issue(request, *where)[1])


def list_issue_part(request, workspace, slug, number, part):
    """Attachments have links that can be followed, because only those tell files of one name apart."""
    place, _ = _issue(request, workspace, slug, number)
    rows = request.store.rows(*place, ISSUE_PARTS[part], number + ".json")
    found = request.send_list(rows, request.picks(rows))
    if part == "attachments":
        found.body = found.body.replace(shapes.API.encode(), request.base.encode() + b"/2.0")
    return found


def get_attachment(request, workspace, slug, number, name):
    """A redirect to the storage, where no credentials are welcome."""
    place, _ = _issue(request, workspace, slug, number)
    elsewhere = request.base.replace("//127.0.0.1", "//localhost")
    where = "%s/_storage/%s/%s/attachments/%s/%s" % (elsewhere, *place, number, name)
    return answers.Answer(302, headers={"Location": where})


def any_issue_address(request, workspace, slug):
    _tracker(request, workspace, slug)
    return answers.no_api()


def gone_lists(_request):
    return answers.removed("CHANGE-2770")


ROUTES = [(re.compile("/2.0" + pattern + "/?"), function) for pattern, function in (
    (r"/(?:repositories|workspaces|snippets)", gone_lists),
    (r"/(?:pullrequests|user/permissions)/[^/]+", gone_lists),
    (r"/user", get_user),
    (r"/workspaces/([^/]+)/members", list_members),
    (r"/workspaces/([^/]+)/permissions", list_permissions),
    (r"/workspaces/([^/]+)/permissions/repositories", list_workspace_permissions),
    (r"/workspaces/([^/]+)/permissions/repositories/([^/]+)", list_repository_permissions),
    (r"/repositories/([^/]+)", list_repositories),
    (REPOSITORY, get_repository),
    (REPOSITORY + r"/src/HEAD/([^/]+)", get_file),
    (REPOSITORY + r"/pullrequests", list_pull_requests),
    (REPOSITORY + r"/pullrequests/activity", list_activity),
    (PR, get_pull_request),
    (PR + r"/comments", list_comments),
    (PR + r"/comments/(\d+)", get_comment),
    (PR + r"/tasks", list_tasks),
    (PR + r"/activity", list_activity),
    (REPOSITORY + r"/issues", list_issues),
    (REPOSITORY + r"/(milestones|versions|components)", list_issues),
    (REPOSITORY + r"/issues/(\d+)", get_issue),
    (REPOSITORY + r"/issues/(\d+)/(comments|changes|attachments)", list_issue_part),
    (REPOSITORY + r"/issues/(\d+)/attachments/([^/]+)", get_attachment),
    (REPOSITORY + r"/(?:issues|milestones|versions|components)/.*", any_issue_address),
)]


def answer(request):
    """The answer to a GET, headers included."""
    for pattern, function in ROUTES:
        match = pattern.fullmatch(request.path)
        if match:
            try:
                found = function(request, *match.groups())
            except Refusal as refusal:
                found = refusal.answer
            break
    else:
        found = answers.no_api()
    if found.status == 200:
        found.headers.setdefault("ETag", 'W/"%s"' % hashlib.md5(found.body).hexdigest())
        found.headers.setdefault("Cache-Control", "max-age=900")
    return found
