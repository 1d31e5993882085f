"""Reads the directory for Forgejo and Gitea with Python's YAML and with git, and says what the store implies: nothing is
shared with its writer."""

import csv
import os
import re
import subprocess
import sys

import yaml

from harness import TOP, command, expect, expect_equal

LINT = os.path.join(os.path.dirname(TOP), "shared", "schemas", "gitea", "lint.py")
KINDS = {0: "note", 1: "task", 2: "event", 3: "change", 4: "opinion", 5: "resolved", 6: "more", 7: "opinion"}


def load(folder, name):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


class Output:
    def __init__(self, folder):
        self.folder = folder
        self.repo, self.labels = load(folder, "repo.yml"), load(folder, "label.yml")
        self.milestones = load(folder, "milestone.yml")
        self.pulls = {item["number"]: item for item in load(folder, "pull_request.yml")}
        self.issues = {item["number"]: item for item in load(folder, "issue.yml")}
        self.comments, self.reviews = {}, {}
        for number in list(self.pulls) + list(self.issues):
            self.comments[number] = load(folder, "comments/%d.yml" % number)
            self.reviews[number] = load(folder, "reviews/%d.yml" % number)

    def told(self, kind, issues=False):
        """(number, id at Bitbucket) -> comment or inline comment, of one kind."""
        found = {}
        for number in self.issues if issues else self.pulls:
            elements = [(one["index"], one) for one in self.comments[number]]
            for review in self.reviews[number]:
                elements += [(inline["id"], dict(inline, poster_name=review["reviewer_name"], created=inline["created_at"],
                                                 updated=inline["updated_at"])) for inline in review["comments"]]
            for index, one in elements:
                if KINDS[index % 8] == kind:
                    expect((number, index // 8) not in found, number, index, "is there twice")
                    found[number, index // 8] = one
        return found

    def table(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def git(self, *words):
        return command("git", "--git-dir", os.path.join(self.folder, "git"), *words)


def check_lint(output):
    """The lint of the format finds nothing."""
    if not os.path.exists(LINT):
        return
    done = subprocess.run([sys.executable, LINT, output.folder], capture_output=True, text=True)
    expect_equal([line for line in done.stdout.splitlines() if line != "no problems"], [])


def check_sums(folder):
    command("sh", "-c", "cd '%s' && sha256sum --check --quiet SHA256SUMS" % folder)
    with open(os.path.join(folder, "SHA256SUMS")) as file:
        named = {line.split("  ", 1)[1].rstrip("\n") for line in file}
    there = {os.path.relpath(os.path.join(place, name), folder) for place, _, names in os.walk(folder) for name in names}
    expect_equal(named, {path for path in there if not re.match(r"git\.wiki\.git/|git/(?!pulls/)", path)} - {"SHA256SUMS"})


NAMES = ("with named as (select id, nullif(btrim(nickname), '') as nick, coalesce(nullif(btrim(display_name), ''), nullif(btrim(nickname), ''), "
         "account_id, 'Former user') as name from forge.users where id in (select forge.people_of(1))), "
         "told as (select id, name || case when count(*) over (partition by name) > 1 then coalesce(' (' || nick || ')', '') else '' end "
         "as name from named), people as (select id, name || case when row_number() over (partition by name order by id) > 1 then ' (' || "
         "row_number() over (partition by name order by id) || ')' else '' end as name from told) ")


def seconds(value):
    return value.strftime("%Y-%m-%d %H:%M:%S") if value is not None else None


def check_items(w, output, offset=1000):
    """Numbers, titles, authors, states and dates are those of the store."""
    rows = w.sql(NAMES + "select m.iid, m.title, coalesce(p.name, 'Unknown'), m.state, to_char(m.created_at at time zone 'UTC', 'YYYY-MM-DD "
                 "HH24:MI:SS'), to_char(case m.state when 'merged' then coalesce(m.merged_at, m.updated_at) when 'closed' then "
                 "coalesce(m.closed_at, m.updated_at) end at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), m.draft, coalesce(m.head_oid, "
                 "(select oid from forge.refs f where f.kind = 'code' and f.name = 'refs/heads/' || m.target_branch), (select oid from forge.refs f, "
                 "forge.projects r where f.kind = 'code' and f.name = 'refs/heads/' || r.default_branch), ''), "
                 "m.source_state from forge.merge_requests m left join people p on p.id = m.author_id order by 1")
    expect_equal(len(rows), len(output.pulls))
    for iid, title, author, state, created, ended, draft, head, word in rows:
        item = output.pulls[int(iid)]
        expect_equal((item["title"], item["poster_name"], item["state"], item["merged"], seconds(item["created"]), seconds(item["closed"]),
                      seconds(item["merged_time"]), item["is_draft"], item["head"]["sha"]),
                     (title, author, "open" if state == "opened" else "closed", state == "merged", created, ended,
                      ended if state == "merged" else None, draft == "t", head), iid)
        expect_equal([label["name"] for label in item["labels"]], ["status/superseded"] if word == "SUPERSEDED" else [], iid)
    rows = w.sql(NAMES + "select i.iid, i.title, coalesce(p.name, 'Unknown'), i.state, to_char(i.created_at at time zone 'UTC', 'YYYY-MM-DD "
                 "HH24:MI:SS'), i.kind, i.priority, i.component, i.version, i.milestone, i.source_state from forge.issues i "
                 "left join people p on p.id = i.author_id")
    expect_equal(len(rows), len(output.issues))
    for iid, title, author, state, created, kind, priority, component, version, milestone, word in rows:
        item = output.issues[int(iid) + offset]
        expect_equal((item["title"], item["poster_name"], item["state"], seconds(item["created"]), item["milestone"]),
                     (title, author, "open" if state == "opened" else "closed", created, milestone or ""), iid)
        wanted = [("kind", kind), ("priority", priority), ("component", component), ("version", version),
                  ("status", word if word not in ("open", "closed") else None)]
        expect_equal(sorted(label["name"] for label in item["labels"]), sorted("%s/%s" % pair for pair in wanted if pair[1]), iid)


def check_git(w, output):
    """git/ has the branches and tags of the store, the head of each pull request, and a base that comes before it."""
    output.git("fsck", "--connectivity-only")
    here = dict(line.split(" ")[::-1] for line in output.git("for-each-ref", "--format=%(objectname) %(refname)").splitlines())
    made = {"refs/heads/" + item["head"]["ref"] for item in output.pulls.values() if item["head"]["ref"].startswith("bitbucket/pr-")}
    wanted = dict(w.sql("select name, oid from forge.refs where kind = 'code'"))
    expect_equal({name: oid for name, oid in here.items() if not name.startswith("refs/pull/") and name not in made}, wanted)
    expect_equal({name: oid for name, oid in here.items() if name.startswith("refs/pull/")},
                 {"refs/pull/%d/head" % number: item["head"]["sha"] for number, item in output.pulls.items() if item["head"]["sha"]})
    store = command("git", "-C", w.repository(), "symbolic-ref", "HEAD")
    expect_equal(output.git("symbolic-ref", "HEAD"), store)
    for number, item in output.pulls.items():
        if item["head"]["sha"]:
            expect_equal(output.git("merge-base", item["base"]["sha"], item["head"]["sha"]).strip(), item["base"]["sha"], number)
            with open(os.path.join(output.folder, item["patch_url"])) as file:
                expect_equal(file.read().count("diff --git"),
                             len(output.git("diff", "--name-only", item["base"]["sha"], item["head"]["sha"]).splitlines()), number)
            if item["state"] == "open":
                output.git("rev-parse", "--verify", "refs/heads/" + item["head"]["ref"])


def hunk_line(hunk, line):
    """The text that a hunk shows at a line; negative: of the old side."""
    numbers = list(map(int, re.match(r"@@ -(\d+),\d+ \+(\d+),\d+ @@", hunk).groups()))
    for row in hunk.split("\n")[1:]:
        if row[:1] in (" ", "-" if line < 0 else "+") and numbers[line > 0] == abs(line):
            return row[1:]
        numbers[0] += row[:1] in (" ", "-")
        numbers[1] += row[:1] in (" ", "+")
    return None


def check_inline(output):
    """Each comment in the changes is at a line of base..head, and its hunk shows that line of the file; returns how many."""
    count = 0
    for number, reviews in output.reviews.items():
        for review in reviews:
            expect(len(review["comments"]) <= 1 and review["reviewer_id"] != 0, review)
            for inline in review["comments"]:
                item, line, path = output.pulls[number], inline["line"], inline["tree_path"]
                expect_equal(inline["poster_id"], review["reviewer_id"])
                end = item["base" if line < 0 else "head"]["sha"]
                wanted = output.git("show", "%s:%s" % (end, path)).split("\n")[abs(line) - 1]
                expect_equal(hunk_line(inline["diff_hunk"], line), wanted.rstrip("\r"), (number, inline))
                diff = output.git("diff", "--no-renames", item["base"]["sha"], item["head"]["sha"], "--", path)
                expect(any(int(begin) <= abs(line) < int(begin) + int(length or 1)
                           for begin, length in re.findall(r"^@@ -%s\+%s @@" % (("(\\d+)(?:,(\\d+))? ", ".*") if line < 0 else (".* ", "(\\d+)(?:,(\\d+))?")),
                                                           diff, re.M)), number, inline, diff)
                count += 1
    return count


def check_talk(w, output, kind="merge_request", offset=0, exact=True):
    """Each comment is there once, under its author, with its dates and text, in order of time."""
    rows = w.sql(NAMES + "select n.noteable_iid, n.source_id, coalesce(p.name, 'Unknown'), to_char(n.created_at at time zone 'UTC', "
                 "'YYYY-MM-DD HH24:MI:SS'), case when n.deleted then '*Comment deleted*' else n.body end from forge.notes n left join people p "
                 "on p.id = n.author_id where n.noteable_type = '%s' and not n.pending and (not n.deleted or exists (select from forge.notes a "
                 "where a.parent_source_id = n.source_id and a.noteable_type = n.noteable_type))" % kind)
    told = output.told("note", kind == "issue")
    expect_equal(set(told), {(int(row[0]) + offset, int(row[1])) for row in rows})
    for iid, source, author, created, body in rows:
        one = told[int(iid) + offset, int(source)]
        expect_equal((one["poster_name"], seconds(one["created"])), (author, created), source)
        expect(not exact or one["content"].endswith(body) or "#" in body or "@{" in body or "://" in body, source, one["content"][:300], body[:300])
    for number, comments in output.comments.items():
        expect_equal([one["created"] for one in comments], sorted(one["created"] for one in comments), number)


def implied_losses(w, output):
    """What the rules of the target imply of the store, but for what git and texts say."""
    def keys(thing, what, query):
        return {(thing, row[0], what) for row in w.sql(query)}

    person = "(select coalesce(account_id, uuid, nickname) from forge.users u where u.id = user_id)"
    wanted = keys("projects", "project", "select slug from forge.projects") | keys(
        "projects", "visibility", "select slug from forge.projects where visibility = 'private'") | keys(
        "members", "permission", "select %s from forge.members" % person) | keys(
        "lfs_objects", "lfs", "select oid from forge.lfs_objects") | keys(
        "attachments", "attachment", "select issue_iid || '/' || name || case when n > 1 then ' (' || n || ')' else '' end from forge.attachments") | keys(
        "tasks", "task", "select source_id from forge.tasks") | keys(
        "merge_requests", "merger", "select iid from forge.merge_requests where state = 'merged'") | keys(
        "merge_requests", "head", "select iid from forge.merge_requests where head_oid is null") | keys(
        "merge_requests", "ref", "select iid from forge.merge_requests where target_sha is not null") | keys(
        "merge_requests", "merge commit", "select iid from forge.merge_requests where merge_commit_sha is not null and iid in (%s)" % ", ".join(
            ["0"] + [str(iid) for iid, item in output.pulls.items() if not item["merge_commit_sha"]])) | keys(
        "merge_requests", "state", "select iid from forge.merge_requests where source_state = 'SUPERSEDED'") | keys(
        "merge_requests", "title", "select iid from forge.merge_requests where length(title) > 255") | keys(
        "merge_requests", "date", "select iid from forge.merge_requests where state = 'merged' and merged_at is null or state = 'closed' and closed_at is null") | keys(
        "merge_request_reviewers", "reviewer", "select iid || '/' || %s from forge.merge_request_reviewers where state is null" % person) | keys(
        "merge_request_reviewers", "date", "select iid || '/' || %s from forge.merge_request_reviewers v where state is not null and not exists (select from "
        "forge.merge_request_events e where e.iid = v.iid and e.user_id = v.user_id and e.kind = v.state)" % person) | keys(
        "issues", "assignee", "select iid from forge.issues where assignee_id is not null") | keys(
        "issues", "date", "select iid from forge.issues i where edited_at is not null or state = 'closed' and not exists (select from forge.issue_events e where "
        "e.iid = i.iid and field = 'state' and new_value in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed'))")
    for table, thing, key in (("merge_requests", "merge_requests", "iid"), ("issues", "issues", "iid"), ("tasks", "tasks", "source_id"),
                              ("notes", None, "source_id"), ("projects", "projects", "slug")):
        wanted |= {(row[0], row[1], "sanitised") for row in w.sql("select %s, %s from forge.%s where sanitised" % (
            "noteable_type || '_notes'" if thing is None else "'%s'" % thing, key, table))}
    wanted |= keys("people", "sanitised", "select coalesce(account_id, uuid, nickname) from forge.users where sanitised and id in (select forge.people_of(1))")
    for kind in ("merge_request", "issue"):
        thing = kind + "_notes"
        notes = "from forge.notes n left join forge.notes d on d.noteable_type = n.noteable_type and d.source_id = n.discussion_source_id left join " \
                "forge.notes b on b.noteable_type = n.noteable_type and b.source_id = n.parent_source_id where n.noteable_type = '%s' and " % kind
        wanted |= keys(thing, "thread", "select n.source_id %s n.parent_source_id is not null and (d.path is null or b.parent_source_id is not null)" % notes)
        wanted |= keys(thing, "deleted note", "select n.source_id %s n.deleted" % notes)
        wanted |= keys(thing, "resolved", "select n.source_id %s (n.resolved or n.resolved_at is not null) and n.parent_source_id is null" % notes)
        wanted |= keys(thing, "file comment", "select n.source_id %s n.parent_source_id is null and n.path is not null and num_nonnulls(n.old_line, n.new_line) = 0" % notes)
        wanted |= keys(thing, "range", "select n.source_id %s n.parent_source_id is null and n.path is not null and (n.new_start_line < n.new_line or "
                       "n.new_line is null and n.old_start_line < n.old_line)" % notes)
    inline = {inline["id"] // 8 for reviews in output.reviews.values() for review in reviews for inline in review["comments"]}
    elsewhere = {row[0] for row in w.sql("select source_id from forge.notes where noteable_type = 'merge_request' and path is not null and parent_source_id is null "
                                         "and num_nonnulls(old_line, new_line) > 0 and not pending and (not deleted or exists (select from forge.notes a where "
                                         "a.parent_source_id = notes.source_id))") if int(row[0]) not in inline}
    return wanted, elsewhere


def check_losses(w, output, number):
    """The losses that are reported are exactly those that the store implies."""
    wanted, elsewhere = implied_losses(w, output)
    told = {tuple(row) for row in w.sql("select thing, key, what from brigade.export_losses where export_id = %d" % number)}
    branches = {(thing, key, what) for thing, key, what in told if what == "branch"}
    expect_equal({int(key) for _, key, _ in branches},
                 {int(row[0]) for row in w.sql("select iid, source_branch, source_full_name from forge.merge_requests")
                  if row[2] != "acme/widgets" or output.pulls[int(row[0])]["head"]["ref"] != row[1]})
    expect_equal({key for _, key, what in told if what in ("outdated", "context")}, elsewhere)
    rest = {loss for loss in told if loss[2] not in ("branch", "outdated", "context", "link", "image", "markup", "event")}
    expect_equal(sorted(rest ^ wanted), [])
    expect_equal(sorted((row["thing"], row["key"], row["what"]) for row in output.table("losses.csv")), sorted(told))
    expect_equal(w.sql("select thing, unaccounted from brigade.export_reconciliation where export_id = %d and unaccounted <> 0" % number), [])
    expect(w.number("select count(*) from brigade.export_reconciliation where export_id = %d and written > 0" % number) > 12)
