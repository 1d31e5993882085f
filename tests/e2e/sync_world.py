"""A project that was imported, people who go on with their work, and syncs: what the stories of syncs share."""

import json
import os
import sys
import time

from harness import SERVER, World, command, expect_equal

sys.path.insert(0, SERVER)
from changes import Changes  # noqa: F401: stories take it from here

SOURCE = "acme/widgets"
QUIET = 6  # repository, two pages of members, permissions, newest, stream
AUDIT = 3  # of the least budget: a page of the list, both lists of a pull request


def rest(w):
    """Requests to the API since the last look."""
    entries = [entry for entry in w.journal()[getattr(w, "seen", 0):] if entry["path"].startswith("/2.0/")]
    w.seen = len(w.journal())
    return entries


class Big(World):
    """A world whose Bitbucket has one big project."""

    source, pull_requests = "acme/big", 2000

    def make_sample(self):
        command(os.path.join(SERVER, "generate"), self.data, "--pull-requests", self.pull_requests,
                "--comments", self.pull_requests * 3, "--seed", 7)


def next_second():
    """The source tells its time in whole seconds: what is seen from now on is seen later than what was seen before."""
    time.sleep(1.05 - time.time() % 1)


def source(w):
    return getattr(w, "source", SOURCE)


def imported(w, comments="lists"):
    number = w.insert(source(w), "acme-token", comments=comments)
    w.work()
    expect_equal(w.state(number)[0], "finished", w.worker_log())
    rest(w)
    return number


def synced(w, workers=1):
    """(number, requests) of a sync, asked for by the verb."""
    number = int(w.brigade("sync", source(w)).split()[0])
    w.work(workers)
    expect_equal((w.state(number)[0], w.failures(number)), ("finished", []), w.worker_log())
    w.recount()
    return number, len(rest(w))


def changes_of(w, number):
    return {(row[0], row[1]): row[2] for row in w.sql(
        "select thing, key, what from forge.changes where run_id = %d" % number)}


def numbers(w):
    """Pull requests of the sample by the name of their oddity."""
    with open(os.path.join(w.data, "sample.json")) as file:
        return json.load(file)["oddities"]


def comments(w, iid):
    return [int(row[0]) for row in w.sql("select source_id from forge.notes where noteable_type = 'merge_request' and "
                                         "noteable_iid = %d and not deleted order by source_id" % iid)]


def settled(w):
    """Whether a full import finds nothing to change in what syncs left."""
    before = w.snapshot().splitlines()
    imported(w)
    after = w.snapshot().splitlines()
    expect_equal([line for line in before if line not in set(after)], [], "a full import has these otherwise")
    expect_equal([line for line in after if line not in set(before)], [], "a full import has these instead")


def work_on(w, moves):
    """Each kind of change once; returns the numbers of pull requests."""
    there, iid = Changes(os.path.join(w.data, SOURCE), moves), numbers(w)
    first = lambda name: next(row["id"] for row in there._load("comments", "%d.json" % iid[name]) if not row["deleted"])
    there.say(iid["open"], "one more word")
    there.edit(iid["replies"], first("replies"))
    there.delete(iid["merged"], first("merged"))
    there.resolve(iid["inline"], first("inline"))
    task = there.ask(iid["tasks"])
    there.finish(iid["tasks"], task)
    there.ask(iid["only-tasks"])
    there.approve(iid["draft"])
    there.retitle(iid["nul"], "A title without it")
    there.close(iid["app-user"])
    there.open(iid["open"], "A new one")
    there.git("branch", "topic/new", "main")
    return there, iid
