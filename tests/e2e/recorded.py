"""The recorded answers of tests/fixtures, taken apart into objects, and laid out for tests/server.

An object keeps what it says; only numbers are changed: a pull request gets one of its own, a
comment or task another one where two recordings share it, an activity entry that of its pull
request. Comments and tasks go to a host: a pull request made for each origin, which shows that it
has some.
"""

import copy
import json
import os

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIXTURES = os.path.join(TOP, "tests", "fixtures")
FIRST_NUMBER, FIRST_HOST, FIRST_SPARE = 101, 901, 990000001
STATES = ("OPEN", "MERGED", "DECLINED", "SUPERSEDED")  # jfrog's test invented another


def is_error(value):
    return value.get("type") == "error" or set(value) == {"message"}


# What an object is, by what it has: old recordings have no `type`. The first that fits.
SHAPES = (
    ("error", is_error),
    ("entry", lambda value: isinstance(value.get("pull_request"), dict)),
    ("pull_request", lambda value: {"source", "destination", "title", "state", "id"} <= set(value)),
    ("issue", lambda value: {"reporter", "kind", "priority", "title", "id"} <= set(value)),
    ("issue_change", lambda value: {"changes", "issue", "id"} <= set(value)),
    ("task", lambda value: {"creator", "content", "id"} <= set(value)),
    ("comment", lambda value: {"user", "content", "id"} <= set(value)),
    ("repository", lambda value: {"scm", "full_name", "uuid", "created_on"} <= set(value)),
    ("permission", lambda value: value.get("type") == "repository_permission"),
    ("membership", lambda value: {"user", "workspace", "permission"} <= set(value)),
    ("participant", lambda value: {"user", "role"} <= set(value)),
    ("resolution", lambda value: value.get("type") == "comment_resolution"),
    ("account", lambda value: {"display_name", "uuid", "type"} <= set(value)),
    ("headers", lambda value: "x-ratelimit-reset" in value),
)


def parts(value):
    """The objects of an answer: of a page, of a webhook, or it itself."""
    if isinstance(value, list):
        return [part for element in value for part in parts(element)]
    if not isinstance(value, dict):
        return []
    if isinstance(value.get("values"), list):
        return parts(value["values"])
    if "actor" in value:  # a webhook
        return [value["pullrequest"], value["actor"]]
    return [value]


def exchange(value):
    """(status, body) of a recording; whole exchanges say the status."""
    if not isinstance(value, dict) or "status" not in value or "request" not in value:
        return None, value
    status = value["status"]
    status = status["code"] if isinstance(status, dict) else status
    return status, value.get("body", value.get("body_text"))


class Recorded:
    """objects: {shape: [(origin, object)]}; errors: [(file, status or None, body)]; silent: files
    without any object; unknown: files with one that fits no shape."""

    def __init__(self):
        self.objects = {shape: [] for shape, _ in SHAPES}
        self.errors, self.silent, self.unknown = [], [], []
        for place, _, names in sorted(os.walk(FIXTURES)):
            for name in sorted(names):
                if name.startswith("db-"):  # an issue export: tests/e2e/archive
                    continue
                self.read(os.path.basename(place), os.path.join(place, name))

    def read(self, origin, path):
        with open(path, encoding="utf-8") as file:
            status, body = exchange(json.load(file))
        name = os.path.relpath(path, FIXTURES)
        if isinstance(body, str):
            self.errors.append((name, status, body))
        elif not parts(body):
            self.silent.append(name)
        for value in parts(body):
            shape = next((shape for shape, fits in SHAPES if fits(value)), None)
            if shape == "error":
                self.errors.append((name, status, value))
            elif shape is None:
                self.unknown.append(name)
            else:
                self.objects[shape].append((origin, value))


class Layout:
    """The objects as one repository of the test server: what it will say, with final numbers."""

    def __init__(self, recorded, host):
        self.host = host
        self.numbers = {}  # (origin, recorded number): number
        self.hosts = {}    # origin: number
        self.pull_requests, self.entries = [], []
        self.comments, self.tasks = {}, {}  # by number of the pull request
        self.used = set()
        self.spare = FIRST_SPARE
        objects = recorded.objects
        for origin, value in objects["pull_request"]:
            self.add_pull_request(origin, value)
        for origin, value in objects["participant"]:
            self.find_host(origin)["participants"].append(value)
        self.add_all(objects["comment"], self.comments)
        self.add_all(objects["task"], self.tasks)
        for origin, value in objects["resolution"]:
            self.add_resolved(origin, value)
        for origin, value in objects["entry"]:
            self.add_entry(origin, value)
        self.issues = [dict(value, id=FIRST_NUMBER + number)
                       for number, (_, value) in enumerate(objects["issue"])]
        self.changes = [value for _, value in objects["issue_change"]]
        self.members = self.by_person([value for _, value in objects["membership"]] + [
            {"type": "workspace_membership", "user": value} for _, value in objects["account"]])
        self.permissions = self.by_person([value for _, value in objects["permission"]])

    def by_person(self, values):
        """Each person once, as in a list of the API."""
        return list({value["user"]["uuid"]: value for value in values}.values())

    def add_pull_request(self, origin, value):
        value = copy.deepcopy(value)
        self.numbers.setdefault((origin, value["id"]), FIRST_NUMBER + len(self.pull_requests))
        value["id"] = FIRST_NUMBER + len(self.pull_requests)
        if value["state"] not in STATES:
            value["state"] = "OPEN"
        self.pull_requests.append(value)

    def find_host(self, origin):
        if origin not in self.hosts:
            self.hosts[origin] = FIRST_HOST + len(self.hosts)
            made = copy.deepcopy(self.host)
            made.update(id=self.hosts[origin], comment_count=1, participants=[], reviewers=[])
            self.pull_requests.append(made)
        return next(value for value in self.pull_requests if value["id"] == self.hosts[origin])

    def add_all(self, pairs, lists):
        for origin, value in pairs:
            value = copy.deepcopy(value)
            if value["id"] in self.used:
                value["id"] = self.spare
                self.spare += 1
            self.used.add(value["id"])
            lists.setdefault(self.find_host(origin)["id"], []).append(value)

    def add_resolved(self, origin, resolution):
        """Recorded by itself, as the answer to a click: a comment of the same origin gets it."""
        number = self.find_host(origin)["id"]
        made = dict(self.comments[number][0], id=self.spare, resolution=resolution)
        self.spare += 1
        self.comments[number].append(made)

    def add_entry(self, origin, value):
        """To its own pull request where that was recorded too; its comment goes into the list."""
        value = copy.deepcopy(value)
        number = self.numbers.get((origin, value["pull_request"]["id"]))
        if number is None:
            number = self.find_host(origin)["id"]
        value["pull_request"]["id"] = number
        self.entries.append(value)
        comment = value.get("comment")
        if comment is not None and comment["id"] not in self.used:
            self.used.add(comment["id"])
            self.comments.setdefault(number, []).append(comment)

    def issue_comments(self):
        """What stands beside each change in the list of comments."""
        return [{"type": "issue_comment", "id": value["id"], "content": value["message"],
                 "created_on": value["created_on"], "updated_on": None, "user": value["user"]}
                for value in self.changes]

    def write(self, directory, workspace):
        """Over a repository of the sample; `workspace` is the directory of its members."""
        number = self.issues[0]["id"]  # which has all the changes
        files = {"pullrequests": self.pull_requests, "activity": self.entries,
                 "permissions": self.permissions, "server": {"issues": True},
                 "issues": self.issues, "issue_changes/%d" % number: self.changes,
                 "issue_comments/%d" % number: self.issue_comments()}
        files.update(("comments/%d" % number, rows) for number, rows in self.comments.items())
        files.update(("tasks/%d" % number, rows) for number, rows in self.tasks.items())
        for folder in ("comments", "tasks"):
            for name in os.listdir(os.path.join(directory, folder)):
                os.unlink(os.path.join(directory, folder, name))
        for name, rows in files.items():
            dump(os.path.join(directory, name + ".json"), rows)
        dump(os.path.join(workspace, "members.json"), self.members)


def dump(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)
