"""What the self-tests share: one server on one sample, and a small client for it."""

import atexit
import base64
import gzip
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from urllib.parse import urlsplit

import readings

HERE = os.path.dirname(os.path.abspath(__file__))


class Bench:
    """The running server; started at the first use, ended with the process."""

    base = None

    @classmethod
    def start(cls):
        if cls.base:
            return
        cls.directory = tempfile.mkdtemp(prefix="bitbucket-selftest.")
        atexit.register(shutil.rmtree, cls.directory, ignore_errors=True)
        cls.data = os.path.join(cls.directory, "data")
        cls.journal = os.path.join(cls.directory, "journal")
        ready = os.path.join(cls.directory, "ready")
        subprocess.run([os.path.join(HERE, "sample"), cls.data], check=True)
        cls.errors = open(os.path.join(cls.directory, "errors"), "w+")
        cls.process = subprocess.Popen(
            [os.path.join(HERE, "bitbucket"), "--data", cls.data, "--ready", ready,
             "--journal", cls.journal, "--anonymous-limit", "100000", "--limit", "100000"],
            stdout=cls.errors, stderr=cls.errors)
        atexit.register(cls.process.kill)
        cls.base = wait_for(ready)
        with open(os.path.join(cls.data, "sample.json")) as text:
            cls.sample = json.load(text)
        with open(os.path.join(cls.data, "credentials.json")) as text:
            cls.credentials = {row["name"]: row for row in json.load(text)}


def wait_for(path):
    for _ in range(200):
        if os.path.exists(path):
            with open(path) as text:
                return text.read().strip()
        time.sleep(0.02)
    sys.exit("the server did not start")


class Reply:
    def __init__(self, status, headers, raw):
        self.status, self.headers, self.raw = status, headers, raw
        packed = headers.get("Content-Encoding") == "gzip"
        self.body = gzip.decompress(raw) if packed else raw

    def json(self):
        return json.loads(self.body)

    def ids(self):
        return [row["id"] for row in self.json()["values"]]


def authorization(name):
    """The header of a credential of the sample."""
    credential = Bench.credentials[name]
    if credential["kind"] in ("api_token", "app_password"):
        user = credential.get("email") or credential["username"]
        pair = "%s:%s" % (user, credential["token"])
        return "Basic " + base64.b64encode(pair.encode()).decode()
    return "Bearer " + credential["token"]


class Case(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        Bench.start()
        self.sample, self.data = Bench.sample, Bench.data

    def tearDown(self):
        self.ask("/_control/faults", method="DELETE")
        self.ask("/_control/shapes", method="DELETE")
        self.settings(issues=None, wiki=None, delay_ms=0, limit=100000, anonymous_limit=100000,
                      window=3600, forget=True, **readings.SETTINGS)

    def ask(self, target, who=None, method="GET", body=None, timeout=5, **headers):
        """One request on a connection of its own; an absolute target must be of this server."""
        for base in (Bench.base, Bench.base.replace("//127.0.0.1", "//localhost")):  # the storage is at the other
            if target.startswith(base):
                target = target[len(base):]
        if who:
            headers["Authorization"] = authorization(who)
        link = http.client.HTTPConnection(urlsplit(Bench.base).netloc, timeout=timeout)
        try:
            link.request(method, target, body, {key.replace("_", "-"): value
                                                for key, value in headers.items()})
            reply = link.getresponse()
            return Reply(reply.status, reply.headers, reply.read())
        finally:
            link.close()

    def get(self, path, who=None, **more):
        return self.ask("/2.0" + path, who, **more)

    def walk(self, path, who=None):
        """All values of a list, page by page."""
        reply, values = self.get(path, who), []
        while True:
            self.assertEqual(reply.status, 200, reply.body)
            page = reply.json()
            values += page["values"]
            if "next" not in page:
                return values
            self.assertTrue(page["next"].startswith(Bench.base + "/2.0/"))
            reply = self.ask(page["next"], who)

    def settings(self, **changes):
        reply = self.ask("/_control/settings", method="POST", body=json.dumps(changes))
        self.assertEqual(reply.status, 200, reply.body)

    def shape(self, file, shape, **options):
        reply = self.ask("/_control/shapes", method="POST", body=json.dumps([{"file": file, "shape": shape, **options}]))
        self.assertEqual(reply.status, 200, reply.body)

    def fault(self, match, nth=1, times=1, **fault):
        rule = {"match": match, "nth": nth, "times": times, "fault": fault}
        reply = self.ask("/_control/faults", method="POST", body=json.dumps([rule]))
        self.assertEqual(reply.status, 200, reply.body)

    def number(self, oddity):
        return self.sample["oddities"][oddity]
