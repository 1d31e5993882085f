"""A secret looked for in what a run leaves: logs, the dump of the database, storage, the log of PostgreSQL."""

import base64
import glob
import json
import os
import urllib.parse

from harness import SECRETS, Failure, command

SECRET = SECRETS["acme-token"][2]


def forms(secret):
    """The secret as libraries and servers print it; base64 without what its neighbours decide."""
    found = {secret, urllib.parse.quote(secret, safe=""), "".join("%%%02x" % byte for byte in secret.encode()), json.dumps(secret)[1:-1]}
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"x" * before + secret.encode()).decode()
            found.add(text[4 if before else 0:len(text) // 4 * 4 - 4])
    return sorted(found)


CANARIES = [form.encode() for form in forms(SECRET)]


def search(name, content):
    for form in CANARIES:
        if form in content:
            at = content.index(form)
            raise Failure("the secret is in %s: %r" % (name, content[max(0, at - 120):at + 60]))


def left_behind(w):
    """(name, content) of everything that the run leaves."""
    with open(os.path.join(w.directory, "worker.log"), "rb") as text:
        yield "the log of the workers", text.read()
    yield "the dump of the database", command("pg_dump", "--inserts", w.database).encode()
    for folder, _names, files in os.walk(w.environment["BRIGADE_STORAGE"]):
        for name in files:
            with open(os.path.join(folder, name), "rb") as content:
                yield os.path.join(folder, name), content.read()
    for path in server_logs(w):
        with open(path, "rb") as text:
            yield path, text.read()


def server_logs(w):
    """Of throw-away clusters: of pg_virtualenv, and of tests/faults."""
    data = w.value("show data_directory")
    places = (os.path.join(data.split("/data/")[0], "log", "*.log"), os.path.join(os.path.dirname(data), "log"))
    return [path for place in places for path in glob.glob(place) if os.path.isfile(path) and os.access(path, os.R_OK)]


def check(w):
    """Nothing that this world leaves behind has the secret in any form."""
    for name, content in left_behind(w):
        search(name, content)
