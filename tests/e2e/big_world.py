"""A Bitbucket with one big project, and what it must come to here: what the stories of requests share."""

import json
import os
import re
import sys

from harness import SERVER, World, command, expect, expect_equal

sys.path.insert(0, SERVER)
import readings  # noqa: E402

PULL_REQUESTS = os.environ.get("PULL_REQUESTS")  # of all worlds, in the long form
FEW = int(PULL_REQUESTS or 150)  # of worlds for one flaw each
MANY = int(PULL_REQUESTS or 400)  # where bounds are asserted in the short form
SAMPLE = 2 * 64  # requests that do not shrink with the project, both ways


class Big(World):
    """A world whose Bitbucket has one big project."""

    def __init__(self, pull_requests):
        self.pull_requests = pull_requests
        super().__init__()

    def make_sample(self):
        command(os.path.join(SERVER, "generate"), self.data, "--pull-requests", self.pull_requests,
                "--comments", self.pull_requests * 3, "--seed", 7)

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.close()


def load(w, name):
    with open(os.path.join(w.data, "acme", "big", name)) as file:
        return json.load(file)


def rest(w):
    """Requests to the API since the journal was looked away from."""
    return [entry for entry in w.journal()[getattr(w, "seen", 0):] if entry["path"].startswith("/2.0/")]


def look_away(w):
    w.seen = len(w.journal())


def lists_read(w):
    """Numbers of the pull requests whose comments were asked for, since the journal was looked away from."""
    found = (re.search(r"/pullrequests/(\d+)/comments[?]", entry["path"]) for entry in rest(w))
    return {int(match.group(1)) for match in found if match}


def truth(w, folder):
    """Ids of all comments or tasks of the world."""
    home = os.path.join(w.data, "acme", "big", folder)
    found = {}
    for name in os.listdir(home):
        with open(os.path.join(home, name)) as file:
            found.update({row["id"]: row for row in json.load(file)})
    return found


def check_comments(w, lacks_leaves=False):
    """Every comment is here, once, and as its list shows it: text, edit, resolution, anchor, what it answers."""
    wanted = truth(w, "comments")
    answered = {row["parent"]["id"] for row in wanted.values() if "parent" in row}
    rows = w.sql("select n.source_id, n.body, n.deleted, n.resolved, to_char(n.updated_at at time zone 'UTC', "
                 "'YYYY-MM-DD\"T\"HH24:MI:SS.US'), to_char(n.resolved_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), "
                 "n.parent_source_id, case when n.anchored then n.path end, case when n.anchored then left(n.head_sha, 12) end, "
                 "u.uuid from forge.notes n left join forge.users u on u.id = n.author_id")
    have = {int(row[0]): row[1:] for row in rows}
    leaves = {key for key, row in wanted.items() if row["deleted"] and key not in answered}
    missing = set(wanted) - set(have)
    expect(not set(have) - set(wanted), "invented", sorted(set(have) - set(wanted))[:5])
    expect(missing <= (leaves if lacks_leaves else set()), "missing", sorted(missing - leaves)[:5])
    for key, row in have.items():
        made = wanted[key]
        resolved, anchor = made.get("resolution"), made.get("inline")
        expect_equal(row, [made["content"]["raw"], "t" if made["deleted"] else "f", "t" if resolved is not None else "f",
                           made["updated_on"][:26], resolved["created_on"][:26] if resolved else None,
                           str(made["parent"]["id"]) if "parent" in made else None, anchor["path"] if anchor else None,
                           anchor["src_rev"] if anchor else None, made["user"]["uuid"]], key)
    return missing


def check_tasks(w, only=None):
    wanted = {key for key, row in truth(w, "tasks").items() if only is None or only(row)}
    have = {int(row[0]) for row in w.sql("select source_id from forge.tasks")}
    expect_equal(have, wanted, "tasks")


def omissions(w):
    return dict(w.sql("select key, message from brigade.omissions where stage = 'pull_requests_notes'"))


def imported(w, settings=None, workers=2, **columns):
    """An import of the big project; returns (number, requests)."""
    if settings:
        w.control("settings", settings)
    number = w.insert("acme/big", "acme-token", **columns)
    w.work(workers)
    expect_equal(w.state(number)[0], "finished", w.worker_log())
    expect_equal(w.failures(number), [])
    w.recount()
    return number, len(rest(w))


def decided(w, number):
    return dict(w.sql("select property, decided from brigade.calibrations where run_id = %d" % number))


def bound(most, pull_requests):
    """The bound for 2,000 pull requests, for a project that is smaller: the sample is the same."""
    return (most - SAMPLE) * pull_requests // 2000 + SAMPLE + (10 if pull_requests < 2000 else 0)


def forget(w):
    """As if nothing had ever been imported."""
    w.sql("delete from brigade.imports")
    w.sql("delete from forge.projects")
    w.sql("delete from brigade.request_counts")
    w.sql("delete from brigade.budgets")
    look_away(w)
    w.control("settings", {"forget": True, **{name: None for name in readings.SETTINGS}})


def lists_alone(w):
    """Requests of an import that reads the comments of what shows something and the tasks of all from lists."""
    pulls, activity = load(w, "pullrequests.json"), len(load(w, "activity.json"))
    talked = {entry["pull_request"]["id"] for entry in load(w, "activity.json") if "comment" in entry}
    shown = sum(1 for pull in pulls if pull["comment_count"] or pull["task_count"] or pull["id"] in talked)
    return -(-len(pulls) // 50) + -(-activity // 50) + shown + len(pulls) + 15
