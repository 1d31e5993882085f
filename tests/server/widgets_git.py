"""The git side of acme/widgets: main with its merges, the branches, tags and forks, the wiki."""

import hashlib
import os
import tempfile

from cases import CASES
from history import History, publish

SPECIAL_TAG = 'special-"$>;<&#_=@!|.,/test'
LFS_CONTENT = b"a large picture, as bytes go\n" * 64
HIDDEN = "refs/hidden/"
# Where the source branch of a case is kept, by origin; "%s" is the branch name.
HOME = {"here": "refs/widgets/heads/%s", "fork": "refs/fork/heads/%s",
        "private": "refs/secret/heads/%s", "deleted": None, "gone": None}


def lfs_pointer(content):
    return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n" % (
        hashlib.sha256(content).hexdigest(), len(content))


class Marks:
    """What became of each case: its source head, the tip of main then, its merge commit."""

    def __init__(self):
        self.source, self.destination, self.merge = {}, {}, {}


def _base(history):
    """Twelve commits of main before any pull request."""
    files = {"README.md": "# Widgets\n", ".gitattributes": "*.bin filter=lfs diff=lfs -text\n",
             "assets/logo.bin": lfs_pointer(LFS_CONTENT)}
    files["src/widget.c"] = "".join("int line_%d;\n" % line for line in range(1, 81))
    tips = [history.commit([], files, "Begin")]
    for number in range(1, 12):
        tips.append(history.commit(tips[-1:], {"docs/%02d.txt" % number: "step %d\n" % number},
                                   "Step %d\n\nWith a body." % number, hours=number))
    return tips


def _case(history, marks, case, tip):
    """The commits of one pull request; returns the tip of main after it."""
    hours, path = 24.0 * case.number, "src/part_%02d.c" % case.number
    who = case.author or "nobody"
    head = history.commit([tip], {path: "int part;\n"}, case.title.replace("\0", " "), who, hours)
    if case.end == "squash":
        head = history.commit([head], {path: "int part = 1;\n"}, "Better", who, hours + 0.1)
    marks.source[case.number], marks.destination[case.number] = head, tip
    if case.end in ("merge", "push"):
        tip = history.commit([tip, head], {path: "int part;\n"},
                             "Merged in #%d" % case.number, "ada", hours + 9)
    elif case.end == "squash":
        tip = history.commit([tip], {path: "int part = 1;\n"},
                             "Squashed #%d" % case.number, "ada", hours + 9)
    elif case.end == "ff":
        tip = head
    if tip != marks.destination[case.number]:
        marks.merge[case.number] = tip
    return tip


def _refs(history, marks, tips, last):
    for case in CASES:
        if case.branch:
            history.ref(HOME[case.origin] % case.branch, marks.source[case.number])
        elif case.origin in ("here", "deleted"):
            history.ref("%spr/%d" % (HIDDEN, case.number), marks.source[case.number])
    for home in ("widgets", "fork", "secret"):
        history.ref("refs/%s/heads/main" % home, last if home == "widgets" else tips[-1])
    history.ref("refs/widgets/heads/develop", tips[8])
    history.ref("refs/widgets/heads/release/1.0", tips[5])
    history.tag("v1.0", tips[5], "Version 1.0\n", 5)
    history.tag(SPECIAL_TAG, tips[6], "A name that needs escapes\n", 6)
    history.ref("refs/tags/light", tips[3])
    history.ref("refs/tags/v2.0-rc#1", last)


def build(places):
    """Writes git directories into `places` (widgets, fork, secret: path); returns marks and ids."""
    history, marks = History(), Marks()
    tips = _base(history)
    tip = tips[-1]
    for case in CASES:
        tip = _case(history, marks, case, tip)
    _refs(history, marks, tips, tip)
    with tempfile.TemporaryDirectory() as scratch:
        universe = os.path.join(scratch, "universe.git")
        history.write(universe)
        publish(universe, places["widgets"], "+refs/widgets/*:refs/*", "+refs/tags/*:refs/tags/*",
                "+refs/hidden/*:refs/hidden/*")
        publish(universe, places["fork"], "+refs/fork/*:refs/*")
        publish(universe, places["secret"], "+refs/secret/*:refs/*")
    return marks, history.id


def build_wiki(path):
    history = History()
    home = history.commit([], {"Home.md": "# Welcome\n"}, "Home")
    history.ref("refs/heads/main", history.commit([home], {"Howto.md": "Oil it.\n"}, "How to"))
    _write(history, path)


def build_plain(path, commits):
    """A repository with one branch and one merge request head a commit; returns the commit ids."""
    history, tips = History(), []
    for number in range(commits):
        tips.append(history.commit(tips[-1:], {"file.txt": "%d\n" % number},
                                   "Commit %d" % number, hours=number))
    history.ref("refs/heads/main", tips[-1])
    _write(history, path)
    return [history.id(mark) for mark in tips]


def _write(history, path):
    with tempfile.TemporaryDirectory() as scratch:
        universe = os.path.join(scratch, "universe.git")
        history.write(universe)
        publish(universe, path, "+refs/heads/*:refs/heads/*")


def write_lfs(directory):
    """The one LFS object that exists."""
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, hashlib.sha256(LFS_CONTENT).hexdigest()), "wb") as out:
        out.write(LFS_CONTENT)
