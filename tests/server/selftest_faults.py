"""Checks that each named fault does something to an answer, and the rules of matching."""

import http.client
import json
import os
import socket
import subprocess
import zlib

import faults
from selftest_base import HERE, Bench, Case

LIST = "/repositories/acme/tiny/pullrequests?state=ALL&pagelen=2"
# Faults of git strike its packets (tests/e2e/git_faults), those of LFS the answers of its batch API (lawful_lfs).
ELSEWHERE = (*(name for name in faults.TABLE if name.startswith(("git_", "lfs_"))), "plain", "slow_drip", "slow_headers")
QUICK = {"slow_drip": {"bytes": 4000, "pause": 0.01}, "stall": {"seconds": 0.01},
         "stall_body": {"seconds": 0.01}, "gzip_bomb": {"megabytes": 8},
         "renamed": {"to": "acme/other"}, "header_flood": {"count": 2000}, "endless_1xx": {"count": 500}}
BROKEN = (OSError, ValueError, http.client.HTTPException, EOFError, zlib.error)


def framing(reply):
    """The headers that say how the body is sent."""
    return [pair for pair in reply.headers.items()
            if pair[0].lower().startswith(("content-", "transfer-"))]


class Faults(Case):
    def test_every_named_fault_is_noticed(self):
        normal = self.get(LIST)
        for name in sorted(set(faults.TABLE) - set(ELSEWHERE)):
            with self.subTest(fault=name):
                self.fault("pullrequests", name=name, **QUICK.get(name, {}))
                try:
                    reply = self.get(LIST)
                    same = (reply.status, reply.body) == (normal.status, normal.body)
                    self.assertFalse(same and framing(reply) == framing(normal))
                except BROKEN:
                    pass
                self.assertEqual(self.get(LIST).body, normal.body)

    def test_status_body_and_headers(self):
        self.fault("tiny", status=503, body={"a": 1}, headers={"Retry-After": "7"})
        reply = self.get(LIST)
        self.assertEqual((reply.status, reply.headers["Retry-After"], reply.json()),
                         (503, "7", {"a": 1}))
        for wait, header in ((7, "7"), ("date+60", "GMT"), (None, None)):
            self.fault("tiny", name="rate_limited", **({"retry_after": wait} if wait else {}))
            have = self.get(LIST).headers["Retry-After"]
            self.assertTrue(have.endswith(header) if header else have is None)

    def test_nth_and_times(self):
        self.fault("pullrequests", nth=2, times=2, status=500)
        self.assertEqual([self.get(LIST).status for _ in range(4)], [200, 500, 500, 200])
        self.fault("pullrequests", times=-1, status=502)
        self.assertEqual([self.get(LIST).status for _ in range(3)], [502] * 3)

    def test_next_links(self):
        self.fault("pullrequests", times=-1, name="next_cycle")
        seen = [self.get(LIST).json()["next"] for _ in range(4)]
        self.assertEqual((seen[0], len(set(seen))), (seen[3], 3))
        self.ask("/_control/faults", method="DELETE")
        self.fault("pullrequests", times=-1, name="next_endless")
        self.assertEqual(len({self.get(LIST).json()["next"] for _ in range(5)}), 5)

    def test_huge_integer_and_bad_text_are_on_the_wire(self):
        for name, raw in (("huge_integer", b"9223372036854775808"), ("nan", b"NaN"),
                          ("invalid_utf8", b"\xff\xfe"), ("overlong_utf8", b"\xc0\xaf"),
                          ("deep", b"[" * 5000)):
            self.fault("pullrequests", name=name)
            self.assertIn(raw, self.get(LIST).body, name)

    def test_slow_drip_and_stall_take_their_time(self):
        self.fault("pullrequests", name="stall", times=2)
        with self.assertRaises(socket.timeout):
            self.get(LIST, timeout=0.2)
        self.ask("/_control/faults", method="DELETE")
        self.fault("pullrequests", name="slow_drip", bytes=2000, pause=0.01)
        self.assertEqual(len(self.get(LIST).ids()), 2)

    def test_nonsense_is_refused(self):
        for rule in ({"match": "(", "fault": {}}, {"match": "x", "fault": {"name": "no"}}, {}):
            body = json.dumps([rule])
            self.assertEqual(self.ask("/_control/faults", method="POST", body=body).status, 400)

    def test_journal_names_the_fault(self):
        self.fault("pullrequests", name="html")
        self.get(LIST)
        self.assertEqual(self.ask("/_control/journal").json()[-1]["fault"], "html")


class Silence(Case):
    maxDiff = None

    def test_zz_nothing_was_printed(self):
        Bench.errors.flush()
        with open(Bench.errors.name) as text:
            self.assertEqual(text.read()[-3000:], "")

    def test_zz_only_loopback(self):
        done = subprocess.run([os.path.join(HERE, "bitbucket"), "--data", self.data, "--listen",
                               "0.0.0.0:0"], capture_output=True, timeout=5)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"not a loopback address", done.stderr)
