"""Reads the archive for GitLab with Python's tarfile and json and with git, and says what the store implies: nothing is
shared with its writer."""

import csv
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

from forgejo_reader import NAMES
from harness import TOP, command, expect, expect_equal

LINT = os.path.join(os.path.dirname(TOP), "shared", "schemas", "gitlab-export", "lint.py")
KINDS = {0: "note", 1: "task", 2: "event", 3: "change", 4: "opinion", 6: "more", 7: "opinion"}
PERSON = "(select coalesce(account_id, uuid, nickname) from forge.users u where u.id = user_id)"
CLOSED = "('resolved', 'invalid', 'duplicate', 'wontfix', 'closed')"


def sha1(text):
    return hashlib.sha1(text.encode()).hexdigest()


class Output:
    """What the archive of a published folder holds, unpacked and cloned; to be closed."""

    def __init__(self, folder):
        self.folder, self.place = folder, tempfile.mkdtemp(prefix="gitlab-reader-")
        (self.archive,) = glob.glob(os.path.join(folder, "*.tar.gz"))
        with tarfile.open(self.archive) as archive:
            self.members = archive.getmembers()
            check_members(self.members)
            archive.extractall(self.place, filter="data") if hasattr(tarfile, "data_filter") else archive.extractall(self.place)
        self.project = json.loads(self.read("tree/project.json"))
        self.labels, self.milestones = self.lines("labels"), self.lines("milestones")
        self.members_there = self.lines("project_members")
        self.pulls = {item["iid"]: item for item in self.lines("merge_requests")}
        self.issues = {item["iid"]: item for item in self.lines("issues")}
        self.code = os.path.join(self.place, "code.git")
        bundle = os.path.join(self.place, "project.bundle")
        if os.path.exists(bundle):
            command("git", "init", "-q", "--bare", self.code)
            command("git", "--git-dir", self.code, "bundle", "verify", bundle)
            command("git", "--git-dir", self.code, "fetch", "-q", bundle, "+refs/*:refs/*")

    def close(self):
        shutil.rmtree(self.place)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def read(self, name):
        with open(os.path.join(self.place, name), encoding="utf-8", newline="") as file:
            return file.read()

    def lines(self, relation):
        rows = [json.loads(line) for line in self.read("tree/project/%s.ndjson" % relation).split("\n")[:-1]]
        for key in {"merge_requests": "iid", "issues": "iid", "labels": "title"}.get(relation, "x").split():
            named = [row[key] for row in rows if key in row]
            expect_equal(sorted(named), sorted(set(named)), relation)
        return rows

    def told(self, kind, issues=False):
        """(iid, id at Bitbucket) -> note, of one kind."""
        found = {}
        for iid, item in (self.issues if issues else self.pulls).items():
            for note in item["notes"]:
                if KINDS[note["id"] % 8] == kind:
                    expect((iid, note["id"] // 8) not in found, iid, note["id"], "is there twice")
                    found[iid, note["id"] // 8] = note
        return found

    def table(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def git(self, *words):
        return command("git", "--git-dir", self.code, *words)

    def show(self, thing):
        """A file or commit, byte by byte where it is UTF-8."""
        kind = "blob" if ":" in thing else "commit"
        return subprocess.run(["git", "--git-dir", self.code, "cat-file", kind, thing], capture_output=True, check=True).stdout.decode(errors="replace")


def check_members(members):
    """Files alone, in order, by nobody, at one time, within the archive."""
    names = [member.name for member in members]
    expect_equal(names, sorted(names, key=str.encode))
    expect_equal({(member.isfile(), member.uid, member.gid, member.uname, member.gname, member.mtime) for member in members},
                 {(True, 0, 0, "", "", members[0].mtime)})
    expect_equal([name for name in names if not name.startswith("./") or ".." in name.split("/")], [])


def check_sums(folder):
    command("sh", "-c", "cd '%s' && sha256sum --check --quiet SHA256SUMS" % folder)
    with open(os.path.join(folder, "SHA256SUMS")) as file:
        named = {line.split("  ", 1)[1].rstrip("\n") for line in file}
    expect_equal(named, set(os.listdir(folder)) - {"SHA256SUMS"})


def check_lint(output):
    """The lint of the format finds nothing, VERSION is the only one that is taken, and a line is no longer than GitLab reads."""
    expect_equal(output.read("VERSION"), "0.2.4")
    for item in list(output.pulls.values()) + list(output.issues.values()):
        expect(len(json.dumps(item, ensure_ascii=False).encode()) < 50_000_000, item["iid"])
    if not os.path.exists(LINT):
        return
    done = subprocess.run([sys.executable, LINT, output.place], capture_output=True, text=True)
    expect_equal([line for line in done.stdout.splitlines() if not line.startswith("rows ") and line != "no problems"], [], done.stderr)


US = "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


def check_items(w, output):
    """Numbers, titles, authors, states, dates to the microsecond, labels and milestones are those of the store."""
    ended = "coalesce(case m.state when 'merged' then m.merged_at when 'closed' then m.closed_at end, m.updated_at)"
    rows = w.sql(NAMES + "select m.iid, m.title, coalesce(p.name, 'Unknown'), m.author_id, m.state, %s, %s, %s, m.draft, m.head_oid, m.source_state "
                 "from forge.merge_requests m left join people p on p.id = m.author_id" % (US % "m.created_at", US % "m.updated_at", US % ended))
    expect_equal(len(rows), len(output.pulls))
    for iid, title, author, author_id, state, created, updated, end, draft, head, word in rows:
        item = output.pulls[int(iid)]
        expect_equal((item["title"], item["state"], item["created_at"], item["updated_at"], item["draft"], item["diff_head_sha"]),
                     (("Draft: " if draft == "t" and not title.lower().startswith("draft: ") else "") + title, state, created, updated, draft == "t", head), iid)
        expect(item["author_id"] == int(author_id) if author_id else item["author_id"] > 2 ** 32, iid)
        metrics = item["metrics"]
        expect_equal((metrics["merged_at"], metrics["latest_closed_at"]), (end if state == "merged" else None, end if state == "closed" else None), iid)
        expect(item["description"].startswith("*Created by %s on " % author) or "`" in item["description"].split("\n")[0], item["description"])
        expect_equal([link["label"]["title"] for link in item["label_links"]], ["status::superseded"] if word == "SUPERSEDED" else [], iid)
        expect_equal((item["source_project_id"], item["target_project_id"]), (1, 1))
    rows = w.sql("select iid, title, state, %s, kind, priority, component, version, milestone, source_state, assignee_id from forge.issues" % US % "created_at")
    expect_equal(len(rows), len(output.issues))
    for iid, title, state, created, kind, priority, component, version, milestone, word, assignee in rows:
        item = output.issues[int(iid)]
        expect_equal((item["title"], item["state"], item["created_at"], (item["milestone"] or {}).get("title"), item["closed_at"] is not None),
                     (title, state, created, milestone, state == "closed"), iid)
        wanted = [("kind", kind), ("priority", priority), ("component", component), ("version", version),
                  ("status", word if word not in ("open", "closed") else None)]
        expect_equal(sorted(link["label"]["title"] for link in item["label_links"]), sorted("%s::%s" % pair for pair in wanted if pair[1]), iid)
        expect_equal([one["user_id"] for one in item["issue_assignees"]], [int(assignee)] if assignee else [])
    closed = {}
    for iid, at, user in w.sql("select iid, %s, user_id from forge.issue_events where field = 'state' and new_value in %s order by at, source_id" % (US % "at", CLOSED)):
        closed[int(iid)] = at, user
    for iid, item in output.issues.items():
        if item["state"] == "closed" and iid in closed:
            expect_equal((item["closed_at"], str(item["closed_by_id"])), closed[iid], iid)
    titles = {label["title"] for label in output.labels}
    for item in list(output.pulls.values()) + list(output.issues.values()):
        expect(titles >= {link["label"]["title"] for link in item["label_links"]})
    expect({row["title"] for row in output.milestones} >= {item["milestone"]["title"] for item in output.issues.values() if item["milestone"]})


def check_opinions(w, output):
    """Approvals, reviewers with their state, and events are those of the store."""
    for iid, item in output.pulls.items():
        rows = w.sql("select user_id, role, state from forge.merge_request_reviewers where iid = %d and vanished_at is null order by user_id" % iid)
        expect_equal([one["user_id"] for one in item["approvals"]], [int(user) for user, _, state in rows if state == "approved"], iid)
        expect_equal([(one["user_id"], one["state"]) for one in item["merge_request_reviewers"]],
                     [(int(user), {"approved": "approved", "changes_requested": "requested_changes", None: "unreviewed"}[state])
                      for user, role, state in rows if role == "reviewer" or state == "changes_requested"], iid)
        rows = w.sql("select kind from forge.merge_request_events where iid = %d and kind in ('merged', 'closed', 'reopened') order by at, kind, user_id" % iid)
        events = [one["state"] for one in item["resource_state_events"]]
        expect_equal(events if rows else [], [kind for kind, in rows], iid)
        expect(item["state"] == "opened" or events[-1] == item["state"], iid, events)


def check_git(w, output):
    """The bundle has branches and tags of the store, the heads of pull requests, kept revisions, and changes are those of git."""
    here = dict(line.split(" ")[::-1] for line in output.git("for-each-ref", "--format=%(objectname) %(refname)").splitlines())
    made = {"refs/heads/" + item["source_branch"] for item in output.pulls.values() if item["source_branch"].startswith("bitbucket/pr-")}
    ours = ("refs/merge-requests/", "refs/keep-around/")
    expect_equal({name: oid for name, oid in here.items() if not name.startswith(ours) and name not in made},
                 dict(w.sql("select name, oid from forge.refs where kind = 'code'")))
    expect_equal({name: oid for name, oid in here.items() if name.startswith(ours[0])},
                 {"refs/merge-requests/%s/head" % iid: oid for iid, oid in w.sql("select iid, head_oid from forge.merge_requests where head_oid is not null")})
    expect_equal([name for name, oid in here.items() if name.startswith(ours[1]) and name != ours[1] + oid], [])
    heads = command("git", "bundle", "list-heads", os.path.join(output.place, "project.bundle"))
    expect(" HEAD\n" in heads, heads)
    for iid, item in output.pulls.items():
        diff = item["merge_request_diff"]
        base, head = diff["base_commit_sha"], diff["head_commit_sha"]
        expect_equal((diff["start_commit_sha"], head), (base, item["diff_head_sha"]), iid)
        if item["state"] == "opened" and head:
            output.git("rev-parse", "--verify", "refs/heads/" + item["source_branch"])
        if base:
            check_changes(output, diff)
        else:
            expect_equal((diff["state"], diff["merge_request_diff_commits"], diff["merge_request_diff_files"]), ("empty", [], []), iid)


def check_changes(output, diff):
    base, head = diff["base_commit_sha"], diff["head_commit_sha"]
    expect_equal(output.git("merge-base", base, head).strip(), base)
    commits = diff["merge_request_diff_commits"]
    expect_equal({one["sha"] for one in commits}, set(output.git("rev-list", base + ".." + head).split()))
    expect_equal((diff["commits_count"], [one["relative_order"] for one in commits]), (len(commits), list(range(len(commits)))))
    for one in commits:
        header, message = output.show(one["sha"]).split("\n\n", 1)
        names = dict(re.findall(r"^(author|committer) (.*) <.*> \d+ [-+]\d+$", header, re.M))
        cut = message.encode()[:65536].decode(errors="ignore")
        expect(one["message"] == cut, one["sha"], len(one["message"]), len(cut))
        expect_equal((one["commit_author"]["name"], one["committer"]["name"]), ( names["author"], names["committer"]))
    rows = [line.split("\t") for line in output.git("diff", "-M", "--name-status", base, head).splitlines()]
    expect_equal([(file["old_path"], file["new_path"]) for file in diff["merge_request_diff_files"]], [(row[1], row[-1]) for row in rows])
    expect_equal((diff["files_count"], diff["real_size"]), (len(rows), str(len(rows))))
    for file, row in zip(diff["merge_request_diff_files"], rows):
        expect_equal((file["new_file"], file["deleted_file"], file["renamed_file"]), (row[0] == "A", row[0] == "D", row[0][0] == "R"), row)
        if not file["binary"] and not file["too_large"]:
            old = "" if file["new_file"] else output.show("%s:%s" % (base, file["old_path"]))
            new = "" if file["deleted_file"] else output.show("%s:%s" % (head, file["new_path"]))
            if "\ufffd" not in old + new:
                expect_equal(apply(file["utf8_diff"], old), new, row)


def apply(hunks, old):
    """The text that changes make of another."""
    old, new, at = re.findall(r"[^\n]*\n|[^\n]+", old), [], 0
    lines = hunks.split("\n")
    for number, line in enumerate(lines[:-1]):
        begin = re.match(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@", line)
        if begin:
            start = int(begin.group(1)) - (begin.group(2) != "0")
            new += old[at:start]
            at = start
        elif not line.startswith("\\"):
            text = line[1:] + ("" if lines[number + 1].startswith("\\") else "\n")
            expect(line[0] == "+" or old[at] == text, line)
            at += line[0] != "+"
            new += [text] * (line[0] != "-")
    return "".join(new + old[at:])


def lines_of(output, base, head, path):
    """{(is old, number): (old counter, new counter, side)} of each line of a changed file as git tells, hunks and between, and its paths."""
    names = [line.split("\t")[1:] for line in output.git("diff", "-M", "--name-status", base, head).splitlines()]
    (pair,) = [(name[0], name[-1]) for name in names if path in (name[0], name[-1])][:1] or [(None, None)]
    if pair[0] is None:
        return {}, None
    text = output.git("diff", "-M", "-U3", base, head, "--", *sorted(set(pair)))
    found, old, new, inside = {}, 1, 1, False
    for line in text.split("\n"):
        begin = re.match(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line)
        if begin:
            while old < int(begin.group(1)) and begin.group(2) != "0":
                found[True, old] = found[False, new] = (old, new, " ")
                old, new = old + 1, new + 1
            old, new, inside = int(begin.group(1)), int(begin.group(3)), True
        elif inside and line and line[0] in "+- ":
            side = line[0]
            if side != "+":
                found[True, old] = (old, new, side)
            if side != "-":
                found[False, new] = (old, new, side)
            old, new = old + (side != "+"), new + (side != "-")
    for _ in range(10000):
        found.setdefault((True, old), (old, new, " "))
        found.setdefault((False, new), (old, new, " "))
        old, new = old + 1, new + 1
    return found, pair


def threads(w, output):
    """root -> (the note of it that is written first, what all of them are about), as the root says, or else the first note that says it."""
    found, told = {}, {source for _, source in output.told("note")}
    for row in w.sql("select discussion_source_id, source_id, path, old_line, new_line, base_sha, head_sha, case when new_line is not null then new_start_line else "
                     "old_start_line end from forge.notes where noteable_type = 'merge_request' order by source_id <> discussion_source_id, source_id"):
        root, source = int(row[0]), int(row[1])
        first, about = found.get(root, (None, [None] * 6))
        found[root] = (source if first is None and source in told else first, row[2:] if about[0] is None else about)
    return found


def check_positions(w, output):
    """Each note at a line has the position and line_code that git gives, and a hunk that ends with the very line; returns which."""
    of_root = threads(w, output)
    notes = {int(source): of_root[int(root)][1] for source, root in w.sql(
        "select source_id, discussion_source_id from forge.notes where noteable_type = 'merge_request'")}
    kept, placed = {line.split()[0] for line in output.git("for-each-ref", "--format=%(objectname)").splitlines()}, {}
    for (iid, source), note in output.told("note").items():
        if note["type"] != "DiffNote":
            continue
        path, old_line, new_line, base_sha, head_sha, start = notes[source]
        position, diff = note["position"], output.pulls[iid]["merge_request_diff"]
        base, head = position["base_sha"], position["head_sha"]
        expect((base, head) in ((base_sha, head_sha), (diff["base_commit_sha"], diff["head_commit_sha"])), source, position)
        expect(head in kept or head == diff["head_commit_sha"], source, head)
        output.git("cat-file", "-e", base + "^{commit}")
        number, is_old = int(new_line or old_line), new_line is None
        found, (old_path, new_path) = lines_of(output, base, head, path)
        old, new, side = found[is_old, number]
        expect_equal((position["old_line"], position["new_line"], position["old_path"], position["new_path"], position["start_sha"]),
                     (None if side == "+" else old, None if side == "-" else new, old_path, new_path, base), (source, side))
        expect_equal(note["line_code"], "%s_%d_%d" % (sha1(new_path), old, new), source)
        expect_equal(note["original_position"], position)
        end = base if side == "-" else head
        text = output.show("%s:%s" % (end, old_path if side == "-" else new_path)).split("\n")[(old if side == "-" else new) - 1]
        hunk = note["note_diff_file"]["diff_export"]
        expect_equal(hunk.split("\n")[-2], side + text.rstrip("\r"), source)
        check_hunk(hunk, side, old, new)
        if start and int(start) < number and position["line_range"]:
            old, new, _ = found[is_old, int(start)]
            expect_equal(position["line_range"]["start"]["line_code"], "%s_%d_%d" % (sha1(new_path), old, new), source)
            expect_equal(position["line_range"]["end"]["line_code"], note["line_code"])
        placed[source] = note
    return placed


def check_hunk(hunk, side, old, new):
    """Counted from its heading on, the last line has those numbers."""
    begin = [int(number) for number in re.match(r"@@ -(\d+),\d+ \+(\d+),\d+ @@\n", hunk).groups()]
    for line in hunk.split("\n")[1:-2]:
        begin = [begin[0] + (line[0] != "+"), begin[1] + (line[0] != "-")]
    expect_equal(tuple(begin), (old, new), hunk)
    expect(side in "+- ")


def check_talk(w, output, kind="merge_request", exact=True):
    """Each comment is there once, under its author, with its dates and text, in the thread that its root names."""
    rows = w.sql(NAMES + "select n.noteable_iid, n.source_id, coalesce(p.name, 'Unknown'), %s, %s, n.discussion_source_id, case when n.deleted then "
                 "'*Comment deleted*' else n.body end, d.resolved or d.resolved_at is not null, d.resolved_by_id from forge.notes n left join people p on "
                 "p.id = n.author_id left join forge.notes d on d.noteable_type = n.noteable_type and d.source_id = n.discussion_source_id "
                 "where n.noteable_type = '%s' and not n.pending and (not n.deleted or exists (select from forge.notes a "
                 "where a.parent_source_id = n.source_id and a.noteable_type = n.noteable_type))" % (US % "n.created_at", US % "n.updated_at", kind))
    told = output.told("note", kind == "issue")
    expect_equal(set(told), {(int(row[0]), int(row[1])) for row in rows})
    members = {}
    for iid, source, author, created, updated, root, body, resolved, by in rows:
        note = told[int(iid), int(source)]
        expect_equal((note["author"]["name"], note["created_at"], note["updated_at"]), (author, created, updated or created), source)
        expect_equal(note["discussion_id"], sha1("1/" + root), source)
        expect(not exact or note["note"].endswith(body) or "#" in body or "@{" in body or "://" in body, source, note["note"][:300], body[:300])
        if kind == "merge_request":
            expect_equal(note["resolved_at"] is not None, resolved == "t", source)
            expect(not by or note["resolved_by_id"] == int(by), source)
        members.setdefault((iid, root), []).append(note)
    for key, notes in members.items():
        expect_equal(len({(note["type"], json.dumps(note.get("position"))) for note in notes}), 1, key)
        expect(len(notes) == 1 or notes[0]["type"], key)
    for item in (output.issues if kind == "issue" else output.pulls).values():
        times = [note["created_at"] for note in item["notes"]]
        expect_equal(times, sorted(times), item["iid"])


def implied_losses(w, output):
    """What the rules of the target imply of the store, when nobody is bound to an account, but for what git and texts say."""
    def keys(thing, what, query):
        return {(thing, row[0], what) for row in w.sql(query)}

    people = "coalesce(account_id, uuid, nickname) from forge.users where id in (select forge.people_of(1))"
    reviewers = "select iid || '/' || %s from forge.merge_request_reviewers v where " % PERSON
    wanted = keys("projects", "project", "select slug from forge.projects") | keys(
        "people", "person", "select " + people) | keys("people", "sanitised", "select %s and sanitised" % people) | keys(
        "members", "permission", "select %s from forge.members" % PERSON) | keys("tasks", "task", "select source_id from forge.tasks") | keys(
        "merge_requests", "head", "select iid from forge.merge_requests where head_oid is null") | keys(
        "merge_requests", "ref", "select iid from forge.merge_requests where length(target_sha) < 40") | keys(
        "merge_requests", "merge commit", "select iid from forge.merge_requests where merge_commit_sha is not null and iid in (%s)" % ", ".join(
            ["0"] + [str(iid) for iid, item in output.pulls.items() if not item["merge_commit_sha"]])) | keys(
        "merge_requests", "state", "select iid from forge.merge_requests where source_state = 'SUPERSEDED'") | keys(
        "merge_requests", "date", "select iid from forge.merge_requests where state = 'merged' and merged_at is null or state = 'closed' and closed_at is null") | keys(
        "merge_requests", "title", "select iid from forge.merge_requests where length(title) + case when draft and title !~* '^draft: ' then 7 else 0 end > 255") | keys(
        "issues", "title", "select iid from forge.issues where length(title) > 255") | keys(
        "merge_request_reviewers", "reviewer", reviewers + "state is null and role = 'participant'") | keys(
        "merge_request_reviewers", "person", reviewers + "state is not null or role = 'reviewer'") | keys(
        "merge_request_reviewers", "date", reviewers + "state = 'changes_requested' or state = 'approved' and not exists (select from "
        "forge.merge_request_events e where e.iid = v.iid and e.user_id = v.user_id and e.kind = v.state)") | keys(
        "issues", "assignee", "select iid from forge.issues where assignee_id is not null") | keys(
        "issues", "date", "select iid from forge.issues i where state = 'closed' and not exists (select from forge.issue_events e where "
        "e.iid = i.iid and field = 'state' and new_value in %s)" % CLOSED)
    for table, thing, key in (("merge_requests", "merge_requests", "iid"), ("issues", "issues", "iid"), ("tasks", "tasks", "source_id"),
                              ("notes", None, "source_id"), ("projects", "projects", "slug")):
        wanted |= {(row[0], row[1], "sanitised") for row in w.sql("select %s, %s from forge.%s where sanitised" % (
            "noteable_type || '_notes'" if thing is None else "'%s'" % thing, key, table))}
    for kind in ("merge_request", "issue"):
        notes = "select n.source_id from forge.notes n left join forge.notes b on b.noteable_type = n.noteable_type and b.source_id = n.parent_source_id " \
                "where n.noteable_type = '%s' and " % kind
        wanted |= keys(kind + "_notes", "thread", notes + "b.parent_source_id is not null and not n.pending")
        wanted |= keys(kind + "_notes", "deleted note", notes + "n.deleted")
    guessed = {int(row[0]) for row in w.sql("select source_id from forge.notes where noteable_type = 'merge_request' and parent_source_id is null "
                                            "and (resolved or resolved_at is not null) and num_nulls(resolved_at, resolved_by_id) > 0")}
    for root, (first, about) in threads(w, output).items():
        lost = ("file comment" if about[0] and not about[1] and not about[2] else None, "resolved" if root in guessed else None)
        wanted |= {("merge_request_notes", str(first or root), what) for what in lost if what}
    return wanted


def check_losses(w, output, number):
    """The losses that are reported are exactly those that the store implies."""
    told = {tuple(row) for row in w.sql("select thing, key, what from brigade.export_losses where export_id = %d" % number)}
    expect_equal({int(key) for _, key, what in told if what == "branch"},
                 {int(row[0]) for row in w.sql("select iid, source_branch, source_full_name from forge.merge_requests")
                  if row[2] != "acme/widgets" or output.pulls[int(row[0])]["source_branch"] != row[1]})
    placed = {source: note for (_, source), note in output.told("note").items() if note["type"] == "DiffNote"}
    of_lines = [(first, about) for first, about in threads(w, output).values() if first is not None and about[0] and (about[1] or about[2])]
    expect_equal({int(key) for _, key, what in told if what == "context"}, {first for first, _ in of_lines if first not in placed})
    expect_equal({int(key) for _, key, what in told if what == "range"}, {
        first for first, (_, old, new, _, _, start) in of_lines if first in placed and start and int(start) < int(new or old)
        and not placed[first]["position"]["line_range"]})
    rest = {loss for loss in told if loss[2] not in ("branch", "context", "range", "link", "image", "markup", "event", "split")}
    expect_equal(sorted(rest ^ implied_losses(w, output)), [])
    expect_equal(sorted((row["thing"], row["key"], row["what"]) for row in output.table("losses.csv")), sorted(told))
    expect_equal(w.sql("select thing, unaccounted from brigade.export_reconciliation where export_id = %d and unaccounted <> 0" % number), [])
    expect(w.number("select count(*) from brigade.export_reconciliation where export_id = %d and written > 0" % number) > 12)


def check_files(w, output):
    """Every attachment is an upload that the text of its issue links to, and every large file has its bytes and its key."""
    names = {member.name[2:] for member in output.members}
    uploads = {name for name in names if name.startswith("uploads/")}
    for iid, name, n, wanted in w.sql("select issue_iid, name, n, sha256 from forge.attachments"):
        place = hashlib.sha256(("%s/%s/%s" % (iid, name, n)).encode()).hexdigest()[:32]
        (path,) = [path for path in uploads if path.startswith("uploads/%s/" % place)]
        with open(os.path.join(output.place, path), "rb") as file:
            expect_equal(hashlib.sha256(file.read()).hexdigest(), wanted, name)
        item = output.issues[int(iid)]
        footers = [item["description"]] + [note["note"] for note in item["notes"] if KINDS[note["id"] % 8] == "more"]
        expect(any("](/%s)" % path in footer for footer in footers), item["description"][:1000])
        uploads.remove(path)
    expect_equal(uploads, set())
    for text in (text for item in list(output.issues.values()) + list(output.pulls.values())
                 for text in [item["description"]] + [note["note"] for note in item["notes"]]):
        expect_equal([link for link in re.findall(r"/(uploads/[0-9a-f]{32}/[^)\s>\"]*)", text) if link not in names], [], text)
    large = {row[0] for row in w.sql("select oid from forge.lfs_objects")}
    expect_equal(json.loads(output.read("lfs-objects.json")), {oid: [0] for oid in large})
    expect_equal({name[len("lfs-objects/"):] for name in names if name.startswith("lfs-objects/")}, large)
    for oid in large:
        with open(os.path.join(output.place, "lfs-objects", oid), "rb") as file:
            expect_equal(hashlib.sha256(file.read()).hexdigest(), oid)
