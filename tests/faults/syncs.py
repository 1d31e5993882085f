"""Syncs under fire, with people at work between them: at the end all is as a fresh import has it."""

import os
import shutil
import sys
import time

from arena import Arena, difference
from harness import SERVER, Failure, expect_equal

sys.path.insert(0, SERVER)
from changes import Changes

SOURCE, CREDENTIAL = "acme/widgets", "acme-token"


def go_on(w, there, dice):
    """Some of what people do, each operation on a pull request of chance."""
    pulls = [row["id"] for row in there._load("pullrequests.json") if row["state"] == "OPEN"]
    talked = [iid for iid in pulls if [row for row in there._load("comments", "%d.json" % iid)
                                       if not row["deleted"] and not row["pending"]]]
    some = lambda iid: dice.choice([row["id"] for row in there._load("comments", "%d.json" % iid)
                                    if not row["deleted"] and not row["pending"]])
    for _ in range(dice.randrange(2, 6)):
        iid, other = dice.choice(pulls), dice.choice(talked)
        dice.choice([lambda: there.say(iid, "said at %s" % there.now()), lambda: there.edit(other, some(other)),
                     lambda: there.resolve(other, some(other)), lambda: there.reopen(other, some(other)),
                     lambda: there.finish(iid, there.ask(iid)), lambda: there.ask(iid), lambda: there.approve(iid),
                     lambda: there.withdraw(iid), lambda: there.retitle(iid, "Title of %s" % there.now()),
                     lambda: there.open(iid, "One more"),
                     lambda: there.git("branch", "work-%d" % dice.randrange(10 ** 9), "main")])()


def live(text):
    """Lines of a snapshot without what has vanished."""
    return [line for line in text.splitlines() if '"vanished_at": "' not in line]


def fresh(w):
    """The rows that an import has which begins with nothing, of the same Bitbucket."""
    made = Arena()
    try:
        shutil.rmtree(made.data)
        shutil.copytree(w.data, made.data)
        made.insert(SOURCE, CREDENTIAL, comments="lists")
        made.work(2)
        expect_equal(made.state(1)[0], "finished", made.worker_log())
        return live(made.snapshot())
    finally:
        made.close()


def under_fire(w, cluster, dice, restarts):
    """A sync: kill -9 of a worker every 100 ms, and PostgreSQL stopped at once so many times."""
    number, strikes, until = w.insert(SOURCE, CREDENTIAL, mode="sync"), 0, time.monotonic() + 120
    while not w.is_over():
        w.man(3)
        time.sleep(0.1)
        w.crew[dice.randrange(len(w.crew))].kill()
        strikes += 1
        if restarts > 0 and dice.random() < 0.3:
            cluster.stop()
            cluster.start()
            restarts -= 1
            strikes += 1
        if strikes > 60:  # it must come to an end, too
            w.finish()
        if time.monotonic() > until:
            raise Failure("no end: %s" % w.sql("select * from brigade.stage_progress where run_id = %d" % number))
    w.rest()
    expect_equal((w.state(number)[0], w.failures(number)), ("finished", []), w.worker_log())
    w.recount()
    return strikes


def syncs(cluster, dice, rounds):
    """kill -9 every 100 ms and PostgreSQL restarted through syncs with changes between them: as a fresh import has it"""
    w = Arena(delay_ms=5)
    try:
        w.insert(SOURCE, CREDENTIAL, comments="lists")
        w.work(2)
        there = Changes(os.path.join(w.data, SOURCE))
        strikes = 0
        for _ in range(rounds):
            go_on(w, there, dice)
            strikes += under_fire(w, cluster, dice, 1)
        found, wanted = live(w.snapshot()), fresh(w)
        if found != wanted:
            raise Failure("rows differ from those of a fresh import:\n%s" % difference(wanted, found))
        return strikes, rounds
    finally:
        w.close()


RUNS = {"syncs": (syncs, 2, 10)}
