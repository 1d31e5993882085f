"""Commits made by plumbing in a bare repository, for stories about lines."""

import os
import subprocess

from harness import command


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


def comment_lines(w, is_base, message="m"):
    """Pull request 2 gets commits of its own, with comments 7001 to 7012 at lines; is_base: its base is what the target branch was then. Returns an earlier head."""
    git = ["git", "--git-dir", w.repository()]
    root = command(*git, "rev-parse", "refs/heads/main").strip()
    lines = ["line %d" % n for n in range(1, 61)]
    base = commit(git, root, lines)
    early = commit(git, base, lines[:9] + ["ten, changed"] + lines[10:39] + ["forty, changed"] + lines[40:])
    head = commit(git, early, ["new 1", "new 2"] + lines[:9] + ["ten, changed"] + lines[10:19] + lines[21:], message=message)
    command(*git, "update-ref", "refs/merge-requests/2/head", head)
    for name, oid in (("main", base), (w.value("select source_branch from forge.merge_requests where iid = 2"), head)):
        command(*git, "update-ref", "refs/heads/" + name, oid)
        w.sql("update forge.refs set oid = '%s' where kind = 'code' and name = 'refs/heads/%s'" % (oid, name))
    w.sql("update forge.merge_requests set head_oid = '%s', source_sha = '%s', target_sha = '%s', target_branch = 'main' where iid = 2" % (head, head, base if is_base else root))
    cases = (  # id, old line, new line, revision of its own, start line
        (1, None, 12, head, None), (2, 20, None, head, None), (3, None, 10, early, None), (4, 40, None, early, None), (5, None, 40, early, None),
        (6, None, 50, head, None), (7, None, 4000, head, None), (8, None, 12, "f" * 40, None), (9, None, 2, head, 1), (10, None, None, head, None),
        (11, 50, None, head, None), (12, None, 12, head, 4001))
    shown = lambda value: "null" if value is None else str(value)
    for number, old, new, revision, start in cases:
        w.sql("insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, discussion_source_id, author_id, body, created_at, updated_at, "
              "edited, deleted, pending, path, old_line, new_line, new_start_line, base_sha, head_sha, anchored, raw) values (1, 'merge_request', 2, %d, %d, 1, "
              "'case %d', now(), now(), false, false, false, 'src/x.c', %s, %s, %s, '%s', '%s', true, '{}')"
              % (7000 + number, 7000 + number, number, shown(old), shown(new), shown(start), base, revision))
    w.bind()
    return early


def odd_threads(w):
    """Comments 7101 to 7171 on pull request 2, whose threads do not agree on what they are about, or lack their root."""
    threads = (  # id, parent, root, path, old line, new line, what else is so
        (7101, None, 7101, None, None, None, "deleted = true"), (7102, 7101, 7101, "src/x.c", None, 12, None), (7103, 7101, 7101, "src/x.c", None, 2, None),
        (7110, None, 7110, "src/x.c", None, None, None), (7111, 7110, 7110, "src/x.c", None, 12, None),
        (7120, None, 7120, "src/x.c", 20, None, None), (7121, 7120, 7120, "src/x.c", None, 12, None),
        (7131, 7130, 7130, "src/x.c", None, 12, None), (7132, 7130, 7130, "src/x.c", 20, None, None), (7133, 7130, 7130, None, None, None, None),
        (7140, None, 7140, "src/x.c", None, 4000, "resolved = true, resolved_by_id = 1"), (7141, 7140, 7140, "src/x.c", None, 4000, None),
        (7150, None, 7150, "src/x.c", None, None, None), (7151, 7150, 7150, "src/x.c", None, None, None),
        (7160, None, 7160, "src/x.c", None, 12, "new_start_line = 5"), (7161, 7160, 7160, "src/x.c", None, 12, None),
        (7171, 7170, 7170, "src/x.c", None, None, None))
    for source, parent, root, path, old, new, also in threads:
        shown = ["null" if value is None else str(value) for value in (parent, root, "'%s'" % path if path else None, old, new)]
        w.sql("insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, author_id, body, created_at, updated_at, edited, deleted, pending, "
              "parent_source_id, discussion_source_id, path, old_line, new_line, base_sha, head_sha, anchored, raw) select 1, 'merge_request', 2, %d, 1, "
              "'odd %d', now(), now(), false, false, false, %s, (select base_sha from forge.notes where source_id = 7001), m.head_oid, %s, '{}' from forge.merge_requests m where m.iid = 2"
              % (source, source, ", ".join(shown), "true" if path else "false"))
        if also:
            w.sql("update forge.notes set %s where source_id = %d" % (also, source))
    w.bind()


def answer_lines(w):
    """Two of those comments become answers to the first, whose thread is resolved."""
    w.sql("update forge.notes set parent_source_id = 7001, discussion_source_id = 7001 where source_id in (7002, 7003); "
          "update forge.notes set resolved = true, resolved_at = now(), resolved_by_id = 1 where source_id = 7001")


def many_refs(w, count):
    """So many branches more, as if they had been brought over."""
    git = ["git", "--git-dir", w.repository()]
    oid = command(*git, "rev-parse", "HEAD").strip()
    subprocess.run(git + ["update-ref", "--stdin"], input="".join("create refs/heads/many/%d %s\n" % (n, oid) for n in range(count)), text=True, check=True)
    command(*git, "pack-refs", "--all")
    w.sql("insert into forge.refs (project_id, kind, name, oid) select 1, 'code', 'refs/heads/many/' || n, '%s' from generate_series(0, %d) n; "
          "update forge.repositories set ref_count = ref_count + %d where project_id = 1 and kind = 'code'" % (oid, count - 1, count))
