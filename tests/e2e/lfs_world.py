"""A workspace with large files of git LFS, and another host that may be asked for them."""

import contextlib
import hashlib
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import World, command, expect, expect_equal

STORAGE = "/_storage/acme/tiny/lfs/"
BATCH = "/info/lfs/objects/batch$"
TYPE = "application/vnd.git-lfs+json"


def content(number):
    """A large file, in small form."""
    return b"content of the large file %06d\n" % number * (1 + number % 20)


def oid_of(number):
    return hashlib.sha256(content(number)).hexdigest()


def pointer(oid, size):
    return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n" % (oid, size)


class LfsWorld(World):
    """acme/tiny with `files` pointers at assets/<n>.bin on main; `more`: other files of main."""

    def __init__(self, files, more=None, server_options=()):
        self.files, self.more = files, more or {}
        super().__init__(server_options=server_options)

    def make_sample(self):
        super().make_sample()
        home = os.path.join(self.data, "acme", "tiny")
        self.large = os.path.join(home, "lfs")
        os.makedirs(self.large)
        self.commit(range(self.files), self.more)

    def commit(self, numbers, more=None):
        """A commit on main with pointers to these files, which are put onto the server, and other files."""
        home = os.path.join(self.data, "acme", "tiny")
        tree = dict(more or {})
        for number in numbers:
            tree["assets/%06d.bin" % number] = pointer(oid_of(number), len(content(number)))
            self.store(number)
        stream = ["commit refs/heads/main\ncommitter A <a@b> 1800000000 +0000\ndata 1\nx\n"
                  "from refs/heads/main^0\n"]
        for path, text in tree.items():
            stream.append("M 100644 inline %s\ndata %d\n%s\n" % (path, len(text), text))
        command("git", "-C", os.path.join(home, "git.git"), "fast-import", "--quiet",
                input="".join(stream).encode())

    def store(self, number, raw=None):
        """Puts a file, or other bytes in its place, onto the server."""
        with open(os.path.join(self.large, oid_of(number)), "wb") as out:
            out.write(content(number) if raw is None else raw)

    def kept(self):
        """Names in the store."""
        folder = os.path.join(self.environment["BRIGADE_STORAGE"], "lfs", "1")
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def check_whole(self):
        """Every file is there, is what its name says, and has its row."""
        wanted = sorted(oid_of(number) for number in range(self.files))
        folder = os.path.join(self.environment["BRIGADE_STORAGE"], "lfs", "1")
        expect_equal(self.kept(), wanted)
        for name in wanted:
            with open(os.path.join(folder, name), "rb") as file:
                expect_equal(hashlib.sha256(file.read()).hexdigest(), name)
        expect_equal(self.sql("select oid, size_bytes, path from forge.lfs_objects order by oid"),
                     [[name, str(os.path.getsize(os.path.join(folder, name))), "lfs/1/" + name]
                      for name in wanted])
        expect_equal(self.line(), ["%d" % self.files] * 2 + ["0", "0", None, "t"])
        self.recount()

    def line(self):
        return self.sql("select seen, stored, failed, missing, reason, matches "
                        "from brigade.reconciliation where thing = 'lfs_objects' order by run_id desc")[0]

    def asked(self, beginning):
        """Requests for LFS whose path begins so, or ends so."""
        return [entry for entry in self.journal()
                if entry["path"].startswith(beginning) or entry["path"].endswith(beginning)]

    def batches(self):
        return self.asked("/info/lfs/objects/batch")

    def bring(self, workers=1):
        number = self.insert("acme/tiny", "acme-token")
        self.work(workers)
        return number

    def expect_end(self, number, verdict=None):
        """None: nothing is missing, whatever the notes say."""
        if verdict is None:
            expect(self.is_whole(number), self.state(number), self.failures(number))
        else:
            expect_equal(self.state(number)[:2], ("finished", verdict), self.failures(number))

    def omissions(self):
        return self.sql("select key, reason from brigade.omissions "
                        "where stage = 'lfs_objects' order by 1")


@contextlib.contextmanager
def lfs_world(*arguments, **options):
    made = LfsWorld(*arguments, **options)
    try:
        yield made
    finally:
        made.close()


class Elsewhere:
    """Another host: `routes` are path: function that gives status, headers, body; it remembers
    what it was sent."""

    def __init__(self, routes):
        self.seen = []
        seen = self.seen

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                seen.append((self.path, dict(self.headers)))
                status, headers, body = routes.get(self.path, lambda: (404, {}, b""))()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # who leaves early is part of the game
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def headers(self, path):
        return [{name.lower(): value for name, value in headers.items()}
                for where, headers in self.seen if where == path]


def offer(w, rows, times=-1, **more):
    """The batch API answers with these rows."""
    w.fault(BATCH, {"status": 200, "content_type": TYPE,
                    "body": dict({"transfer": "basic", "objects": rows}, **more)}, times=times)


def row(number, href, header=None, **more):
    action = dict({"href": href, "expires_in": 60}, **({"header": header} if header else {}))
    return dict({"oid": oid_of(number), "size": len(content(number)),
                 "actions": {"download": action}}, **more)


@contextlib.contextmanager
def receiver():
    """A server that takes what git-lfs pushes: url, and the files by the SHA-256 of what came."""
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, status, value=None):
            body = json.dumps(value).encode() if value is not None else b""
            self.send_response(status)
            self.send_header("Content-Type", TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def body(self):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def do_POST(self):
            asked = json.loads(self.body() or b"{}")
            if not self.path.endswith("/objects/batch") or asked.get("operation") != "upload":
                return self.answer(404)
            return self.answer(200, {"transfer": "basic", "objects": [
                dict(one, actions={"upload": {"href": "%s/_put/%s" % (server.url, one["oid"])}}) for one in asked["objects"]]})

        def do_PUT(self):
            raw = self.body()
            server.files[hashlib.sha256(raw).hexdigest()] = self.path.rsplit("/", 1)[-1]
            self.answer(200)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url, server.files = "http://127.0.0.1:%d/org/widgets.git" % server.server_address[1], {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
