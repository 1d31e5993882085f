"""People going on with their work: each operation changes the files of one repository as Bitbucket would.

    changes = Changes("DIR/acme/widgets")             everything moves updated_on of its pull request
    changes = Changes("DIR/acme/widgets", moves=set())  nothing does but what makes an update
    changes.say(4, "one more thing"), changes.edit(4, comment), changes.resolve(4, comment) ...

`moves` names the operations that move updated_on; whatever makes an update entry (retitle, push, close, open)
always does. Files are replaced at once, so a server that reads meanwhile sees the old or the new.
"""

import datetime
import json
import os
import subprocess

import people
import shapes
from project import FIRST_COMMENT, FIRST_TASK, comment_entry, dump_lines

QUIET = {"say", "edit", "delete", "resolve", "reopen", "ask", "finish", "drop_task", "approve", "withdraw"}


class Changes:
    def __init__(self, directory, moves=frozenset(QUIET), person="ada"):
        self.directory, self.moves, self.person = directory, moves, people.NAMED[person]
        self.name = "/".join(directory.rstrip("/").split("/")[-2:])
        self.added = 0

    # -- files

    def _load(self, *parts):
        path = os.path.join(self.directory, *parts)
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def _save(self, rows, *parts):
        path = os.path.join(self.directory, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        dump_lines(path + ".new", rows)
        os.replace(path + ".new", path)

    def _pull(self, number, change=lambda pull: None, moves=True):
        """Changes a pull request; its counts are Bitbucket's, made of what is there."""
        rows = self._load("pullrequests.json")
        pull = next(row for row in rows if row["id"] == number)
        change(pull)
        comments, tasks = self._load("comments", "%d.json" % number), self._load("tasks", "%d.json" % number)
        pull["comment_count"] = sum(not (row["deleted"] or row["pending"]) for row in comments)
        pull["task_count"] = sum(row["state"] == "UNRESOLVED" for row in tasks)
        if moves:
            pull["updated_on"] = self.now()
        self._save(rows, "pullrequests.json")
        return pull

    def _enter(self, entry):
        self._save([entry] + self._load("activity.json"), "activity.json")

    def _rows(self, folder, number, change, operation):
        rows = self._load(folder, "%d.json" % number)
        change(rows)
        self._save(rows, folder, "%d.json" % number)
        self._pull(number, moves=operation in self.moves)
        return rows

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="microseconds")

    # -- comments

    def say(self, number, raw, reply=None):
        """A comment and its entry; returns its id."""
        pull = self._pull(number, moves=False)
        stub = shapes.pull_request_stub(self.name, number, pull["title"], pull["draft"])
        self.added += 1
        made = shapes.comment(self.name, stub, FIRST_COMMENT + 10 ** 7 + 16 * self.added, self.person, raw, self.now())
        if reply is not None:
            made["parent"] = shapes.comment_reference(self.name, number, reply)
        self._rows("comments", number, lambda rows: rows.append(made), "say")
        self._enter(comment_entry(made))
        return made["id"]

    def _comment(self, number, comment, change, operation):
        def apply(rows):
            made = next(row for row in rows if row["id"] == comment)
            change(made)
            entries = self._load("activity.json")
            for entry in entries:
                if isinstance(entry, dict) and (entry.get("comment") or {}).get("id") == comment:
                    entry["comment"] = made
            self._save(entries, "activity.json")
        self._rows("comments", number, apply, operation)

    def edit(self, number, comment, raw="said otherwise"):
        self._comment(number, comment, lambda made: made.update(content=shapes.rendered(raw), updated_on=self.now()),
                      "edit")

    def delete(self, number, comment):
        self._comment(number, comment, lambda made: made.update(
            content=shapes.rendered(""), deleted=True, updated_on=self.now()), "delete")

    def resolve(self, number, comment):
        self._comment(number, comment, lambda made: made.update(resolution={
            "type": "comment_resolution", "user": self.person, "created_on": self.now()}), "resolve")

    def reopen(self, number, comment):
        self._comment(number, comment, lambda made: made.pop("resolution", None), "reopen")

    def drop(self, number, comment):
        """A comment that is shown nowhere any more, as if it had never been."""
        self._rows("comments", number, lambda rows: rows.__setitem__(
            slice(None), [row for row in rows if row["id"] != comment]), "delete")
        self._save([entry for entry in self._load("activity.json")
                    if (entry.get("comment") or {}).get("id") != comment], "activity.json")

    # -- tasks

    def ask(self, number, raw="to be done"):
        self.added += 1
        made = shapes.task(self.name, number, FIRST_TASK + 10 ** 7 + 9 * self.added, self.person, raw, self.now())
        self._rows("tasks", number, lambda rows: rows.insert(0, made), "ask")
        return made["id"]

    def finish(self, number, task):
        def apply(rows):
            next(row for row in rows if row["id"] == task).update(
                state="RESOLVED", resolved_on=self.now(), resolved_by=self.person, updated_on=self.now())
        self._rows("tasks", number, apply, "finish")

    def drop_task(self, number, task):
        self._rows("tasks", number, lambda rows: rows.__setitem__(
            slice(None), [row for row in rows if row["id"] != task]), "drop_task")

    # -- reviews

    def approve(self, number):
        when = self.now()
        self._pull(number, lambda pull: pull["participants"].append(
            shapes.participant(self.person, "PARTICIPANT", "approved", when)), moves="approve" in self.moves)
        self._enter({"pull_request": {"id": number, "type": "pullrequest"},
                     "approval": {"date": when, "user": self.person}})

    def withdraw(self, number):
        """The approval goes; no entry tells of it."""
        def change(pull):
            for participant in pull["participants"]:
                participant.update(state=None, approved=False)
        self._pull(number, change, moves="withdraw" in self.moves)

    def unask(self, number):
        """Nobody is a reviewer or participant any more."""
        self._pull(number, lambda pull: pull.update(reviewers=[], participants=[]))

    # -- pull requests

    def _update(self, number, told, changes, **new):
        when = self.now()
        pull = self._pull(number, lambda pull: pull.update(new))
        self._enter({"pull_request": {"id": number, "type": "pullrequest"},
                     "update": shapes.update(pull, told, self.person, when, changes)})

    def retitle(self, number, title):
        self._update(number, "OPEN", {"title": {"old": "", "new": title}}, title=title)

    def close(self, number, state="DECLINED"):
        self._update(number, state, {"status": {"old": "open", "new": "rejected"}}, state=state, closed_by=self.person)

    def open(self, like, title):
        """A new pull request from the branches of another one; returns its number."""
        rows = self._load("pullrequests.json")
        number, when = max(row["id"] for row in rows) + 1, self.now()
        model = next(row for row in rows if row["id"] == like)
        made = {**model, "id": number, "title": title, "state": "OPEN", "created_on": when, "updated_on": when,
                "reviewers": [], "participants": [], "comment_count": 0, "task_count": 0, "closed_by": None,
                "merge_commit": None, "links": shapes.pull_request_links(
                    self.name, number, *((model[end]["commit"] or {}).get("hash") for end in ("source", "destination")))}
        self._save(rows + [made], "pullrequests.json")
        self._enter({"pull_request": {"id": number, "type": "pullrequest"},
                     "update": shapes.update(made, "OPEN", self.person, when)})
        return number

    # -- people and git

    def permissions(self, keep):
        """Members of the workspace and of the repository that a function lets stay."""
        for path in (("..", "members.json"), ("permissions.json",)):
            self._save([row for row in self._load(*path) if keep(row["user"])], *path)

    def git(self, *words):
        done = subprocess.run(["git", "-C", os.path.join(self.directory, "git.git")] + list(words), check=True,
                              stdout=subprocess.PIPE)
        return done.stdout.decode().strip()
