"""Checks git over http with the real git: open, closed, wiki, forks, LFS, and broken on purpose."""

import json
import os
import subprocess
import tempfile

from history import GIT_ENVIRONMENT
from selftest_base import Bench, Case

ASKPASS = '#!/bin/sh\ncase $1 in Username*) echo "$GIT_USER";; *) echo "$GIT_PASSWORD";; esac\n'


class Git(Case):
    def setUp(self):
        super().setUp()
        self.scratch = tempfile.mkdtemp(dir=Bench.directory)
        self.askpass = os.path.join(self.scratch, "askpass")
        with open(self.askpass, "w") as out:
            out.write(ASKPASS)
        os.chmod(self.askpass, 0o700)

    def clone(self, path, user=None, password=None, *options):
        """A mirror clone; returns git's exit code, its messages and where the clone is."""
        target = os.path.join(self.scratch, "clone.git")
        environment = dict(GIT_ENVIRONMENT)
        if user:
            environment.update(GIT_ASKPASS=self.askpass, GIT_USER=user, GIT_PASSWORD=password)
        command = ["git", *options, "clone", "-q", "--mirror", Bench.base + path, target]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=10)
        return done.returncode, done.stderr, target

    def refs(self, target):
        return subprocess.run(["git", "-C", target, "for-each-ref", "--format=%(refname)"],
                              env=GIT_ENVIRONMENT, capture_output=True, text=True,
                              check=True).stdout.splitlines()

    def test_public_repository_gives_heads_and_tags_only(self):
        code, words, target = self.clone("/acme/widgets.git")
        self.assertEqual(code, 0, words)
        refs, counts = self.refs(target), self.sample["counts"]["acme/widgets"]
        self.assertEqual(len(refs), counts["branches"] + counts["tags"])
        self.assertIn('refs/tags/special-"$>;<&#_=@!|.,/test', refs)
        self.assertIn("refs/heads/feature/ünïcode", refs)

    def test_protocol_version_0_works_too(self):
        code, words, _ = self.clone("/acme/tiny.git", None, None, "-c", "protocol.version=0")
        self.assertEqual(code, 0, words)

    def test_hidden_commit_can_be_fetched_by_id(self):
        hidden = subprocess.run(
            ["git", "-C", os.path.join(self.data, "acme/widgets/git.git"), "rev-parse",
             "refs/hidden/pr/%d" % self.number("declined")], env=GIT_ENVIRONMENT,
            capture_output=True, text=True, check=True).stdout.strip()
        _, _, target = self.clone("/acme/widgets.git")
        subprocess.run(["git", "-C", target, "fetch", "-q", "origin", hidden], check=True,
                       env=GIT_ENVIRONMENT, timeout=10)

    def test_private_repository_needs_the_right_credentials(self):
        code, words, _ = self.clone("/acme/private.git")
        self.assertIn("could not read Username", words)
        for name, user, works in (("acme-token", "x-bitbucket-api-token-auth", True),
                                  ("private-access", "x-token-auth", True),
                                  ("acme-oauth", "x-token-auth", True),
                                  ("acme-token", "ada@acme.example", False),
                                  ("widgets-access", "x-token-auth", False),
                                  ("acme-expired", "x-bitbucket-api-token-auth", False)):
            self.scratch = tempfile.mkdtemp(dir=Bench.directory)
            code, words, _ = self.clone("/acme/private.git", user, Bench.credentials[name]["token"])
            self.assertEqual(code == 0, works, (name, words))

    def test_wiki_is_gone_unless_switched_on(self):
        code, words, _ = self.clone("/acme/widgets.git/wiki")
        self.assertIn("not found", words)
        self.settings(wiki=True)
        code, words, target = self.clone("/acme/widgets.git/wiki")
        self.assertEqual((code, self.refs(target)), (0, ["refs/heads/main"]), words)

    def test_forks_live_private_and_gone(self):
        code, words, target = self.clone("/acme-fork/widgets.git")
        self.assertIn("refs/heads/from-fork", self.refs(target))
        for path, status in (("/acme-secret/widgets.git", 403), ("/acme-gone/widgets.git", 404)):
            reply = self.ask(path + "/info/refs?service=git-upload-pack", Authorization=(
                "Basic eC10b2tlbi1hdXRoOm9hdXRoLWFjY2Vzcy0x"))
            self.assertEqual(reply.status, status)

    def test_empty_repository(self):
        code, words, target = self.clone("/acme/empty.git")
        self.assertEqual((code, self.refs(target)), (0, []), words)

    def test_lfs_object(self):
        oid = os.listdir(os.path.join(self.data, "acme/widgets/lfs"))[0]
        body = json.dumps({"operation": "download", "objects": [
            {"oid": oid, "size": 1856}, {"oid": "0" * 64, "size": 1}]})
        found = self.ask("/acme/widgets.git/info/lfs/objects/batch", method="POST",
                         body=body).json()["objects"]
        self.assertEqual(found[1]["error"]["code"], 404)
        content = self.ask(found[0]["actions"]["download"]["href"]).body
        self.assertEqual(len(content), 1856)

    def test_faults(self):
        for fault in ({"status": 500}, {"name": "git_truncated"}, {"name": "git_ended"},
                      {"name": "git_corrupt"}, {"name": "reset"}):
            self.fault("/git-upload-pack$", nth=2, times=-1, **fault)  # curl tries a reset again
            self.scratch = tempfile.mkdtemp(dir=Bench.directory)
            code, _, _ = self.clone("/acme/widgets.git")
            self.assertNotEqual(code, 0, fault)
            self.ask("/_control/faults", method="DELETE")
        self.fault("info/refs", name="git_stall", seconds=0.1)
        self.assertNotEqual(self.clone("/acme/widgets.git")[0], 0)
