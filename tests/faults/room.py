"""No room on the disk: that of the repositories, and that of the tables."""

import contextlib
import os
import re
import time

from cluster import SmallDisk, server_directory
from harness import command, expect, expect_equal
from processes import arena

STORAGE_MIB = 1
# What PostgreSQL and git say about it; git does not always give the reason, but names the file.
FULL = "[Nn]o space left|could not extend|[Cc]ould ?n.t write|unable to (write|create)|cannot (write|create|lock)"
FILLING_S = 4


def tablespace(cluster, dice, rounds):
    """no room in the tablespace, for a while"""
    with contextlib.ExitStack() as stack:
        w = stack.enter_context(arena(delay_ms=10))
        place = server_directory(cluster.directory, "small-%s" % w.database)
        disk = SmallDisk(place, 48, server_owns=True)
        stack.callback(disk.close)
        server_directory(place, "space")
        cluster.sql("create tablespace small location '%s'" % os.path.join(place, "space"))
        stack.callback(lambda: cluster.sql("drop tablespace small"))
        stack.callback(lambda: command("dropdb", "--force", w.database))
        cluster.sql("alter database %s set tablespace small" % w.database)
        told = [0]

        def strike():
            disk.fill(dice.randrange(0, 300) * 1024)
            time.sleep(dice.uniform(0.5, 2))
            told[0] += bool(re.search(FULL, w.worker_log()))
            disk.empty()
            time.sleep(dice.uniform(0, 0.5))
            return 1

        imports = w.disturb(4, strike, rounds)
        expect(told[0] > 0, "no worker was told that the disk is full")
        return rounds, imports


def storage(dice, rounds):
    """no room for the repositories, for a while and for good"""
    with contextlib.ExitStack() as stack:
        w = stack.enter_context(arena(delay_ms=10))
        w.environment["BRIGADE_KEEP_FREE_MIB"] = "0"
        disk = SmallDisk(w.environment["BRIGADE_STORAGE"], STORAGE_MIB)
        with open(os.path.join(w.environment["BRIGADE_STORAGE"], ".place"), "w") as file:
            file.write(w.value("select storage_key from brigade.places where name = 'shared'"))
        stack.callback(disk.close)
        stack.callback(w.rest)
        told = 0
        for _ in range(rounds):
            disk.fill(dice.randrange(0, 60) * 1024)
            w.begin()
            told += wait_for_fullness(w)
            time.sleep(dice.uniform(0, 1))
            disk.empty()
            w.finish()
            w.check()
        expect(told > 0, "no job was told that the disk is full")
        for_good(w, disk)
        return rounds + 1, w.checked


def wait_for_fullness(w):
    """Whether a job was told; there may have been room enough."""
    until = time.monotonic() + FILLING_S
    while not w.is_over() and time.monotonic() < until:
        w.man(2)
        if w.number("select count(*) from brigade.jobs where last_error ~ '%s'" % FULL):
            return True
        time.sleep(0.05)
    return False


def for_good(w, disk):
    """The budget is spent, the failure names the reason, and retry mends it."""
    w.sql("update brigade.stages set max_attempts = 2")
    disk.fill(0)
    w.begin()
    w.finish()
    rows = w.failures(w.run_id)
    expect_equal(w.state(w.run_id)[:2], ("finished", "incomplete"), rows)
    expect(all(re.search(FULL, row[4]) for row in rows), "reasons that do not name the disk:", rows)
    w.rest()
    w.check_clean()
    disk.empty()
    w.number("select brigade.retry(%d)" % w.run_id)
    w.finish()
    w.check()


RUNS = {"storage": (storage, 2, 10), "tablespace": (tablespace, 2, 10)}
