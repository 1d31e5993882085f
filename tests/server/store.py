"""Reads the data directory; a changed file is read again, so a test may edit one at any time.

    DIR/credentials.json                     see credentials.py
    DIR/<workspace>/workspace.json           the workspace object
    DIR/<workspace>/members.json             array of memberships, `permission` included
    DIR/<workspace>/<slug>/
        repository.json                      the repository object
        server.json                          optional: {"wiki": bool, "issues": bool,
                                             "denied": status for everybody}
        permissions.json                     array of repository permissions
        pullrequests.json                    array of whole objects: reviewers, participants,
                                             rendered; the server hides what a list hides
        activity.json                        array, newest first
        comments/<id>.json, tasks/<id>.json  arrays of whole objects; no file: none
        issues.json, milestones.json, components.json, versions.json
        issue_comments/<id>.json, issue_changes/<id>.json, issue_attachments/<id>.json
        git.git, wiki.git                    bare repositories
        lfs/<oid>, attachments/<issue>/<name>

Any layout of JSON will do. An array written with one object a line is not kept in memory: only
the object asked for is parsed, which is what lets large generated projects be served.
Lawful shapes (lawful.py) change what a file holds, while a test asks for that.
"""

import json
import mmap
import os
import threading
from collections import OrderedDict

import lawful

CACHED_FILES = 2000
SMALL_BYTES = 1 << 20
INDEXED = ("id", "state", "created_on", "updated_on", "deleted")


class Rows:
    """A JSON array: `len` and index; `keys` has what filters and sorting need of each row."""

    def __init__(self, path=None, rows=None):
        self.parsed, self.view, self.spans, self.keys = rows, None, [], []
        self.places = None
        if path is None:
            self.keys = [index_keys(row) for row in rows or ()]
            return
        try:
            self._index_lines(path)
        except ValueError:
            with open(path, encoding="utf-8") as text:
                self.parsed = json.load(text)
            self.keys = [index_keys(row) for row in self.parsed]

    def _index_lines(self, path):
        with open(path, "rb") as raw:
            if raw.read(3) != b"[\n{":
                raise ValueError("not one object a line")
            self.view = mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ)
            if len(self.view) < SMALL_BYTES:
                self.view = self.view[:]  # as bytes: holds no file descriptor
        start, end = 2, self.view.rfind(b"]")
        while start < end:
            stop = self.view.find(b"\n", start)
            line = self.view[start:stop].rstrip(b",")
            self.keys.append(index_keys(json.loads(line)))
            self.spans.append((start, start + len(line)))
            start = stop + 1

    def __len__(self):
        return len(self.keys)

    def __getitem__(self, index):
        if self.parsed is not None:
            return self.parsed[index]
        start, end = self.spans[index]
        return json.loads(self.view[start:end])

    def place_of(self, number):
        """The index of the row with this id (as text), or None."""
        if self.places is None:
            self.places = {str(keys.get("id")): index for index, keys in enumerate(self.keys)}
        return self.places.get(number)


NO_ROWS = Rows()


def index_keys(row):
    """The few values of a row by which a list may be filtered or sorted."""
    if not isinstance(row, dict):
        return {}
    keys = {key: row[key] for key in INDEXED if key in row}
    about = row.get("pull_request")
    if isinstance(about, dict):
        keys["pull_request"] = about.get("id")
    if row.get("pending") and row.get("type") == "pullrequest_comment":
        keys["draft_of"] = (row.get("user") or {}).get("uuid")
    return keys


class Store:
    def __init__(self, directory):
        self.directory = os.path.abspath(directory)
        self.shapes = lawful.Shapes()
        self.cache = OrderedDict()  # (path, reader): (stamp, value)
        self.lock = threading.Lock()

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def load(self, *parts):
        """The value of a JSON file, None when there is none."""
        found, rules = self._read(self.path(*parts), _parse), self.shapes.of("/".join(parts))
        return lawful.changed(rules, found) if rules and isinstance(found, dict) else found

    def rows(self, *parts):
        """The array of a JSON file, empty when there is none."""
        found, rules = self._read(self.path(*parts), Rows), self.shapes.of("/".join(parts))
        if found is None:
            return NO_ROWS
        return Rows(rows=lawful.changed_list(rules, list(found))) if rules else found

    def _read(self, path, reader):
        try:
            stat = os.stat(path)
        except FileNotFoundError:
            return None
        stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        with self.lock:
            known = self.cache.get((path, reader))
            if known and known[0] == stamp:
                self.cache.move_to_end((path, reader))
                return known[1]
            value = reader(path)
            self.cache[path, reader] = (stamp, value)
            while len(self.cache) > CACHED_FILES:
                self.cache.popitem(last=False)
            return value

    def workspaces(self):
        return sorted(name for name in os.listdir(self.directory)
                      if os.path.isfile(self.path(name, "workspace.json")))

    def repositories(self, workspace):
        return sorted(name for name in os.listdir(self.path(workspace))
                      if os.path.isfile(self.path(workspace, name, "repository.json")))

    def find_workspace(self, name):
        """The directory of a workspace given by slug or {uuid}, or None."""
        for slug in self.workspaces():
            if name == slug or self.load(slug, "workspace.json")["uuid"] == name:
                return slug
        return None

    def find_repository(self, workspace, name):
        """(workspace, slug) of a repository given by slugs or {uuid}s, or None."""
        home = self.find_workspace(workspace)
        for slug in self.repositories(home) if home else ():
            if name == slug or self.load(home, slug, "repository.json")["uuid"] == name:
                return home, slug
        return None

    def server_setting(self, place, key, default=None):
        return (self.load(*place, "server.json") or {}).get(key, default)


def _parse(path):
    with open(path, encoding="utf-8") as text:
        return json.load(text)
