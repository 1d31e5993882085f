"""Commits made by plumbing in a bare repository, for stories about lines."""

import os
import subprocess


def commit(git, parent, lines, name="src/x.c", message="m"):
    """A commit with one file more or other. git: the words that begin each command."""
    blob = subprocess.run(git + ["hash-object", "-w", "--stdin"], input="".join(line + "\n" for line in lines), text=True, capture_output=True, check=True).stdout.strip()
    environment = dict(os.environ, GIT_INDEX_FILE="/tmp/index-%d" % os.getpid(), GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@b", GIT_COMMITTER_NAME="a",
                       GIT_COMMITTER_EMAIL="a@b", GIT_AUTHOR_DATE="2024-01-01T00:00:00Z", GIT_COMMITTER_DATE="2024-01-01T00:00:00Z")
    do = lambda *words: subprocess.run(git + list(words), env=environment, text=True, capture_output=True, check=True).stdout.strip()
    do("read-tree", parent)
    do("update-index", "--add", "--cacheinfo", "100644,%s,%s" % (blob, name))
    made = do("commit-tree", do("write-tree"), "-p", parent, "-m", message)
    os.unlink(environment["GIT_INDEX_FILE"])
    return made
