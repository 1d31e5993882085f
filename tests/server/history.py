"""Builds git histories that have the same commit ids at each run: a thin layer on fast-import."""

import os
import subprocess

GIT_ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent",
                   "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
FIRST_SECOND = 1704704400  # 2024-01-08 09:00 UTC


def git(*arguments, data=None):
    """Runs git in a closed environment and returns its output as text."""
    done = subprocess.run(("git",) + arguments, input=data, env=GIT_ENVIRONMENT, check=True,
                          stdout=subprocess.PIPE)
    return done.stdout.decode()


def init(path):
    git("init", "-q", "--bare", "--template=", "-b", "main", path)


def person(name):
    return "%s <%s@acme.example>" % (name.capitalize(), name.lower())


class History:
    """Commits and refs to be; nothing is written before `write`."""

    def __init__(self):
        self.stream = []
        self.marks = 0
        self.ids = {}

    def commit(self, parents, files, message, who="ada", hours=0.0):
        """Adds a commit, returns its mark; `files` (path: text) are laid over the first parent."""
        self.marks += 1
        when = "%s %d +0000" % (person(who), FIRST_SECOND + int(hours * 3600))
        self._put("commit refs/story/%d" % self.marks, "mark :%d" % self.marks)
        self._put("author " + when, "committer " + when)
        self._data(message.encode())
        for word, parent in zip(["from"] + ["merge"] * len(parents), parents):
            self._put("%s :%d" % (word, parent))
        for path, text in files.items():
            self._put("M 100644 inline " + path)
            self._data(text.encode())
        return self.marks

    def ref(self, name, mark):
        self._put("reset " + name, "from :%d" % mark, "")

    def tag(self, name, mark, message, hours):
        self._put("tag " + name, "from :%d" % mark,
                  "tagger %s %d +0000" % (person("ada"), FIRST_SECOND + int(hours * 3600)))
        self._data(message.encode())

    def write(self, path):
        """Makes the bare repository and learns the commit ids, then found by `id`."""
        init(path)
        marks = os.path.join(path, "marks")
        git("-C", path, "fast-import", "--quiet", "--force", "--export-marks=" + marks,
            data=b"".join(self.stream))
        with open(marks) as lines:
            pairs = (line.split() for line in lines)
            self.ids = {int(mark[1:]): commit_id for mark, commit_id in pairs}
        os.unlink(marks)

    def id(self, mark):
        return self.ids.get(mark)

    def _put(self, *lines):
        self.stream += [(line + "\n").encode() for line in lines]

    def _data(self, raw):
        self.stream += [b"data %d\n" % len(raw), raw, b"\n"]


def publish(universe, target, *refspecs):
    """A repository that has just these refs; refs/hidden/* is kept but not advertised."""
    init(target)
    if refspecs:
        git("-C", target, "-c", "protocol.file.allow=always", "-c", "fetch.unpackLimit=1", "fetch", "-q", "--no-tags",
            os.path.abspath(universe), *refspecs)
        os.unlink(os.path.join(target, "FETCH_HEAD"))  # names the scratch directory
    git("-C", target, "config", "transfer.hideRefs", "refs/hidden")
