"""Lawful shapes on request: rules that change what files of the data directory hold, before lists are paged.

A rule, as posted to /_control/shapes:

    {"file": "regex on the path below DIR", "shape": name, options}

`ids` or `at` (a place in the list) says which rows it changes; without them, all. What stands in an answer alone, such as a status or a page of
HTML, is a fault (faults.py), and what bends counts or the activity stream a setting (readings.py).
"""

import re
import threading

import shapes
from people import NAMED

DAY = "2026-01-02T03:04:05.678901+00:00"


def large(row, rule):
    """A text of `megabytes`: the description, what a comment says, or anything else; with `html`, what it looks like."""
    text = "x" * int(rule["megabytes"] * 1e6)
    if rule.get("html"):
        return in_html(row, text)
    if isinstance(row.get("content"), dict):
        return {**row, "content": {**row["content"], "raw": text}}
    return {**row, "description" if "description" in row else "padding": text}


def in_html(value, text):
    if not isinstance(value, dict):
        return value
    return {key: text if key == "html" and isinstance(part, str) else in_html(part, text) for key, part in value.items()}


def keyless(row, rule):
    """The element lacks what it is known by: `key`, or else slug, id, name or user."""
    names = [rule["key"]] if "key" in rule else [name for name in ("slug", "id", "name", "user") if name in row][:1]
    names += ["full_name"] if names == ["slug"] else []
    return {key: value for key, value in row.items() if key not in names}


def nameless(value, rule):
    """People have a name and neither uuid nor account_id; with `unnamed`, not even a name."""
    if isinstance(value, list):
        return [nameless(part, rule) for part in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") in ("user", "app_user") and "account_id" in value:
        name = {} if rule.get("unnamed") else {"display_name": value["display_name"]}
        return {"type": value["type"], **name, "links": {}}
    return {key: nameless(part, rule) for key, part in value.items()}


def reviewed(row, rule):
    """An approval by a person, as `user` says who."""
    return {**row, "participants": row["participants"] + [
        shapes.participant(rule["user"], rule.get("role", "PARTICIPANT"), "approved")]}


def timeless(row, _rule):
    """Times that nobody can read."""
    return {**row, "created_on": "last tuesday", "updated_on": 5}


def saying(row, rule):
    """Other values for some keys, such as a type that nobody expects."""
    return {**row, **rule["values"]}


def draft(row, rule):
    """An unpublished comment of `of` (default ada), which the server shows to that person alone."""
    return {**row, "pending": True, "user": NAMED[rule.get("of", "ada")]}


def resolved_empty(row, _rule):
    """A thread that is resolved, and nothing says when or by whom."""
    return {**row, "resolution": {}}


def entries_of_one_instant(rows, rule):
    """So many (`count`) entries of one kind, instant and person before the others in the activity stream."""
    told = [{"pull_request": {"id": rule.get("id", 1), "title": "x"},
             "update": {"date": DAY, "state": "OPEN", "author": NAMED["ada"],
                        "changes": {"title": {"old": str(n), "new": str(n + 1)}}}} for n in range(rule.get("count", 2))]
    return told + rows


def entries_of_other_kinds(rows, rule):
    """Entries of the activity stream of a kind that is not known (`kind`), and of none."""
    return rows + [{"pull_request": {"id": 1}, rule.get("kind", "merge_queue"): {"date": DAY}}, {"pull_request": {"id": 2}}]


def files_of_one_name(rows, rule):
    """The first attachment as often as `count` says: each has an address and bytes of its own (storage.py)."""
    others = [row for row in rows if row["name"] != rows[0]["name"]]
    return [shapes.attachment_twin(rows[0], n) for n in range(1, rule.get("count", 2) + 1)] + others


def elements_twice(rows, rule):
    """One more row like the first, with another id."""
    return rows + [{**rows[0], "id": rows[0]["id"] + rule.get("distance", 900)}]


ROWS = {"large": large, "keyless": keyless, "nameless": nameless, "reviewed": reviewed, "timeless": timeless, "saying": saying, "draft": draft,
        "resolved_empty": resolved_empty}
LISTS = {"entries_of_one_instant": entries_of_one_instant, "entries_of_other_kinds": entries_of_other_kinds,
         "files_of_one_name": files_of_one_name, "elements_twice": elements_twice}


class Shapes:
    def __init__(self):
        self.rules, self.lock = [], threading.Lock()

    def set(self, rules):
        """Adds rules; refuses (ValueError) what does not make sense."""
        made = []
        for rule in rules:
            if rule["shape"] not in (*ROWS, *LISTS):
                raise ValueError("no shape is named %s" % rule["shape"])
            made.append({**rule, "pattern": re.compile(rule["file"])})
        with self.lock:
            self.rules += made

    def clear(self):
        with self.lock:
            self.rules = []

    def of(self, path):
        """The rules for a file, in the order in which they were set."""
        with self.lock:
            return [rule for rule in self.rules if rule["pattern"].search(path)]


def _changed(rule, row, place):
    number = row.get("id", (row.get("pull_request") or {}).get("id"))
    is_meant = number in rule.get("ids", (number,)) and place == rule.get("at", place)
    return ROWS[rule["shape"]](row, rule) if is_meant else row


def changed(rules, row):
    """The object of a file that holds one."""
    for rule in rules:
        row = _changed(rule, row, 0)
    return row


def changed_list(rules, rows):
    """All rows of a list: the small lists of tests alone are changed."""
    for rule in rules:
        rows = LISTS[rule["shape"]](rows, rule) if rule["shape"] in LISTS else [
            _changed(rule, row, place) for place, row in enumerate(rows)]
    return rows
