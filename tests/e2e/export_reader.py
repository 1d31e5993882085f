"""Reads an export of open data back with Python's own readers, and loads it into tables: nothing is shared with its writer."""

import csv
import hashlib
import json
import os
import re

from harness import command, expect, expect_equal

GUARDED = re.compile("^'+[-=+@\t\r\n\uff1d\uff0b\uff0d\uff20]")
FILES = {"projects", "repositories", "refs", "refused_refs", "lfs_objects", "users", "members", "labels", "milestones",
         "versions", "components", "merge_requests", "merge_request_reviewers", "merge_request_events", "notes", "tasks",
         "issues", "issue_events", "issue_labels", "attachments"}
csv.field_size_limit(1 << 28)


def comments_over(w):
    """How many comments an export for a forge has: drafts are in none, and of deleted ones those that others have answered."""
    return w.number("select count(*) from forge.notes n where not pending and (not deleted or exists (select from forge.notes a where a.project_id = n.project_id "
                    "and a.noteable_type = n.noteable_type and a.noteable_iid = n.noteable_iid and a.parent_source_id = n.source_id))")


def tree(folder):
    """Every file below, as path and bytes."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            expect(not os.path.islink(path), path, "is a link")
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def lines(folder, table):
    with open(os.path.join(folder, table + ".ndjson"), encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def cells(folder, table):
    with open(os.path.join(folder, table + ".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def shown(value, cell):
    """A value of JSON as its cell has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.loads(cell) == value and cell
    if isinstance(value, str) and GUARDED.match("'" + value):
        return "'" + value
    return str(value)


def check_form(folder):
    """Sums, the description, and CSV that says what NDJSON says."""
    there = tree(folder)
    sums = dict(line.split("  ", 1)[::-1] for line in there["SHA256SUMS"].decode().splitlines())
    expect_equal(sums, {path: hashlib.sha256(content).hexdigest() for path, content in there.items() if path != "SHA256SUMS"})
    package = json.loads(there["datapackage.json"])
    described = {resource["path"]: resource for resource in package["resources"]}
    expect_equal(set(described), {path for path in there if path.endswith((".csv", ".ndjson"))})
    for path, resource in described.items():
        expect_equal((resource["bytes"], resource["hash"]), (len(there[path]), "sha256:" + sums[path]), path)
    for table in sorted(FILES | {"numbers"}):
        fields = [field["name"] for field in described[table + ".csv"]["schema"]["fields"]]
        rows, beside = lines(folder, table), cells(folder, table)
        expect_equal(there[table + ".csv"].decode().split("\n", 1)[0].split(","), fields, table)
        expect_equal(len(beside), len(rows), table)
        for row, line in zip(rows, beside):
            expect_equal(list(row), fields, table)
            for name in fields:
                expect_equal(line[name], shown(row[name], line[name]), (table, name))
    return there


def check_round_trip(w, folder, project=1):
    """What the files hold, loaded into empty tables, is what stands in forge, both ways."""
    w.sql("drop schema if exists loaded cascade; create schema loaded; create table loaded.line (at bigserial, row jsonb)")
    for table in sorted(FILES):
        owner = {"projects": "id", "users": None}.get(table, "project_id")
        w.sql("create table loaded.%s (like forge.%s)" % (table, table))
        with open(os.path.join(folder, table + ".ndjson"), "rb") as file:
            # A character that no JSON holds raw stands for quotes, so that COPY takes each line as it is.
            command("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", w.database, "-c",
                    "copy loaded.line (row) from stdin (format csv, quote e'\\x01', delimiter e'\\x02')", stdin=file)
        extra = ", '{\"project_id\": %d}'::jsonb" % project if owner == "project_id" else ""
        w.sql("insert into loaded.%s select r.* from loaded.line l, jsonb_populate_record(null::loaded.%s, l.row%s) r"
              % (table, table, extra.replace(", ", " || ", 1)))
        w.sql("delete from loaded.line")
        names = w.value("select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = 'forge.%s'::regclass "
                        "and attnum > 0 and not attisdropped and attname not in ('path', 'changed_at', 'owner_iid') "
                        "and not (attrelid = 'forge.notes'::regclass and attname in ('merge_request_iid', 'issue_iid'))" % table)
        if table == "notes":
            names += ", path"
        here = "select %s from forge.%s where %s" % (names, table, "%s = %d" % (owner, project) if owner else
                                                    "id in (select forge.people_of(%d))" % project)
        there = "select %s from loaded.%s" % (names, table)
        for one, other in ((here, there), (there, here)):
            expect_equal(w.number("select count(*) from (%s except all %s) d" % (one, other)), 0, table)


def check_git(w, folder, project=1):
    """The bundles, cloned by git, have the refs, the objects and the HEAD of the store."""
    for kind in ("code", "wiki"):
        store, bundle = w.repository(project, kind), os.path.join(folder, kind + ".bundle")
        expect_equal(os.path.exists(bundle), os.path.isdir(store), kind)
        if not os.path.exists(bundle):
            continue
        clone = os.path.join(w.directory, "clone-%s-%d.git" % (kind, project))
        command("rm", "-rf", clone)
        command("git", "clone", "--quiet", "--mirror", bundle, clone)
        command("git", "-C", clone, "fsck", "--connectivity-only")
        listing = ("for-each-ref", "--format=%(objectname) %(refname)")
        expect_equal(command("git", "-C", clone, *listing), command("git", "-C", store, *listing), kind)
        expect_equal(command("git", "-C", clone, "symbolic-ref", "HEAD"), command("git", "-C", store, "symbolic-ref", "HEAD"), kind)


def check_files(folder):
    """Attachments and large files have the bytes that their rows say."""
    for table, column in (("attachments", "sha256"), ("lfs_objects", "oid")):
        for row in lines(folder, table):
            with open(os.path.join(folder, row["path"]), "rb") as file:
                content = file.read()
            expect_equal((hashlib.sha256(content).hexdigest(), len(content)), (row[column], row["size_bytes"]), row)
