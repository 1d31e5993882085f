"""Bitbucket taken away, and answers that are late, cut, false or refused, on any page, once and for good.

Whatever an answer was, an import ends like the undisturbed one, or it says that it did not: then
what failed is taken up again, or the source imported again, and the end is the same after all.
"""

import contextlib
import os
import re
import signal
import time

import arena as ground
import lanes
from harness import Failure, sessions
from processes import arena

# Numbers: those of reliability.md 4.2. What goes by is asked for again at once by the same job.
GOES_BY = (
    [{"name": "rate_limited", "retry_after": wait} for wait in (1, "date+1", -5, "soon", "9" * 30)]  # 1, 2, 4
    + [{"name": "rate_limited"}]  # 3
    + [{"status": status, "body": "no"} for status in (500, 502, 503, 504, 408)]  # 5-8
    + ["html", "empty", "invalid_json", "half_json", "truncated", "truncated_no_length", "truncated_chunked",  # 14-20
       "bad_chunk", "negative_length", "gzip_cut", "header_flood", "endless_1xx", "http09", "reset",  # 21-35
       "reset_body", {"name": "stall", "seconds": 1}, {"name": "stall_body", "seconds": 1}])
# What does not go by: the item fails, or is not there, or the credential is at fault, and that is said.
STAYS = (
    ["expired", "removed", "redirect", "next_host", "next_http", "next_port", "next_userinfo", "next_same",  # 9-12, 41-53
     "next_cycle", "next_path", "next_file", "next_long", "not_a_page", "deep", "nan", "huge_integer",
     "huger_integer", "huge_float", "gzip_bomb", "double_gzip", "unknown_encoding", "two_lengths", "short_length"]
    + [{"status": status, "body": "no"} for status in (204, 400, 403, 404, 422)])  # 10-16
# What nobody can tell from the truth, or what is mended on the way: the next import brings the truth.
LIES = ["invalid_utf8", "overlong_utf8", "surrogate_utf8", "nul_escape", "nul_byte", "null_values", "wrong_types",
        "duplicate_row", "drop_row", "size_lies", "duplicate_keys", "next_missing"]  # 55-60
# Combinations of the short form; and how many of the long form go on at once: they wait as much as they work.
SHORT = 24
LANES = 2 * (os.cpu_count() or 1)
GIT = ["git_truncated", "git_ended", "git_corrupt", "reset", "html", "truncated", "redirect",
       {"status": 500, "body": "no"}, {"status": 503, "body": "no"}]


def pages(paths):
    """The first, a middle and the last of the pages of a list."""
    return [paths[number] for number in sorted({0, len(paths) // 2, len(paths) - 1})]


def places():
    """[(API request or not, regex)]: for each kind of list the longest one, its first, middle and last page."""
    lists, longest = {}, {}
    for entry in ground.undisturbed_journal:
        lists.setdefault(entry["path"].partition("?")[0], []).append(entry["path"])
    for name, paths in lists.items():
        kind = re.sub("/[0-9]+(?=/|$)", "/N", name)
        if len(paths) > len(longest.get(kind, ())):
            longest[kind] = paths
    return [(path.startswith("/2.0/"), "^" + re.escape(path) + "$")
            for kind in sorted(longest) for path in pages(longest[kind])]


def combinations():
    """Every fault at every place, once and for good."""
    found = []
    for is_api, match in places():
        for faults, goes_by in ((GOES_BY, True), (STAYS + LIES, False)) if is_api else ((GIT, False),):
            for fault in faults:
                fault = {"name": fault} if isinstance(fault, str) else fault
                found += [(match, fault, times, goes_by) for times in (1, -1)]
    return found


def describe(combination):
    match, fault, times, _ = combination
    words = " ".join("%s=%s" % (name, value) for name, value in fault.items())
    return "%s at %s, %s" % (words, match, "once" if times == 1 else "for good")


def spoil(w, match, fault, times):
    """An import with a fault; what Bitbucket refuses for now and for good is given up after a while."""
    w.control("faults", [{"match": match, "nth": 1, "times": times, "fault": fault}])
    w.begin()
    until = time.monotonic() + 60
    while not w.is_over():
        w.man(1)
        time.sleep(0.05)
        if w.number("select count(*) from brigade.budgets where blocked_until > now()") > 0:
            if times < 0:  # 429, or no connection, for good: the import waits, as it should
                w.clear_faults()
            w.forget_waits()
        if time.monotonic() > until:
            raise Failure("no end: %s" % w.sql("select * from brigade.stage_progress"))
    w.rest()
    w.clear_faults()


def differences(found):
    return [name for name, wanted in ground.reference().items() if found[name] != wanted]


def is_honest(w):
    """Whether an import says that it is not whole, or what it changed."""
    state, verdict, error = w.state(w.run_id)
    notes = w.sql("select 1 from brigade.omissions where run_id = %d" % w.run_id)
    sanitised = w.number("select count(*) from forge.notes where sanitised") + w.number(
        "select count(*) from forge.merge_requests where sanitised")
    return ((state in ("failed", "paused") and error) or verdict == "incomplete"
            or len(notes) > len(ground.reference()["notes"]) or sanitised > 0)


def mend(w):
    """Takes up again what was given up; what was not noticed, another import of the same source brings."""
    state = w.state(w.run_id)[0]
    if state == "paused":
        w.sql("select brigade.resume(%d)" % w.run_id)
    elif state == "failed" or w.failures(w.run_id):
        w.sql("select brigade.retry(%d)" % w.run_id)
    w.finish()
    if differences(w.outcome()):
        w.run_id = w.insert(ground.SOURCE, ground.CREDENTIAL)
        w.finish()


def is_lie(fault):
    return fault.get("name") in LIES


def endure(w, combination):
    """One import with one fault, and the check."""
    match, fault, times, goes_by = combination
    spoil(w, match, fault, times)
    found = w.outcome()
    different = differences(found)
    if different and goes_by and times == 1:
        raise Failure("%s differ although it went by\n%s" % (different, "\n".join(
            ground.difference(ground.reference()[name], found[name]) for name in different)))
    if different and not is_lie(fault) and not is_honest(w):
        raise Failure("%s differ, and nothing says so" % different)
    if different:
        w.check_clean()
        mend(w)
        found = None
    w.check(found)


def endure_and_tell(w, combination):
    try:
        with sessions.keep():  # nobody takes PostgreSQL away here
            endure(w, combination)
    except Failure as reason:
        raise Failure("%s:\n%s" % (describe(combination), reason)) from None


def http(dice, rounds, only, skip):
    """HTTP faults on first, middle and last pages, once and for good"""
    ground.reference()
    every = combinations()
    chosen = [one for one in dice.sample(every, min(rounds, len(every))) if re.search(only, describe(one))][skip:]
    lanes.perform_all(chosen, LANES if len(chosen) > SHORT else 1, lambda: contextlib.closing(ground.Arena(max_attempts=3)), endure_and_tell, "http")
    print("# %d of %d combinations of %d places" % (len(chosen), len(every), len(places())), flush=True)
    return len(chosen), len(chosen)


def down(dice, rounds):
    """no connection to Bitbucket, for a while: no attempt spent"""
    with arena(delay_ms=10) as w:
        port = w.url.rsplit(":", 1)[1]

        def strike():
            time.sleep(dice.uniform(0.05, 0.5))
            w.server.kill()
            w.server.wait()
            time.sleep(dice.uniform(0.2, 1))
            w.start_server("--listen", "127.0.0.1:" + port, "--delay", "10")
            w.forget_waits()
            return 1

        return rounds, w.disturb(3, strike, rounds)


def silent(dice, rounds):
    """a Bitbucket that takes connections and says nothing, for a while"""
    with arena(delay_ms=10) as w:
        def strike():
            time.sleep(dice.uniform(0.05, 0.5))
            w.server.send_signal(signal.SIGSTOP)
            time.sleep(dice.uniform(1, 3))
            w.server.send_signal(signal.SIGCONT)
            w.forget_waits()
            return 1

        return rounds, w.disturb(3, strike, rounds)


RUNS = {"down": (down, 2, 15), "silent": (silent, 1, 10), "http": (http, SHORT, 100000)}  # all
