"""What the stories of archives share: a zip is written, imported, and looked at."""

import hashlib
import os
import sys

sys.dont_write_bytecode = True

from harness import SERVER, expect, expect_equal

sys.path.insert(0, SERVER)
import issue_export


def export_path(w, name="export.zip"):
    return os.path.join(w.directory, name)


def imported(w, document, files=(), old=False, source="acme/tiny", workers=1):
    """Imports a document; the number of the import."""
    issue_export.write(export_path(w), document, files, old)
    number = w.insert(source, issues_export=export_path(w))
    w.work(workers)
    return number


def expect_whole(w, number):
    expect_equal(w.failures(number), [])
    expect_equal(w.state(number)[0], "finished", w.state(number))
    expect_equal(w.sql("select * from brigade.reconciliation where not matches and run_id = %d" % number), [])
    w.recount()
    expect_equal(w.leftovers(), [])


def counts(w, *tables):
    return {table: w.number("select count(*) from forge." + table) for table in tables}


def expect_files(w, document, files):
    storage = w.environment["BRIGADE_STORAGE"]
    found = w.sql("select issue_iid, name, path, sha256, size_bytes from forge.attachments")
    wanted = {(str(row["issue"]), row["filename"]): files[row["path"]] for row in document["attachments"]}
    expect_equal(len(found), len(wanted))
    for issue, name, path, sha256, size in found:
        content = wanted[issue, name]
        expect_equal((hashlib.sha256(content).hexdigest(), str(len(content))), (sha256, size), name)
        with open(os.path.join(storage, path), "rb") as file:
            expect_equal(file.read() == content, True, path)
        expect(sha256 in path and name not in path, "a path made of a name", path)
    kept = {name for place in os.walk(os.path.join(storage, "attachments")) for name in place[2]}
    expect_equal(kept, {row[3] for row in found})
