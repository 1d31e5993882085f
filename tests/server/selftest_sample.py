"""Checks that the sample holds the oddities that it promises, with real commits throughout."""

import json
import os
import subprocess

from history import GIT_ENVIRONMENT
from selftest_base import Case

P = "/repositories/acme/widgets/pullrequests"
NOWHERE = ("fork-private", "fork-live", "fork-gone")  # their heads are not in widgets


class Oddities(Case):
    def pull_request(self, oddity):
        return self.get("%s/%d" % (P, self.number(oddity))).json()

    def comments(self, oddity):
        return self.walk("%s/%d/comments?pagelen=100" % (P, self.number(oddity)), "acme-token")

    def test_nulls(self):
        nulls = {"author-null": "author", "merged-closed-by-null": "closed_by",
                 "merged-merge-commit-null": "merge_commit",
                 "source-repository-null": "source.repository",
                 "fork-deleted": "source.repository", "source-commit-null": "source.commit",
                 "destination-commit-null": "destination.commit",
                 "destination-repository-null": "destination.repository"}
        for oddity, path in nulls.items():
            value = self.pull_request(oddity)
            for key in path.split("."):
                value = value[key]
            self.assertIsNone(value, oddity)

    def test_text(self):
        self.assertIn("\x00", self.pull_request("nul")["title"])
        reply = self.get("%s/%d/comments" % (P, self.number("nul")))
        self.assertIn(b"before\\u0000after", reply.body)
        texts = [row["content"]["raw"] for row in self.comments("astral")]
        self.assertIn("\ud83d alone", texts[1])
        self.assertIn("\r\n", self.comments("crlf")[0]["content"]["raw"])
        self.assertEqual(len(self.comments("big-comment")[0]["content"]["raw"]), 200 * 1024)

    def test_counts_leave_out_deleted_comments_and_resolved_tasks(self):
        self.assertEqual(self.pull_request("deleted-only")["comment_count"], 0)
        self.assertEqual(len(self.comments("deleted-only")), 2)
        self.assertEqual(self.pull_request("tasks")["task_count"], 3)
        self.assertEqual(self.pull_request("only-resolved-tasks")["task_count"], 0)
        self.assertEqual(len(self.comments("many-comments")), 230)

    def test_totals(self):
        for name, counts in self.sample["counts"].items():
            base = "/repositories/%s/pullrequests" % name
            rows = self.walk(base + "?state=ALL&pagelen=50", "acme-token")
            comments = sum(
                self.get("%s/%d/comments" % (base, row["id"]), "acme-token").json()["size"]
                for row in rows)
            self.assertEqual((len(rows), comments), (counts["pull_requests"], counts["comments"]))

    def test_every_short_hash_is_a_commit(self):
        with open(os.path.join(self.data, "acme/widgets/pullrequests.json")) as text:
            rows = json.load(text)
        hashes = {commit["hash"]: row["id"] for row in rows
                  for commit in (row["merge_commit"], row["source"]["commit"],
                                 row["destination"]["commit"]) if commit}
        found = subprocess.run(
            ["git", "-C", os.path.join(self.data, "acme/widgets/git.git"), "cat-file",
             "--batch-check"], input="\n".join(hashes), capture_output=True, text=True,
            env=GIT_ENVIRONMENT, check=True).stdout
        missing = {hashes[line.split()[0]] for line in found.splitlines() if "commit" not in line}
        self.assertEqual(missing, {self.number(oddity) for oddity in NOWHERE})

    def test_endings_without_a_word(self):
        def ends(oddity):
            entries = self.walk("%s/%d/activity?pagelen=50" % (P, self.number(oddity)))
            return [row["update"]["author"] for row in entries
                    if row.get("update", {}).get("state") == "MERGED"]
        self.assertEqual(ends("merged-by-push"), [])
        self.assertEqual(ends("merged-update-author-null"), [None])
        self.assertEqual(ends("merged")[0]["nickname"], "ada")
        merged = self.pull_request("fast-forward")
        self.assertEqual(merged["merge_commit"]["hash"], merged["source"]["commit"]["hash"])
