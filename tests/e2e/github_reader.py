"""Reads the archive for GitHub with Python's tarfile and json and with git, and says what the store implies: nothing is
shared with its writer."""

import csv
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile

from forgejo_reader import NAMES
from harness import TOP, command, expect, expect_equal

SHAPES = os.path.join(os.path.dirname(TOP), "shared", "schemas", "github-archive", "observed-shapes.txt")
TYPES = {"users": "user", "organizations": "organization", "repositories": "repository", "milestones": "milestone", "issues": "issue",
         "issue_comments": "issue_comment", "issue_events": "issue_event", "pull_requests": "pull_request", "attachments": "attachment",
         "pull_request_reviews": "pull_request_review", "pull_request_review_threads": "pull_request_review_thread",
         "pull_request_review_comments": "pull_request_review_comment"}
# Of records that no real archive has shown: the keys that writers of accepted archives use.
WRITTEN = {
    "organizations": "type url login name description website location email members",
    "milestones": "type url repository user title description state due_on created_at updated_at closed_at",
    "pull_request_reviews": "type url pull_request user body head_sha formatter state reactions created_at submitted_at",
    "pull_request_review_threads": "type url pull_request pull_request_review diff_hunk path position original_position commit_id original_commit_id "
                                   "start_position_offset blob_position start_line line start_side side original_start_line original_line created_at "
                                   "resolved_at resolver subject_type outdated",
    "pull_request_review_comments": "type url pull_request pull_request_review pull_request_review_thread in_reply_to user body formatter path commit_id "
                                    "original_commit_id position original_position diff_hunk state subject_type reactions created_at updated_at",
}
# Keys whose values are addresses of other records.
NAMING = {"user", "owner", "repository", "issue", "pull_request", "actor", "label", "labels", "milestone", "assignee", "assignees", "resolver", "repo",
          "review_requests", "pull_request_review", "pull_request_review_thread", "in_reply_to"}
KINDS = {0: "note", 1: "task", 2: "event", 3: "change", 4: "opinion", 5: "resolved", 6: "more", 7: "opinion"}
TIME = "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
PERSON = "(select coalesce(account_id, uuid, nickname) from forge.users u where u.id = user_id)"
CLOSED = "('resolved', 'invalid', 'duplicate', 'wontfix', 'closed')"


class Output:
    """What the archive of a published folder holds, unpacked; to be closed."""

    def __init__(self, folder, base="https://bitbucket.org/acme/widgets"):
        self.folder, self.base, self.place = folder, base, tempfile.mkdtemp(prefix="github-reader-")
        (self.archive,) = glob.glob(os.path.join(folder, "*.tar.gz"))
        with tarfile.open(self.archive) as archive:
            self.members = archive.getmembers()
            check_members(self.members)
            archive.extractall(self.place, filter="data") if hasattr(tarfile, "data_filter") else archive.extractall(self.place)
        self.pieces = {}
        self.records = {types: self.load(types) for types in TYPES}
        (self.repository,) = self.records["repositories"]
        self.people = {one["url"]: one["name"] for one in self.records["users"]}
        self.pulls = {self.number(one["url"]): one for one in self.records["pull_requests"]}
        self.issues = {self.number(one["url"]): one for one in self.records["issues"]}
        self.code = os.path.join(self.place, self.repository["git_url"].replace("tarball://root/", ""))

    def close(self):
        shutil.rmtree(self.place)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def number(self, url):
        return int(re.match(re.escape(self.base) + r"/(?:pull|issues)/(\d+)", url).group(1))

    def load(self, types):
        """All records of a type, from files of a hundred that are numbered without a gap."""
        paths = sorted(glob.glob(os.path.join(self.place, types + "_[0-9]*.json")))
        expect_equal([os.path.basename(path) for path in paths], ["%s_%06d.json" % (types, n) for n in range(1, len(paths) + 1)])
        found = []
        for path in paths:
            with open(path, encoding="utf-8") as file:
                part = json.load(file)
            expect(0 < len(part) <= 100 and (path == paths[-1] or len(part) == 100), path, len(part))
            found += part
        return found

    def told(self, kind):
        """(number, element) -> record, of comments and of those at lines; further pieces of a text are left out."""
        found = {}
        for one in self.records["issue_comments"] + self.records["pull_request_review_comments"]:
            element = re.search(r"#(?:issuecomment-|r)(\d+)$", one["url"])
            if element and KINDS[int(element.group(1)) % 8] == kind:
                key = (self.number(one["url"]), int(element.group(1)) // 8)
                expect(key not in found, one["url"], "is there twice")
                found[key] = one
        return found

    def whole(self, one):
        """The text of a comment with the pieces that go on with it."""
        if not self.pieces:
            for record in self.records["issue_comments"] + self.records["pull_request_review_comments"]:
                element, _, piece = record["url"].partition("#")[2].replace("issuecomment-", "").partition("-")
                self.pieces.setdefault((record["url"].partition("#")[0], element), []).append((int(piece or 1), record["body"]))
        base, element = one["url"].split("#", 1)
        return "".join(body for _, body in sorted(self.pieces[base, element.replace("issuecomment-", "")]))

    def table(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def git(self, *words):
        return command("git", "--git-dir", self.code, *words)

    def lines(self, commit, path):
        return subprocess.run(["git", "--git-dir", self.code, "cat-file", "blob", "%s:%s" % (commit, path)], capture_output=True,
                              check=True).stdout.decode(errors="replace").split("\n")


def check_members(members):
    """Files and the folders of repositories, in order, by nobody, at one time, within the archive."""
    names = [member.name + ("/" if member.isdir() else "") for member in members]
    expect_equal(names, sorted(names, key=str.encode))
    expect_equal({(member.isfile() or member.isdir(), member.uid, member.gid, member.uname, member.gname, member.mtime) for member in members},
                 {(True, 0, 0, "", "", members[0].mtime)})
    expect_equal([name for name in names if name.startswith(("/", "./")) or ".." in name.split("/")], [])
    allowed = re.compile(r"(?:schema\.json|(?:%s)_\d{6}\.json|attachments/\d+/[^/]+|repositories/.*)$" % "|".join(TYPES), re.S)
    expect_equal([name for name in names if not allowed.match(name)], [])
    for name in names:
        if re.match(r"repositories/[^/]+/[^/]+\.git/HEAD$", name):
            expect(name[:-4] + "refs/" in names, name)


def check_sums(folder):
    command("sh", "-c", "cd '%s' && sha256sum --check --quiet SHA256SUMS" % folder)
    with open(os.path.join(folder, "SHA256SUMS")) as file:
        named = {line.split("  ", 1)[1].rstrip("\n") for line in file}
    there = {os.path.relpath(os.path.join(place, name), folder) for place, _, names in os.walk(folder) for name in names}
    expect_equal(named, there - {"SHA256SUMS"})


def is_of(value, shape):
    """Whether a value has one of the forms that were observed."""
    forms = {"url": lambda v: isinstance(v, str) and v.startswith("https://"), "tarball-url": lambda v: isinstance(v, str) and v.startswith("tarball://root/"),
             "ts": lambda v: isinstance(v, str) and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", v), "sha": lambda v: isinstance(v, str) and re.match("[0-9a-f]{40}$", v),
             "str": lambda v: isinstance(v, str), "null": lambda v: v is None, "bool": lambda v: isinstance(v, bool), "int": lambda v: isinstance(v, int),
             "num": lambda v: isinstance(v, int), "obj": lambda v: isinstance(v, dict), "list": lambda v: isinstance(v, list),
             "[url]": lambda v: isinstance(v, list), "[str]": lambda v: isinstance(v, list)}
    return any(forms[form](value) for form in shape.split("|"))


# What those archives had no example of: milestones, people without a picture.
ALSO = {"avatar_url": "null", "milestone": "url"}


def check_shapes(output):
    """Keys and forms of values are those that real archives have, or that accepted writers write; numbers and lists are never null."""
    shapes, types = {}, None
    if os.path.exists(SHAPES):
        with open(SHAPES) as file:
            for line in file:
                if line.startswith("### "):
                    types = line.split()[1]
                elif types and re.match(r"  [a-z_?]+: ", line):
                    key, shape = line.strip().split(": ", 1)
                    shapes.setdefault(types, {})[key.rstrip("?")] = (shape.split(" ")[0], key.endswith("?"))
                elif line.startswith("EVENTS"):
                    types = None
    for types, one in ((types, one) for types, found in output.records.items() for one in found):
        expect_equal(one["type"], TYPES[types])
        if types in WRITTEN:
            expect_equal(sorted(one), sorted(WRITTEN[types].split()), one["url"])
        for key, value in one.items():
            if types in shapes:
                expect(key in shapes[types] or (types, key) == ("repositories", "slug"), one["url"], key)
                expect(key not in shapes[types] or is_of(value, shapes[types][key][0]) or is_of(value, ALSO.get(key, "obj")), one["url"], key, value)
            expect(value is not None or key not in ("labels", "assignees", "reactions", "review_requests", "emails", "collaborators"), one["url"], key)
    expect_equal(output.repository["labels"], sorted(output.repository["labels"], key=lambda label: label["name"].encode()))
    with open(os.path.join(output.place, "schema.json")) as file:
        expect_equal(json.load(file), {"version": "1.0.1"})


def check_addresses(output):
    """Every address is there once, and all that is named is there."""
    there, named = [], set()

    def walk(key, value):
        if isinstance(value, dict):
            for inner, what in value.items():
                walk(inner, what)
        elif isinstance(value, list):
            for what in value:
                walk(key, what)
        elif isinstance(value, str) and key == "url":
            there.append(value)
        elif isinstance(value, str) and key in NAMING:
            named.add(value)

    for found in output.records.values():
        for one in found:
            walk("", one)
    expect_equal(len(there), len(set(there)))
    expect_equal(sorted(named - set(there)), [])
    for one in output.records["issue_comments"] + output.records["issue_events"]:
        expect(("issue" in one) != ("pull_request" in one), one["url"])
    for one in output.records["attachments"]:
        expect(os.path.isfile(os.path.join(output.place, one["asset_url"].replace("tarball://root/", ""))), one)


def check_items(w, output, offset=1000):
    """Numbers, titles, authors, states, dates, labels and milestones are those of the store; what has no head is an issue."""
    ended = "case m.state when 'merged' then coalesce(m.merged_at, m.updated_at) when 'closed' then coalesce(m.closed_at, m.updated_at) end"
    rows = w.sql(NAMES + "select m.iid, m.title, coalesce(p.name, 'Unknown'), m.state, %s, %s, m.draft, m.head_oid, m.source_state from forge.merge_requests m "
                 "left join people p on p.id = m.author_id" % (TIME % "m.created_at", TIME % ended))
    expect_equal(len(rows), len(output.pulls) + sum(output.base + "/labels/pull%20request" in one["labels"] for one in output.issues.values()))
    for iid, title, author, state, created, end, draft, head, word in rows:
        iid = int(iid)
        one = output.pulls.get(iid, output.issues.get(iid))
        superseded = [output.base + "/labels/status%2Fsuperseded"] if word == "SUPERSEDED" else []
        expect_equal((one["title"], output.people[one["user"]], one["created_at"], one["closed_at"]), (title, author, created, end), iid)
        if iid in output.pulls:
            expect_equal((one["merged_at"], one["work_in_progress"], one["head"]["sha"], one["labels"]),
                         (end if state == "merged" else None, draft == "t", head, superseded), iid)
        else:
            expect_equal(one["labels"], [output.base + "/labels/pull%20request"] + superseded, iid)
        expect("\n\n---\n\n- At Bitbucket: pull request %d" % iid in one["body"], one["body"])
    rows = w.sql(NAMES + "select i.iid, i.title, coalesce(p.name, 'Unknown'), i.state, %s, i.kind, i.priority, i.component, i.version, i.milestone, i.source_state, "
                 "(select a.name from people a where a.id = i.assignee_id) from forge.issues i left join people p on p.id = i.author_id" % (TIME % "i.created_at"))
    names = {label["url"]: label["name"] for label in output.repository["labels"]}
    titles = {one["url"]: one["title"] for one in output.records["milestones"]}
    for iid, title, author, state, created, kind, priority, component, version, milestone, word, assignee in rows:
        one = output.issues[int(iid) + offset]
        expect_equal((one["title"], output.people[one["user"]], one["created_at"], one["closed_at"] is not None, titles.get(one["milestone"])),
                     (title, author, created, state == "closed", milestone), iid)
        expect_equal([output.people[url] for url in one["assignees"]], [assignee] if assignee else [])
        wanted = [("kind", kind), ("priority", priority), ("component", component), ("version", version),
                  ("status", word if word not in ("open", "closed") else None)]
        expect_equal(sorted(names[url] for url in one["labels"]), sorted("%s/%s" % pair for pair in wanted if pair[1]), iid)
    logins = [one["login"] for one in output.records["users"]]
    expect_equal(len(set(login.lower() for login in logins)), len(logins))
    expect_equal([login for login in logins if not re.match(r"[A-Za-z0-9](-?[A-Za-z0-9])*$", login) or len(login) > 39], [])
    expect_equal([(row["login"], row["name"]) for row in output.table("mannequins.csv")], [(one["login"], one["name"]) for one in output.records["users"]])


def check_opinions(w, output):
    """Approvals and requested changes are reviews of those people; whose opinion an open one waits for is asked for it."""
    given = {}
    for one in output.records["pull_request_reviews"]:
        expect(one["head_sha"] and one["state"] in (1, 30, 40), one)
        if one["state"] != 1:
            given.setdefault(output.number(one["url"]), []).append((output.people[one["user"]], one["state"]))
    for number, one in output.pulls.items():
        rows = w.sql(NAMES + "select p.name, v.role, v.state from forge.merge_request_reviewers v join people p on p.id = v.user_id where iid = %d and vanished_at is null"
                     % number)
        expect_equal(sorted(given.get(number, [])), sorted((name, {"approved": 40, "changes_requested": 30}[state]) for name, _, state in rows if state), number)
        expect_equal(sorted(output.people[url] for url in one["review_requests"]),
                     sorted(name for name, role, state in rows if not state and role == "reviewer" and one["closed_at"] is None), number)


def check_events(w, output):
    """Events are numbered by time; what was merged is closed at once, and nothing ended without an event."""
    events = output.records["issue_events"]
    expect_equal([int(one["url"].rsplit("-", 1)[1]) for one in events], list(range(1, len(events) + 1)))
    expect_equal([one["created_at"] for one in events], sorted(one["created_at"] for one in events))
    last = {}
    for number, one in enumerate(events):
        subject = one.get("issue") or one["pull_request"]
        expect_equal(one["url"].split("#")[0], subject)
        if one["event"] == "merged":
            after = events[number + 1]
            expect_equal((after["event"], after["pull_request"], after["created_at"], after["actor"]), ("closed", subject, one["created_at"], one["actor"]))
        if one["event"] in ("closed", "reopened"):
            last[subject] = one["event"]
    for one in list(output.pulls.values()) + list(output.issues.values()):
        expect_equal(last.get(one["url"]) == "closed", one["closed_at"] is not None, one["url"])
    for number, one in output.pulls.items():
        told = [event["event"] for event in events if event.get("pull_request") == one["url"] and event["event"] in ("merged", "reopened")]
        rows = [kind for kind, in w.sql("select kind from forge.merge_request_events where iid = %d and kind in ('merged', 'reopened') order by at, kind" % number)]
        expect_equal(sorted(told), sorted(rows) or ["merged"] * (one["merged_at"] is not None), number)


def check_git(w, output):
    """The repository has branches and tags of the store, the heads of pull requests, and bases that come before them."""
    output.git("fsck", "--connectivity-only")
    here = dict(line.split(" ")[::-1] for line in output.git("for-each-ref", "--format=%(objectname) %(refname)").splitlines())
    made = {"refs/heads/" + one["head"]["ref"] for one in output.pulls.values() if one["head"]["ref"].startswith("bitbucket/pr-")}
    kept = dict(w.sql("select name, oid from forge.refs where kind = 'code' and vanished_at is null"))
    expect_equal({name: oid for name, oid in here.items() if not name.startswith(("refs/pull/", "refs/refused/", "refs/heads/ref-")) and name not in made}, kept)
    expect_equal({name: oid for name, oid in here.items() if name.startswith("refs/pull/")},
                 {"refs/pull/%s/head" % iid: oid for iid, oid in w.sql("select iid, head_oid from forge.merge_requests where head_oid is not null")})
    expect_equal(output.git("symbolic-ref", "HEAD").strip(), "refs/heads/" + output.repository["default_branch"])
    for number, one in output.pulls.items():
        base, head = one["base"]["sha"], one["head"]["sha"]
        expect_equal(output.git("merge-base", base, head).strip(), base, number)
        expect(base != head and one["head"]["repo"] == one["base"]["repo"] == output.base, number)
        expect(one["closed_at"] or "refs/heads/" + one["head"]["ref"] in here, number, one["head"])
        expect_equal({one[end]["user"] for end in ("head", "base")}, {output.base.rsplit("/", 1)[0]})


def check_talk(w, output, kind="merge_request", offset=1000, exact=True):
    """Each comment is there once, under its author, with its date and text, in the thread that its root names."""
    rows = w.sql(NAMES + "select n.noteable_iid, n.source_id, coalesce(p.name, 'Unknown'), %s, n.discussion_source_id, case when n.deleted then "
                 "'*Comment deleted*' else n.body end, d.resolved or d.resolved_at is not null, %s, (select b.name from people b where b.id = d.resolved_by_id) "
                 "from forge.notes n left join people p on p.id = n.author_id left join forge.notes d on d.noteable_type = n.noteable_type and "
                 "d.source_id = n.discussion_source_id where n.noteable_type = '%s' and not n.pending and (not n.deleted or exists (select from forge.notes a "
                 "where a.parent_source_id = n.source_id and a.noteable_type = n.noteable_type))" % (TIME % "n.created_at", TIME % "d.resolved_at", kind))
    is_issue = kind == "issue"
    headless = {number for number, one in output.issues.items() if output.base + "/labels/pull%20request" in one["labels"]}
    told = {key: one for key, one in output.told("note").items() if (key[0] in output.issues and key[0] not in headless) == is_issue}
    expect_equal(set(told), {(int(row[0]) + offset * is_issue, int(row[1])) for row in rows})
    threads = {one["url"]: one for one in output.records["pull_request_review_threads"]}
    members = {}
    for iid, source, author, created, root, body, resolved, at, by in rows:
        one = told[int(iid) + offset * is_issue, int(source)]
        expect_equal((output.people[one["user"]], one["created_at"]), (author, created), source)
        text = output.whole(one)
        expect(not exact or text.endswith(body) or "#" in body or "@{" in body or "://" in body, source, text[:300], body[:300])
        if one["type"] == "pull_request_review_comment":
            thread = threads[one["pull_request_review_thread"]]
            expect_equal(thread["resolved_at"] is not None, resolved == "t", source)
            expect((not at or thread["resolved_at"] == at) and (not by or output.people[thread["resolver"]] == by), source, thread)
            members.setdefault((iid, root), []).append(one)
    reviews = {one["url"]: one for one in output.records["pull_request_reviews"]}
    for key, found in members.items():
        expect_equal(len({one["pull_request_review_thread"] for one in found}), 1, key)
    for one in output.records["pull_request_review_comments"]:
        thread, review = threads[one["pull_request_review_thread"]], reviews[one["pull_request_review"]]
        expect_equal((review["user"], review["state"], review["pull_request"], thread["pull_request"]), (one["user"], 1, one["pull_request"], one["pull_request"]))
        for name in ("path", "diff_hunk", "position", "original_position", "commit_id", "original_commit_id"):
            expect_equal(one[name], thread[name], one["url"])
        expect_equal(one["state"], 1)
    firsts = {one["url"]: one for one in output.records["pull_request_review_comments"] if one["in_reply_to"] is None}
    expect_equal(len(firsts), len(threads))
    for one in output.records["pull_request_review_comments"]:
        if one["in_reply_to"]:
            expect_equal(firsts[one["in_reply_to"]]["pull_request_review_thread"], one["pull_request_review_thread"])


def diff_of(output, base, head, path):
    """The lines of git's own diff of one file below its first heading, each with its counters: [(line, old, new)], and its former path."""
    names = [line.split("\t")[1:] for line in output.git("diff", "-M", "--name-status", base, head).splitlines()]
    pairs = [(name[0], name[-1]) for name in names if path in (name[0], name[-1])]
    if not pairs:
        return [], path
    text = output.git("diff", "-M", "-U3", base, head, "--", *sorted(set(pairs[0])))
    found, old, new = [], None, None
    for line in text.split("\n")[:-1]:
        begin = re.match(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@", line)
        if begin:
            old, new = int(begin.group(1)), int(begin.group(2))
            found.append((line, None, None))
        elif old is not None:
            side = line[:1]
            found.append((line, old if side in "- " else None, new if side in "+ " else None))
            old, new = old + (side in "- "), new + (side in "+ ")
    return found[1:], pairs[0][0]


def check_positions(w, output):
    """Each thread stands where git has its line, with a hunk that ends with it; outdated ones keep where they stood; returns those that stand there."""
    notes = {int(row[0]): row[1:] for row in w.sql(
        "select source_id, path, coalesce(new_line, old_line), new_line is null, case when new_line is not null then new_start_line else old_start_line end, base_sha, "
        "head_sha from forge.notes where noteable_type = 'merge_request' and path is not null and parent_source_id is null")}
    placed = {}
    for one in output.records["pull_request_review_threads"]:
        source = int(one["url"].rsplit("-", 1)[1]) // 8
        if source not in notes:
            continue
        placed[source] = one
        path, line, is_old, start, base_sha, head_sha = notes[source]
        pull = output.pulls[output.number(one["url"])]
        expect_equal(one["commit_id"], pull["head"]["sha"], source)
        output.git("cat-file", "-e", one["original_commit_id"] + "^{commit}") if not one["outdated"] else None
        expect(one["diff_hunk"].startswith("@@ ") and not one["diff_hunk"].endswith("\n"), one["diff_hunk"])
        if one["subject_type"] == "file":
            expect_equal((line, one["line"], one["position"], one["original_line"]), (None, None, None, None), source)
            continue
        side = "left" if is_old == "t" else "right"
        expect_equal((one["side"], one["original_line"]), (side, int(line)), source)
        shown = one["original_line"] if one["outdated"] else one["line"]
        begin = re.match(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@", one["diff_hunk"])
        old, new = int(begin.group(1)) - 1, int(begin.group(2)) - 1
        for text in one["diff_hunk"].split("\n")[1:]:
            if text[:1] != "\\":
                old, new = old + (text[0] != "+"), new + (text[0] != "-")
        expect_equal((old if side == "left" else new, one["blob_position"]), (shown, shown - 1), source)
        expect(text[0] != ("+" if side == "left" else "-"), source, text)
        diff, former = diff_of(output, pull["base"]["sha"], pull["head"]["sha"], one["path"])
        there = [number for number, found in enumerate(diff, 1) if found[1 if side == "left" else 2] == shown]
        if one["outdated"]:
            expect_equal((one["position"], one["line"]), (None, None), source)
            expect(isinstance(one["original_position"], int), source)
            continue
        expect_equal(there, [one["position"]], source)
        expect_equal(diff[there[0] - 1][0], text, source)
        end = output.lines(pull["base"]["sha"], former) if side == "left" else output.lines(pull["head"]["sha"], one["path"])
        expect_equal(text[1:], end[shown - 1], source)
        if one["start_line"]:
            first = [number for number, found in enumerate(diff, 1) if found[1 if side == "left" else 2] == one["start_line"]]
            expect_equal((first, one["start_side"], one["original_start_line"]), ([one["position"] - one["start_position_offset"]], side, int(start)), source)
    return placed


def check_files(w, output):
    """Every attachment is a file that a record of its issue names and its text links to; every large file lies beside."""
    names = {}
    for one in output.records["attachments"]:
        names.setdefault(output.number(one["issue"]), []).append(one)
    for iid, name, n, wanted in w.sql("select issue_iid, name, n, sha256 from forge.attachments"):
        found = [one for one in names[int(iid) + 1000] if hashlib.sha256(open(os.path.join(output.place, one["asset_url"].replace("tarball://root/", "")), "rb").read()).hexdigest() == wanted]
        expect(found and all("](%s)" % one["url"] in output.issues[int(iid) + 1000]["body"] for one in found), iid, name)
    expect_equal(sum(map(len, names.values())), w.number("select count(*) from forge.attachments"))
    expect_equal(sum(member.isfile() and member.name.startswith("attachments/") for member in output.members), len(output.records["attachments"]))
    large = {row[0] for row in w.sql("select oid from forge.lfs_objects")}
    expect_equal({os.path.basename(path) for path in glob.glob(os.path.join(output.folder, "lfs", "*"))}, large)
    for oid in large:
        with open(os.path.join(output.folder, "lfs", oid), "rb") as file:
            expect_equal(hashlib.sha256(file.read()).hexdigest(), oid)


def implied_losses(w, output):
    """What the rules of the target imply of the store, but for what git and texts say."""
    def keys(thing, what, query):
        return {(thing, row[0], what) for row in w.sql(query)}

    headless = [number for number, one in output.issues.items() if output.base + "/labels/pull%20request" in one["labels"]]
    without = "(%s)" % ", ".join(map(str, headless or [0]))
    people = "coalesce(account_id, uuid, nickname) from forge.users where id in (select forge.people_of(1))"
    wanted = keys("projects", "project", "select slug from forge.projects") | keys("projects", "unproven", "select slug from forge.projects") | keys(
        "projects", "date", "select slug from forge.projects") | keys("people", "sanitised", "select %s and sanitised" % people) | keys(
        "members", "permission", "select %s from forge.members where coalesce(permission, '') not in ('read', 'write', 'admin')" % PERSON) | keys(
        "tasks", "task", "select source_id from forge.tasks") | {("merge_requests", str(number), "head") for number in headless} | keys(
        "merge_requests", "merge commit", "select iid from forge.merge_requests where merge_commit_sha is not null and iid in (%s)" % ", ".join(
            ["0"] + [str(iid) for iid, item in output.pulls.items() if not item["merge_commit_sha"]])) | keys(
        "merge_requests", "state", "select iid from forge.merge_requests where source_state = 'SUPERSEDED'") | keys(
        "merge_requests", "date", "select iid from forge.merge_requests where state = 'merged' and merged_at is null or state = 'closed' and closed_at is null") | keys(
        "merge_requests", "title", "select iid from forge.merge_requests where length(title) > 255 or btrim(title) = ''") | keys(
        "issues", "title", "select iid from forge.issues where length(title) > 255 or btrim(title) = ''") | keys(
        "merge_request_reviewers", "reviewer", "select iid || '/' || %s from forge.merge_request_reviewers v where state is null and vanished_at is null and (role <> "
        "'reviewer' or iid in %s or iid not in (select iid from forge.merge_requests where state = 'opened'))" % (PERSON, without)) | keys(
        "merge_request_reviewers", "date", "select iid || '/' || %s from forge.merge_request_reviewers v where state is not null and not exists (select from "
        "forge.merge_request_events e where e.iid = v.iid and e.user_id = v.user_id and e.kind = v.state)" % PERSON) | keys(
        "issues", "date", "select iid from forge.issues i where edited_at is not null or state = 'closed' and not exists (select from forge.issue_events e where "
        "e.iid = i.iid and field = 'state' and new_value in %s)" % CLOSED) | keys("lfs_objects", "lfs", "select oid from forge.lfs_objects")
    for table, thing, key in (("merge_requests", "merge_requests", "iid"), ("issues", "issues", "iid"), ("tasks", "tasks", "source_id"),
                              ("notes", None, "source_id"), ("projects", "projects", "slug")):
        wanted |= {(row[0], row[1], "sanitised") for row in w.sql("select %s, %s from forge.%s where sanitised" % (
            "noteable_type || '_notes'" if thing is None else "'%s'" % thing, key, table))}
    wanted |= keys("issue_events", "date", "select iid || '/' || source_id || '/' || field || case when n > 1 then ' (' || n || ')' else '' end from forge.issue_events where at is null")
    for thing, key in (("merge_requests", "iid"), ("issues", "iid"), ("tasks", "source_id")):
        wanted |= keys(thing, "date", "select %s from forge.%s where created_at is null" % (key, thing))
    for kind in ("merge_request", "issue"):
        wanted |= keys(kind + "_notes", "date", "select source_id from forge.notes where noteable_type = '%s' and created_at is null and not deleted and not pending" % kind)
        notes = "select n.source_id from forge.notes n left join forge.notes b on b.noteable_type = n.noteable_type and b.source_id = n.parent_source_id " \
                "where n.noteable_type = '%s' and " % kind
        wanted |= keys(kind + "_notes", "deleted note", notes + "n.deleted")
    return wanted


def check_losses(w, output, number):
    """The losses that are reported are exactly those that the store implies."""
    told = {tuple(row) for row in w.sql("select thing, key, what from brigade.export_losses where export_id = %d" % number)}
    git_says = ("branch", "context", "range", "file comment", "link", "image", "markup", "event", "split", "thread", "resolved")
    expect_equal(sorted({loss for loss in told if loss[2] not in git_says} ^ implied_losses(w, output)), [])
    expect_equal({int(key) for _, key, what in told if what == "branch"},
                 {int(row[0]) for row in w.sql("select iid, source_branch, source_full_name from forge.merge_requests")
                  if row[2] != "acme/widgets" or output.pulls.get(int(row[0]), {"head": {"ref": row[1]}})["head"]["ref"] != row[1]} |
                 {int(key) for _, key, what in told if what == "branch" and int(key) not in output.pulls})
    expect_equal(sorted((row["thing"], row["key"], row["what"]) for row in output.table("losses.csv")), sorted(told))
    expect_equal(w.sql("select thing, unaccounted from brigade.export_reconciliation where export_id = %d and unaccounted <> 0" % number), [])
    expect(w.number("select count(*) from brigade.export_reconciliation where export_id = %d and written > 0" % number) > 12)
    check_place_losses(w, output, told)


def check_place_losses(w, output, told):
    """What is lost of threads: those that stand nowhere, those whose first line stands nowhere, and whatever a flat list cannot say."""
    placed = {int(one["url"].rsplit("-", 1)[1]) // 8: one for one in output.records["pull_request_review_threads"]}
    roots = "select source_id from forge.notes where noteable_type = 'merge_request' and path is not null and parent_source_id is null and not pending and " \
            "(not deleted or exists (select from forge.notes a where a.parent_source_id = notes.source_id)) and num_nonnulls(old_line, new_line) %s"
    for what, lines in (("context", "> 0"), ("file comment", "= 0")):
        expect_equal({int(key) for _, key, lost in told if lost == what}, {int(row[0]) for row in w.sql(roots % lines)} - set(placed), what)
    expect_equal({int(key) for _, key, lost in told if lost == "range"},
                 {source for source, one in placed.items() if one.get("original_start_line") and one["line"] and not one["start_line"]})
    answers = w.sql("select n.source_id, n.noteable_type, n.path is not null or d.path is not null, b.parent_source_id is not null from forge.notes n join forge.notes b on "
                    "b.noteable_type = n.noteable_type and b.source_id = n.parent_source_id left join forge.notes d on d.noteable_type = n.noteable_type and "
                    "d.source_id = n.discussion_source_id where not n.pending")
    expect({key for _, key, lost in told if lost == "thread"} >= {source for source, _, _, is_deep in answers if is_deep == "t"})
    expect({key for _, key, lost in told if lost == "thread"} <= {source for source, _, _, _ in answers})
    here = {source for source, in w.sql("select source_id from forge.notes where noteable_type = 'merge_request' and source_id = discussion_source_id and (resolved or "
                                        "resolved_at is not null)")}
    named = {key for _, key, lost in told if lost == "resolved"}
    expect_equal(named, {source for source in here if int(source) not in placed or w.number(
        "select num_nulls(resolved_at, resolved_by_id) from forge.notes where noteable_type = 'merge_request' and source_id = %s" % source)})
