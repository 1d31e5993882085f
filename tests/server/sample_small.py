"""The small repositories of the sample: tiny, private, empty, and the bare shells of the forks."""

import os

import shapes
import widgets_git
from history import publish
from people import NAMED as P
from project import Project


def plain(directory, repo, numbers=3, comments=0, first_comment=900000000):
    """A repository with `numbers` pull requests (open, merged, declined in turn)."""
    home = os.path.join(directory, repo["full_name"])
    ids = widgets_git.build_plain(os.path.join(home, "git.git"), 2 * numbers + 1)
    project = Project(repo, first_comment, first_task=first_comment // 10)
    for number in range(1, numbers + 1):
        source = shapes.endpoint(repo, "topic-%d" % number, ids[2 * number], repo, links={})
        destination = shapes.endpoint(repo, "main", ids[2 * number - 1], repo)
        project.open(number, "Change %d" % number, P["ben"], source, destination, "Change it.")
        for count in range(comments * number // numbers - comments * (number - 1) // numbers):
            anchor = shapes.inline("file.txt", to=1) if count % 2 else None
            project.say(number, P["cleo"], "Remark %d on %d" % (count + 1, number), anchor)
        if number % 3 == 2:
            project.close(number, "MERGED", P["ada"], ids[2 * number])
        elif number % 3 == 0:
            project.close(number, "DECLINED", P["ada"], reason="Not now.")
    project.save(home)
    return project


def empty(directory, repo):
    """A repository without a commit, a main branch or a pull request."""
    home = os.path.join(directory, repo["full_name"])
    publish("", os.path.join(home, "git.git"))
    project = Project(repo)
    project.save(home)
    return project
