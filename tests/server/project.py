"""Tells the story of one repository's pull requests and keeps all its objects consistent.

Each step (say, approve, close ...) moves the pull request's clock, changes the object and adds
the activity entry that Bitbucket would add. `save` writes the files that store.py describes.
"""

import json
import os

import shapes

FIRST_COMMENT, FIRST_TASK = 808855608, 72305227
STEP_HOURS = 0.75


def dump_lines(path, rows):
    """Writes a JSON array with one object a line, which the server can read without parsing all."""
    write_lines(path, map(json.dumps, rows))


def write_lines(path, lines):
    with open(path, "w") as out:
        out.write("[")
        for number, line in enumerate(lines):
            out.write((",\n" if number else "\n") + line)
        out.write("\n]\n")


def dump(path, value):
    with open(path, "w") as out:
        json.dump(value, out, indent=1)
        out.write("\n")


def comment_entry(made):
    """A comment as the activity tells of it; api.py hides what comes on request only."""
    return {"pull_request": made["pullrequest"], "comment": made}


class Project:
    def __init__(self, repo, first_comment=FIRST_COMMENT, first_task=FIRST_TASK):
        self.repo = repo
        self.name = repo["full_name"]
        self.pull_requests, self.comments, self.tasks = {}, {}, {}
        self.entries = []  # (time, order, JSON text, or a comment that may still change)
        self.clocks = {}
        self.step_hours = STEP_HOURS
        self.day_hours = 24.0  # from one pull request to the next
        self.next_comment, self.next_task = first_comment, first_task

    # -- the steps of a story

    def open(self, number, title, author, source, destination, description="", draft=False):
        """A new pull request and its first update."""
        self.clocks[number] = self.day_hours * number
        when = self.tick(number)
        found = {"comment_count": 0, "task_count": 0, "type": "pullrequest", "id": number,
                 "title": title, "description": description,
                 "rendered": {"title": shapes.rendered(title),
                              "description": shapes.rendered(description)},
                 "state": "OPEN", "draft": draft, "merge_commit": None,
                 "close_source_branch": number % 3 == 0, "closed_by": None, "author": author,
                 "reason": "", "created_on": when, "updated_on": when,
                 "destination": destination, "source": source, "reviewers": [],
                 "participants": [], "links": None, "summary": shapes.rendered(description),
                 "queued": False}
        ends = [(end["commit"] or {}).get("hash") for end in (source, destination)]
        found["links"] = shapes.pull_request_links(self.name, number, *ends)
        self.pull_requests[number] = found
        self.comments[number], self.tasks[number] = [], []
        self.note(number, "update", shapes.update(found, "OPEN", author, when))
        return found

    def change(self, number, author, **new):
        """An edit: new values for title, description, draft ... with an update that tells of it."""
        found, when = self.pull_requests[number], self.tick(number)
        changes = {key: {"old": found[key], "new": value} for key, value in new.items()}
        found.update(new)
        found["summary"] = shapes.rendered(found["description"])
        found["rendered"] = {"title": shapes.rendered(found["title"]),
                             "description": shapes.rendered(found["description"])}
        self.note(number, "update", shapes.update(found, "OPEN", author, when, changes))

    def review(self, number, account, state=None, asked=True, entry=True):
        """A reviewer (or, not `asked`, a participant) and what they said, if anything."""
        found = self.pull_requests[number]
        when = self.tick(number) if state else None
        if asked:
            found["reviewers"].append(account)
        found["participants"].append(shapes.participant(
            account, "REVIEWER" if asked else "PARTICIPANT", state, when))
        if state and entry:
            kind = {"approved": "approval"}.get(state, state)
            self.note(number, kind, {"date": when, "user": account,
                                     "pullrequest": self.stub(number)})

    def say(self, number, account, raw, anchor=None, reply=None, **changes):
        """A comment; returns its id. `changes` replaces keys (deleted=True empties the text)."""
        found = self.pull_requests[number]
        when = self.tick(number)
        revisions = [(found[end]["commit"] or {}).get("hash", "0" * 12)
                     for end in ("source", "destination")]
        made = shapes.comment(self.name, self.stub(number), self.next_comment, account, raw, when,
                              anchor, revisions)
        self.next_comment += 16
        if reply is not None:
            made["parent"] = shapes.comment_reference(self.name, number, reply)
        made.update(changes)
        if made["deleted"]:
            made["content"] = shapes.rendered("")
            made["updated_on"] = shapes.later(when, 86400)
        self.comments[number].append(made)
        if not made["pending"]:
            self.entries.append((when, len(self.entries), made))
        return made["id"]

    def ask(self, number, creator, raw, comment_id=None, resolved_by=None):
        """A task, on a comment or on the pull request; newest first, as Bitbucket lists them."""
        when = self.tick(number)
        resolved = (resolved_by, self.tick(number)) if resolved_by else None
        self.tasks[number].insert(0, shapes.task(self.name, number, self.next_task, creator, raw,
                                                 when, comment_id, resolved))
        self.next_task += 9

    def close(self, number, state, who, merge_commit=None, reason="", entry=True, teller=True):
        """The end; `entry` False: no update tells of it, `teller` False: one without author."""
        found, when = self.pull_requests[number], self.tick(number)
        old = {"status": {"old": "open", "new": {"MERGED": "fulfilled"}.get(state, "rejected")}}
        found.update(state=state, closed_by=who, reason=reason,
                     merge_commit=shapes.commit_stub(self.name, merge_commit))
        if entry:
            self.note(number, "update",
                      shapes.update(found, state, who if teller else None, when, old, reason))

    def note(self, number, kind, value, when=None):
        """An activity entry of any kind; kind None gives one with `pull_request` only."""
        when = when or value.get("date") or self.tick(number)
        entry = {"pull_request": self.stub(number)}
        if kind is not None:
            entry[kind] = value
        self.entries.append((when, len(self.entries), json.dumps(entry)))

    # -- helpers

    def stub(self, number):
        found = self.pull_requests[number]
        return shapes.pull_request_stub(self.name, number, found["title"], found["draft"])

    def tick(self, number):
        self.clocks[number] += self.step_hours
        when = shapes.at(self.clocks[number], seconds=number * 0.000113)
        if number in self.pull_requests:
            self.pull_requests[number]["updated_on"] = when
        return when

    # -- the end

    def count(self):
        """Counts as Bitbucket does: no deleted and no pending comments, only unresolved tasks."""
        for number, found in self.pull_requests.items():
            found["comment_count"] = sum(not (row["deleted"] or row["pending"])
                                         for row in self.comments[number])
            found["task_count"] = sum(row["state"] == "UNRESOLVED" for row in self.tasks[number])

    def activity(self):
        """The entries as lines, newest first."""
        for _, _, entry in sorted(self.entries, key=lambda row: row[:2], reverse=True):
            yield entry if isinstance(entry, str) else json.dumps(comment_entry(entry))

    def save(self, directory):
        self.count()
        os.makedirs(os.path.join(directory, "comments"), exist_ok=True)
        os.makedirs(os.path.join(directory, "tasks"), exist_ok=True)
        dump(os.path.join(directory, "repository.json"), self.repo)
        dump_lines(os.path.join(directory, "pullrequests.json"), self.pull_requests.values())
        write_lines(os.path.join(directory, "activity.json"), self.activity())
        for folder, lists in (("comments", self.comments), ("tasks", self.tasks)):
            for number, rows in lists.items():
                if rows:
                    dump_lines(os.path.join(directory, folder, "%d.json" % number), rows)
