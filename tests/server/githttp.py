"""Git over smart http by `git http-backend`: who may, which directory, and bytes both ways."""

import os
import re
import subprocess
import threading
from urllib.parse import unquote

import answers
from history import GIT_ENVIRONMENT

ADDRESS = re.compile(r"/([^/]+)/([^/]+?)(?:\.git)?(/wiki)?/(info/refs|git-upload-pack)")
PIECE = 65536
SETTINGS = {"safe.directory": "*", "uploadpack.allowAnySHA1InWant": "true"}


def refused(status, words):
    headers = {"WWW-Authenticate": 'Basic realm="Bitbucket.org HTTP"'} if status == 401 else {}
    found = answers.text(status, words)
    found.headers.update(headers)
    return found


def find(app, call, workspace, slug):
    """((workspace, slug), None) of a repository that the caller may read, or (None, refusal)."""
    identity = call.identity
    if identity is None:
        return None, refused(401, "Invalid credentials")
    place = app.store.find_repository(unquote(workspace), unquote(slug))
    if not place:
        return None, refused(404, "Repository not found")
    repo = app.store.load(*place, "repository.json")
    if not identity.sees("/".join(place), repo, app.store.server_setting(place, "denied")):
        return None, refused(401 if identity.anonymous else 403, "You may not read this repository")
    try:
        identity.require("repository")
    except answers.Refusal:
        return None, refused(403, "Your credentials lack the scope to read repositories")
    return place, None


def answer(app, call, match):
    workspace, slug, wiki, service = match.groups()
    place, refusal = find(app, call, workspace, slug)
    if refusal:
        return refusal
    if wiki and not _wiki_is_on(app, place):
        return refused(404, "Repository not found")
    query = call.target.partition("?")[2]
    if "receive-pack" in query:
        return refused(403, "This repository is read only")
    directory = app.store.path(*place, "wiki.git" if wiki else "git.git")
    return _run(call, directory, "/" + service, query)


def _wiki_is_on(app, place):
    setting = app.settings.get("wiki")
    return app.store.server_setting(place, "wiki") if setting is None else setting


def _environment(call, directory, path, query):
    found = dict(GIT_ENVIRONMENT, GIT_PROJECT_ROOT=directory, GIT_HTTP_EXPORT_ALL="1",
                 PATH_INFO=path, QUERY_STRING=query, REQUEST_METHOD=call.method,
                 REMOTE_ADDR="127.0.0.1", CONTENT_TYPE=call.headers.get("Content-Type", ""),
                 GIT_CONFIG_COUNT=str(len(SETTINGS)))
    for number, (key, value) in enumerate(SETTINGS.items()):
        found["GIT_CONFIG_KEY_%d" % number] = key
        found["GIT_CONFIG_VALUE_%d" % number] = value
    for header, name in (("Git-Protocol", "GIT_PROTOCOL"),
                         ("Content-Encoding", "HTTP_CONTENT_ENCODING")):
        if call.headers.get(header):
            found[name] = call.headers[header]
    return found


def _run(call, directory, path, query):
    """Starts the backend and returns the answer with its body to come."""
    backend = Backend(call, _environment(call, directory, path, query))
    headers = _headers(backend.process.stdout)
    status = int(headers.pop("Status", "200").split()[0])
    found = answers.Answer(status, content_type=headers.pop("Content-Type", "text/plain"),
                           headers=headers)
    found.chunks = backend
    return found


class Backend:
    """A running `git http-backend`: iterate to get its output, close to end it."""

    def __init__(self, call, environment):
        self.process = subprocess.Popen(
            ["git", "http-backend"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=environment, cwd=os.sep)
        self.feeder = threading.Thread(target=_feed, args=(self.process, call.body), daemon=True)
        self.feeder.start()

    def __iter__(self):
        return iter(lambda: self.process.stdout.read1(PIECE), b"")

    def close(self):
        self.process.stdout.close()
        self.process.terminate()
        self.process.wait()
        self.feeder.join()


def _feed(process, body):
    """Passes the request on; what the backend does not want is read all the same."""
    wanted = True
    for piece in body:
        try:
            if wanted:
                process.stdin.write(piece)
        except OSError:
            wanted = False
    try:
        process.stdin.close()
    except OSError:
        pass


def _headers(stream):
    found = {}
    for line in iter(stream.readline, b""):
        if not line.strip():
            break
        name, _, value = line.decode("latin-1").partition(":")
        found[name.strip()] = value.strip()
    return found
