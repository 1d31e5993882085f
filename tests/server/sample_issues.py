"""A small issue tracker for acme/widgets, served only when a test switches `issues` on."""

import os
from urllib.parse import quote

import shapes
from people import NAMED as P
from project import dump_lines
from shapes import API, WEB, at, href

# id, title, state, kind, priority, reporter, assignee, component, milestone, version
ISSUES = (
    (1, "The gear squeaks", "resolved", "bug", "major", "ben", "ada", "gears", "1.0", "0.9"),
    (2, "Gears of gold", "wontfix", "proposal", "trivial", None, None, None, None, None),
    (3, "Count the teeth", "new", "task", "minor", "former", "cleo", "gears", None, None),
    (5, "A lever\x00 for all", "on hold", "enhancement", "critical", "dan", None, None, "2.0",
     None),
    (6, "The same squeak", "duplicate", "bug", "blocker", "fay", "ben", None, None, "1.0"),
    (7, "Open ended", "open", "bug", "major", "ada", "ada", "levers", "2.0", None),
)
NAMES = {"components": ("gears", "levers"), "milestones": ("1.0", "2.0", "unused"),
         "versions": ("0.9", "1.0")}
FILES = {"squeak.txt": b"eek\r\n", "b\u00fclder #1.png": bytes(range(256))}
# issue, comment id, user, raw (null: it stands for a change), changes
TALK = (
    (1, 60000001, "ben", "It squeaks.\r\nLoudly.", None),
    (1, 60000002, "ada", None, {"state": ("new", "open"), "assignee": ("", "ada")}),
    (1, 60000003, "ada", "Oiled.", {"state": ("open", "resolved")}),
    (2, 60000004, None, "Who pays?", None),
    (2, 60000005, "ada", None, {"state": ("new", "wontfix"), "kind": ("bug", "proposal")}),
    (6, 60000006, "ben", None, {"state": ("new", "duplicate"), "content": ("old", "")}),
    (6, 60000007, "former", "See #1", None),
)


def _part(repo, kind, name):
    """A component, milestone or version by name; null when there is none."""
    if name is None:
        return None
    number = NAMES[kind].index(name) + 1
    return {"type": kind[:-1], "name": name, "id": number, "links": {"self": href(
        "%s/repositories/%s/%s/%d" % (API, repo["full_name"], kind, number))}}


def _links(repo, number):
    base = "%s/repositories/%s/issues/%d" % (API, repo["full_name"], number)
    links = {"self": href(base), "html": href("%s/%s/issues/%d" % (WEB, repo["full_name"], number))}
    for name in ("comments", "attachments", "watch", "vote"):
        links[name] = href(base + "/" + name)
    return links


def _issue(repo, row):
    number, title, state, kind, priority, reporter, assignee, component, milestone, version = row
    return {"type": "issue", "id": number, "repository": shapes.repository_stub(repo),
            "title": title, "state": state, "kind": kind, "priority": priority,
            "reporter": P[reporter] if reporter else None,
            "assignee": P[assignee] if assignee else None,
            "component": _part(repo, "components", component),
            "milestone": _part(repo, "milestones", milestone),
            "version": _part(repo, "versions", version),
            "content": shapes.rendered("Issue %d.\r\n" % number), "votes": number % 3,
            "watches": number % 4, "created_on": at(number), "updated_on": at(number + 50),
            "edited_on": at(number + 20) if number == 3 else None, "links": _links(repo, number)}


def _comment(issue, number, user, raw, when):
    content = {"type": "rendered", "raw": raw, "markup": "markdown", "html": raw or ""}
    stub = {key: issue[key] for key in ("type", "id", "title", "repository", "links")}
    return {"type": "issue_comment", "id": number, "issue": stub, "content": content,
            "created_on": when, "updated_on": None, "user": P[user] if user else None,
            "links": {"self": href("%s/%d" % (issue["links"]["comments"]["href"], number))}}


def _change(issue, number, user, changes, when):
    stub = {key: issue[key] for key in ("type", "id", "title", "repository", "links")}
    return {"type": "issue_change", "id": number, "issue": stub, "created_on": when,
            "changes": {key: {"old": old, "new": new} for key, (old, new) in changes.items()},
            "user": P[user] if user else None, "message": shapes.rendered(""),
            "links": {"self": href("%s/changes/%d" % (issue["links"]["self"]["href"], number))}}


def _attachments(home, issue):
    """Files of an issue, one with a name to escape and two of one name; returns how many."""
    folder = os.path.join(home, "attachments", str(issue["id"]))
    os.makedirs(folder)
    base = issue["links"]["attachments"]["href"]
    for name, content in FILES.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(content)
    os.makedirs(os.path.join(home, "issue_attachments"))
    rows = [{"type": "issue_attachment", "name": name,
             "links": {"self": {"href": ["%s/%s" % (base, quote(name))]}}} for name in FILES]
    rows.append(shapes.attachment_twin(rows[0], 2))
    dump_lines(os.path.join(home, "issue_attachments", "%d.json" % issue["id"]), rows)
    return len(rows)


def build(home, repo):
    """Writes the tracker beside the repository's other files; returns what was counted."""
    issues = {row[0]: _issue(repo, row) for row in ISSUES}
    comments, changes = {}, {}
    for number, comment_id, user, raw, changed in TALK:
        when = at(number + comment_id % 100)
        comments.setdefault(number, []).append(
            _comment(issues[number], comment_id, user, raw, when))
        if changed:
            changes.setdefault(number, []).append(
                _change(issues[number], comment_id, user, changed, when))
    dump_lines(os.path.join(home, "issues.json"), issues.values())
    attachments = _attachments(home, issues[1])
    for kind, names in NAMES.items():
        dump_lines(os.path.join(home, kind + ".json"), [_part(repo, kind, name) for name in names])
    for folder, lists in (("issue_comments", comments), ("issue_changes", changes)):
        os.makedirs(os.path.join(home, folder))
        for number, rows in lists.items():
            dump_lines(os.path.join(home, folder, "%d.json" % number), rows)
    return {"issues": len(issues), "issue_comments": sum(raw is not None for *_, raw, _ in TALK),
            "issue_changes": sum(map(len, changes.values())), "attachments": attachments}
