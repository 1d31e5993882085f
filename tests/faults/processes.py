"""Workers that die, freeze, are told to stop, or are killed by what they read."""

import contextlib
import os
import re
import signal
import time

from arena import Arena, reference, undisturbed_journal
from harness import Failure, expect, expect_equal, wait_for

WORKERS = 6


@contextlib.contextmanager
def arena(**options):
    reference()
    made = Arena(**options)
    try:
        yield made
    finally:
        made.close()


def kill(dice, seconds):
    """kill -9 of a random worker every 20 to 100 ms"""
    with arena(delay_ms=10) as w:
        count, until = [0], [None]

        def strike():
            until[0] = until[0] or time.monotonic() + seconds
            for _ in range(10):  # to look whether the import is over takes longer than to kill
                time.sleep(dice.uniform(0.02, 0.1))
                w.crew[dice.randrange(len(w.crew))].kill()
                w.man(WORKERS)
                count[0] += 1
            return 1 if time.monotonic() > until[0] else 0

        imports = w.disturb(WORKERS, strike, 1)
        return count[0], imports


def freeze(dice, rounds):
    """SIGSTOP of random workers past their leases, then on again"""
    with arena(delay_ms=20) as w:
        def strike():
            time.sleep(dice.uniform(0.02, 0.3))
            frozen = dice.sample(w.crew, 2)
            for worker in frozen:
                worker.send_signal(signal.SIGSTOP)
            time.sleep(dice.uniform(1.1, 2))
            for worker in frozen:
                worker.send_signal(signal.SIGCONT)
            return len(frozen)

        return rounds, w.disturb(4, strike, rounds)


def stop(dice, rounds):
    """SIGTERM to random workers: attempts not spent"""
    with arena(delay_ms=20) as w:
        def strike():
            time.sleep(dice.uniform(0.02, 0.2))
            worker = dice.choice(w.crew)
            worker.terminate()
            expect(worker.wait(timeout=60) in (0, 75, -signal.SIGTERM),  # the last: before it could listen
                   "a worker told to stop ended with", worker.returncode)
            spent = w.sql("select stage, key, attempt, uncounted from brigade.jobs where state = 'ready' "
                          "and worker is null and attempt > uncounted")
            expect_equal(spent, [], "attempts that SIGTERM spent")
            return 1

        return rounds, w.disturb(4, strike, rounds)


# Poison: an answer never comes, and whoever waits for it is killed.

PLACES = (  # stage, key of the job, the request that it dies of
    ("pull_requests_notes", "34", "/pullrequests/34/comments"),
    ("pull_requests", "list/1", "/pullrequests[?]"),
    ("pull_requests", "activity/1", "/pullrequests/activity[?]pagelen=[0-9]+$"),
    ("users", "members/1", "/members[?]pagelen=[0-9]+$"),
    ("users", "permissions/1", "/permissions/repositories/"),
    ("repository", "code", "/git-upload-pack$"),
)
BUDGET = 3


def holder(w, stage, key):
    """Process id of the worker that has the job, of those that are ours."""
    name = w.value("select worker from brigade.jobs where state = 'ready' and stage = '%s' and key = '%s' "
                   "and worker is not null and run_after > clock_timestamp()" % (stage, key))
    pid = int(name.split(":")[1]) if name else 0
    return next((worker for worker in w.crew if worker.pid == pid), None)


def has_asked(w, match):
    return any(re.search(match, entry["path"]) for entry in w.journal())


def poison_one(w, stage, key, match):
    """Kills whoever takes the job up, until nobody may; returns how many were killed."""
    w.control("faults", [{"match": match, "nth": 1, "times": -1, "fault": {"name": "stall", "seconds": 600}}])
    w.begin()
    killed, until = 0, time.monotonic() + 120
    while not w.is_over():
        w.man(2)
        worker = holder(w, stage, key)
        if worker is not None:
            time.sleep(0.3)  # it asks, and waits; what it has beside this job is asked for too
            worker.kill()
            worker.wait()
            killed += 1
        time.sleep(0.02)
        if time.monotonic() > until:
            raise Failure("no end: %s" % w.sql("select * from brigade.stage_progress"))
    return killed


def poison(dice, rounds):
    """a job that kills its workers is buried after its budget, and everything else comes in"""
    places = PLACES if rounds > 1 else (PLACES[0], PLACES[-1])
    total = 0
    with arena(max_attempts=BUDGET) as w:
        for stage, key, match in places:
            killed = poison_one(w, stage, key, match)
            expect_equal(w.state(w.run_id)[:2], ("finished", "incomplete"), "a poisoned %s %s" % (stage, key))
            failures = w.failures(w.run_id)
            expect_equal([row[:2] for row in failures if row[2] == "crash"], [[stage, key]], "what was buried")
            # Commits of forks have nowhere to go while the repository is not there, and say so.
            others = [row for row in failures if row[2] != "crash"]
            expect(not others or stage == "repository" and all("the repository is not here" in row[4] for row in others), others)
            expect(killed >= BUDGET, killed, "workers were killed, the budget is", BUDGET)
            w.rest()
            w.check_counts()
            w.clear_faults()
            expect_equal(w.number("select brigade.retry(%d)" % w.run_id), len(failures))
            w.finish()
            w.check()
            total += killed
        return total, w.checked


RUNS = {"kill": (kill, 5, 60), "freeze": (freeze, 6, 40), "stop": (stop, 15, 100), "poison": (poison, 1, 2)}
