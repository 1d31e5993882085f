"""Faults on request: rules that say which answers are spoilt, and the table of named faults.

A rule, as posted to /_control/faults:

    {"match": "regex on path and query", "nth": 1, "times": 1, "fault": {"name": ..., options}}

The fault strikes from the nth matching request on, `times` times (-1: for ever). Instead of a
name a fault may give the answer itself: {"status": 503, "body": "", "headers": {}}. A body that
is no text is sent as JSON. Named faults are functions (answer, strike) -> answer in
faults_json.py (what the body says), faults_wire.py (how it is sent) and faults_git.py (what git's
protocol says).
"""

import email.utils
import json
import re
import threading
import time

import answers
import faults_json
import faults_wire

PLAIN = "plain"


def plain(_answer, strike):
    """An answer given in full: status, body, headers, content_type."""
    body = strike.options.get("body", "")
    if not isinstance(body, str):
        body = json.dumps(body)
    kind = answers.JSON if body[:1] in ("{", "[") else "text/plain"
    return answers.Answer(strike.options.get("status", 200), body.encode(),
                          strike.options.get("content_type", kind), strike.options.get("headers"))


def rate_limited(_answer, strike):
    """429; retry_after: seconds or any text, "date+N" for an HTTP date, absent for no header."""
    found = answers.rate_limited()
    wait = strike.options.get("retry_after")
    if isinstance(wait, str) and wait.startswith("date"):
        wait = email.utils.formatdate(time.time() + int(wait[4:] or 0), usegmt=True)
    if wait is not None:
        found.headers["Retry-After"] = str(wait)
    found.status = strike.options.get("status", 429)
    return found


def expired(_answer, _strike):
    """401 with the recorded message."""
    return answers.unauthorized()


def removed(_answer, _strike):
    """410 with the recorded message of the issue tracker."""
    return answers.removed("CHANGE-3071")


def no_such_object(_answer, strike):
    """404 as recorded for a pull request that is not there; `status` 410 and `words` are other ways to say so."""
    return answers.text(strike.options.get("status", 404), strike.options.get("words", "Not Found"))


def no_access(_answer, _strike):
    """404 of a repository that is not there or not for the caller: nobody can tell which."""
    return answers.error(404, answers.NO_ACCESS)


def lacks_scope(_answer, strike):
    """403 that names the scopes that are `required` and those that are `granted`."""
    return answers.error(403, answers.LACKS_SCOPE, {"required": strike.options.get("required", ["pullrequest"]),
                                                    "granted": strike.options.get("granted", ["repository"])})


def renamed(_answer, strike):
    """301 of a repository or a workspace: its address is that of `to` now."""
    return answers.Answer(301, headers={"Location": "%s/2.0/repositories/%s" % (strike.base, strike.options["to"])})


def redirect(_answer, strike):
    """302 to `to` (default: another host); "self" makes a loop."""
    to = strike.options.get("to", "https://evil.example/2.0/")
    if to == "self":
        to = strike.base + strike.target
    return answers.Answer(strike.options.get("status", 302), headers={"Location": to})


TABLE = {"plain": plain, "rate_limited": rate_limited, "expired": expired, "removed": removed,
         "no_such_object": no_such_object, "no_access": no_access, "lacks_scope": lacks_scope,
         "renamed": renamed, "redirect": redirect, **faults_json.TABLE, **faults_wire.TABLE}


class Strike:
    """One fault striking: its options, what was asked, and a memory that the rule keeps."""

    def __init__(self, rule, base, target):
        self.options, self.memory = rule["fault"], rule["memory"]
        self.name = self.options.get("name", PLAIN)
        self.base, self.target = base, target

    def apply(self, answer):
        return TABLE[self.name](answer, self)


class Faults:
    def __init__(self):
        self.rules = []
        self.lock = threading.Lock()

    def set(self, rules):
        """Adds rules; refuses (ValueError) what does not make sense."""
        made = []
        for rule in rules:
            name = rule["fault"].get("name", PLAIN)
            if name not in TABLE:
                raise ValueError("no fault is named %s" % name)
            made.append({"pattern": re.compile(rule["match"]), "nth": rule.get("nth", 1),
                         "times": rule.get("times", 1), "fault": rule["fault"],
                         "seen": 0, "struck": 0, "memory": {}})
        with self.lock:
            self.rules += made

    def clear(self):
        with self.lock:
            self.rules = []

    def strike(self, base, target):
        """The fault for this request, if any: every rule counts, the first due one strikes."""
        found = None
        with self.lock:
            for rule in self.rules:
                if not rule["pattern"].search(target):
                    continue
                rule["seen"] += 1
                due = rule["seen"] >= rule["nth"] and rule["struck"] != rule["times"]
                if due and found is None:
                    rule["struck"] += 1
                    found = Strike(rule, base, target)
        return found
