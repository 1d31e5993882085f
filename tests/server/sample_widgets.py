"""Puts acme/widgets together: cases.py + widgets_git.py + widgets_talk.py + project.py."""

import os

import shapes
import widgets_git
import widgets_talk
from cases import CASES
from people import NAMED
from project import Project

STATE = {"open": "OPEN", "declined": "DECLINED", "superseded": "SUPERSEDED"}


def _account(name):
    return NAMED[name] if name else None


def _patch(found, path, value):
    *way, last = path.split(".")
    for key in way:
        found = found[key]
    found[last] = value


def _open(project, case, repos, marks, commit_id):
    home = project.repo
    source_repo = {"here": home, "deleted": None}.get(case.origin, repos.get(case.origin))
    source = shapes.endpoint(source_repo, case.branch or "topic/%s" % case.key,
                             commit_id(marks.source[case.number]), home, links={})
    destination = shapes.endpoint(home, "main", commit_id(marks.destination[case.number]), home)
    description = "" if case.number % 4 == 0 else "Part %d of the **widget**.\r\n" % case.number
    project.open(case.number, case.title, _account(case.author), source, destination,
                 description, draft=case.key == "draft")


def _close(project, case, merge_commit):
    if case.end == "open":
        return
    state = STATE.get(case.end, "MERGED")
    project.close(case.number, state, _account(case.closer), merge_commit, case.reason,
                  entry=case.end != "push", teller=case.key != "merged-update-author-null")


def build(directory, repos):
    """Writes widgets, its wiki and its two forks; `repos` maps widgets, fork, private, gone."""
    places = {"widgets": "widgets", "fork": "fork", "secret": "private"}
    marks, commit_id = widgets_git.build({
        place: os.path.join(directory, repos[origin]["full_name"], "git.git")
        for place, origin in places.items()})
    project = Project(repos["widgets"])
    for case in CASES:
        _open(project, case, repos, marks, commit_id)
        widgets_talk.tell(project, case.number, case.talk)
        _close(project, case, commit_id(marks.merge.get(case.number)))
        for path, value in case.patch.items():
            _patch(project.pull_requests[case.number], path, value)
    home = os.path.join(directory, project.name)
    project.save(home)
    widgets_git.build_wiki(os.path.join(home, "wiki.git"))
    widgets_git.write_lfs(os.path.join(home, "lfs"))
    return project
