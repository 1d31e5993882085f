"""What every end-to-end story needs: a database, a Bitbucket, the program, and TAP.

A story is a program that calls `run(globals())`; its functions named test_* run in order, each in a
world of its own unless it asks for none, and the docstring is the name of the test. PostgreSQL is
the one that PGHOST and PGPORT name (contrib/check starts a throw-away one).
"""

import contextlib
import glob
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.request

sys.dont_write_bytecode = True

import libpq

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("BUILD", os.getcwd())
PROGRAM = os.environ.get("BRIGADE", os.path.join(BUILD, "brigade"))
INSTALL_SQL = os.path.join(BUILD, "install.sql")
SERVER = os.path.join(TOP, "tests", "server")
SNAPSHOT_SQL = os.path.join(TOP, "tests", "e2e", "snapshot.sql")

SECRETS = {  # tests/server/sample documents them
    "acme-token": ("api_token", "ada@acme.example", "ATATT-acme-token-secret"),
    "acme-second": ("api_token", "ada@acme.example", "ATATT-acme-second-secret"),
    "acme-expired": ("api_token", "ada@acme.example", "ATATT-acme-expired-secret"),
    "acme-narrow": ("api_token", "eve@acme.example", "ATATT-acme-narrow-secret"),
    "stranger": ("api_token", "gil@acme.example", "ATATT-stranger-secret"),
    "widgets-access": ("access_token", None, "ATCTT-widgets-access-secret"),
    "private-access": ("access_token", None, "ATCTT-private-access-secret"),
    "workspace-access": ("access_token", None, "ATCTT-workspace-access-secret"),
    "acme-oauth": ("oauth", None, "consumer-secret"),
}


# Notes of an import of acme/widgets by acme-token.
WIDGETS = ("activity of kind ", "activity of kind comment", "activity of kind none",
           "activity of kind some_future_activity_kind", "drafts", "fork/acme-gone/widgets", "fork/acme-secret/widgets",
           "merge_request_heads", "resolutions")


class Failure(Exception):
    """A test found what it should not."""


class Skip(Exception):
    """A test needs a program that is not on this machine; the text says how to get it."""


def expect(truth, *words):
    if not truth:
        raise Failure(" ".join(str(word) for word in words) or "expectation failed")


def expect_equal(got, wanted, what=""):
    if got != wanted:
        raise Failure("%s\n  got    %r\n  wanted %r" % (what, got, wanted))


def is_sanitized():
    """Whether the program was built with --enable-sanitize."""
    with open(PROGRAM, "rb") as file:
        return b"__asan_init" in file.read()


def expect_memory(peak_kib, bound_kib):
    """A bound on resident memory; the shadow and quarantine of a sanitizer are none of the program's."""
    expect(peak_kib > 0, "no memory was measured")
    expect(peak_kib < bound_kib or is_sanitized(), "a worker used", peak_kib, "KiB, bound", bound_kib)


def command(*words, **options):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **options)
    if done.returncode != 0:
        raise Failure("%s ended with %d: %s" % (words[0], done.returncode, done.stderr.decode()))
    return done.stdout.decode()  # as bytes: line ends are kept


def digest(*paths):
    """Of what files hold; a program is told by its age."""
    found = hashlib.sha256()
    for path in filter(os.path.isfile, paths):
        if os.access(path, os.X_OK):
            found.update(str(os.stat(path).st_mtime_ns).encode())
        else:
            with open(path, "rb") as file:
                found.update(file.read())
    return found.hexdigest()[:16]


class World:
    """A directory, a database, a running Bitbucket, and the environment of the program."""

    count = 0
    program, install_sql = PROGRAM, INSTALL_SQL  # tests/e2e/upgrade begins with older ones

    def __init__(self, make=None, server_options=()):
        World.count += 1
        self.directory = tempfile.mkdtemp(prefix="brigade-e2e-")
        self.data = os.path.join(self.directory, "data")
        self.journal_file = os.path.join(self.directory, "journal")
        self.database = "e2e_%d_%d" % (os.getpid(), World.count)
        self.workers = []
        self.server = None
        try:
            (make or self.make_sample)()
            self.start_server(*server_options)
            self.environment = self.make_environment()
            self.make_database()
        except BaseException:
            self.close()  # a server that nobody ends keeps the pipes of the story open
            raise

    def make_database(self):
        """A copy of what the first story of the server installed."""
        installed = "e2e_installed_" + digest(self.install_sql, self.program)
        with contextlib.closing(libpq.Connection("postgres")) as server:
            server.rows("select pg_advisory_lock(hashtext('%s'))" % installed)
            if not server.rows("select 1 from pg_database where datname = '%s'" % installed):
                self.install()
                server.rows('alter database "%s" rename to "%s"' % (self.database, installed))
            server.rows('create database "%s" template "%s"' % (self.database, installed))
        # A database by itself: its storage is none of the others'.
        self.sql("update brigade.places set storage_key = gen_random_uuid()")

    def install(self):
        command("createdb", "--template", "template0", "--encoding", "UTF8", self.database)
        self.brigade("install")
        # Tests do not wait as long as people: shorter back-off, everything else as it is.
        self.sql("update brigade.stages set backoff = '200 milliseconds'")

    def make_sample(self):
        """A copy of what the first story of the build directory wrote."""
        sample = os.path.join(BUILD, "sample-" + digest(*sorted(glob.glob(os.path.join(SERVER, "*")))))
        if not os.path.isdir(sample):
            with tempfile.TemporaryDirectory(prefix="sample-", dir=BUILD) as scratch:
                command(os.path.join(SERVER, "sample"), os.path.join(scratch, "data"))
                with contextlib.suppress(OSError):  # another story was the first
                    os.rename(os.path.join(scratch, "data"), sample)
        shutil.copytree(sample, self.data, symlinks=True)

    def make_environment(self):
        storage = os.path.join(self.directory, "storage")
        credentials = os.path.join(self.directory, "credentials")
        for path in (storage, credentials):
            os.makedirs(path, mode=0o700, exist_ok=True)
        keep = {name: value for name, value in os.environ.items() if not name.startswith("BRIGADE")}
        return dict(keep, PGDATABASE=self.database, BRIGADE_API_URL=self.url,
                    BRIGADE_WEB_URL=self.url, BRIGADE_STORAGE=storage,
                    BRIGADE_CREDENTIALS=credentials, BRIGADE_SQL=self.install_sql,
                    BRIGADE_ALLOW_ROOT="yes", BRIGADE_REQUESTS_PER_HOUR="100000",
                    BRIGADE_REQUESTS_PER_HOUR_ANONYMOUS="100000", LC_ALL="C.UTF-8")

    # The Bitbucket

    def start_server(self, *options):
        ready = os.path.join(self.directory, "ready")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(ready)
        defaults = ["--limit", "1000000", "--anonymous-limit", "1000000"]
        self.server = subprocess.Popen(
            [sys.executable, "-S", os.path.join(SERVER, "bitbucket"), "--data", self.data, "--ready", ready,
             "--journal", self.journal_file] + defaults + list(options))
        wait_for(lambda: os.path.exists(ready), "the test server")
        with open(ready) as file:
            self.url = file.read().strip()

    def control(self, path, body=None, method="POST"):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + "/_control/" + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode()

    def fault(self, match, fault, nth=1, times=1):
        if isinstance(fault, str):
            fault = {"name": fault}
        self.control("faults", [{"match": match, "nth": nth, "times": times, "fault": fault}])

    def shape(self, file, shape, **options):
        """Changes what a file of the data directory holds, as tests/server/lawful.py says."""
        self.control("shapes", [dict(options, file=file, shape=shape)])

    def clear_shapes(self):
        self.control("shapes", method="DELETE")

    def clear_faults(self):
        self.control("faults", method="DELETE")

    def journal(self):
        """Requests that reached the API or git, in order."""
        with open(self.journal_file) as file:
            return [json.loads(line) for line in file]

    def forget_journal(self):
        self.control("journal", method="DELETE")

    # The database

    def sql(self, text):
        """Rows of the statements of a text as lists of text; None for null. In a session of its own."""
        return sessions.rows(self.database, text)

    def value(self, text):
        rows = self.sql(text)
        return rows[0][0] if rows else None

    def number(self, text):
        return int(self.value(text))

    def snapshot(self):
        """Everything that was imported, without what may differ between two imports of the same."""
        return command("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.database,
                       "-f", SNAPSHOT_SQL).replace(self.url, "URL")

    # The program

    def run(self, *words, stdin=None, environment=None):
        return subprocess.run([self.program] + [str(word) for word in words], input=stdin, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=dict(self.environment, **(environment or {})), timeout=300)

    def brigade(self, *words, **options):
        done = self.run(*words, **options)
        if done.returncode != 0:
            raise Failure("brigade %s ended with %d: %s%s"
                          % (" ".join(map(str, words)), done.returncode, done.stdout, done.stderr))
        return done.stdout

    def add_credential(self, name, secret=None):
        kind, email, right = SECRETS[name]
        words = ["credential", "add", name, "--kind", kind] + (["--email", email] if email else [])
        words += ["--key", "consumer-key"] if kind == "oauth" else []
        self.brigade(*words, stdin=(secret or right) + "\n")

    def insert(self, source, credential=None, **columns):
        if credential is not None and not self.sql(
                "select name from brigade.credentials where name = '%s'" % credential):
            self.add_credential(credential)
        columns = dict(columns, source=source, credential=credential)
        given = {name: value for name, value in columns.items() if value is not None}
        return self.number("insert into brigade.imports (%s) values (%s) returning id" % (
            ", ".join(given), ", ".join("'%s'" % value for value in given.values())))

    def expect_whole(self, number, *notes):
        """It has finished with everything; its notes, but for those that say how far that is proved, are these."""
        have = {row[0] for row in self.sql("select key from brigade.omissions where run_id = %d and reason <> 'unproved'" % number)}
        expect_equal((*self.state(number)[:2], have),
                     ("finished", "complete with notes" if notes else "complete", set(notes)), self.failures(number))

    def is_whole(self, number):
        """It has finished and nothing is missing, whatever its notes say."""
        state, verdict = self.state(number)[:2]
        return state == "finished" and verdict in ("complete", "complete with notes")

    def start_worker(self, *words):
        log = open(os.path.join(self.directory, "worker.log"), "a")
        process = subprocess.Popen([self.program, "-v", "work"] + list(words or ("--drain",)),
                                   env=self.environment, stdout=log, stderr=log)
        log.close()
        self.workers.append(process)
        return process

    def work(self, workers=1, seconds=280):
        """Workers until no import is under way."""
        running = [self.start_worker("--drain") for _ in range(workers)]
        for process in running:
            expect_equal(process.wait(timeout=seconds), 0, "exit code of a worker: " + self.worker_log())
            self.workers.remove(process)

    def kill_when(self, condition):
        """A worker that is killed with -9 once there are such jobs, or has ended before."""
        worker = self.start_worker("--drain")
        wait_for(lambda: self.number("select count(*) from brigade.jobs where " + condition) > 0 or worker.poll() is not None,
                 condition)
        worker.kill()
        worker.wait()
        self.workers.remove(worker)

    def worker_log(self):
        with open(os.path.join(self.directory, "worker.log")) as file:
            return file.read()[-4000:]

    def state(self, number):
        """(state, verdict, error) of an import."""
        return tuple(self.sql("select state, verdict, error from brigade.imports where id = %d" % number)[0])

    def failures(self, number):
        return self.sql("select stage, key, class, http_status, message, url from brigade.failures "
                        "where run_id = %d order by stage, key" % number)

    def missing(self, number):
        """Why an import is incomplete: its failures, and what was announced and is not here."""
        return self.failures(number) + self.sql(
            "select stage, thing, key, reason from brigade.missing where run_id = %d" % number)

    def recount(self):
        """The invariants that any moment must show."""
        expect_equal(self.sql("select invariant, run_id, message from brigade.violations()"), [], "violations")

    def bind(self):
        """What a test has put into tables by hand gets its foreign keys, as at the end of an import."""
        self.sql("select forge.settle_owners(i.id) from brigade.imports i where i.project_id is not null")

    def leftovers(self):
        staging = os.path.join(self.environment["BRIGADE_STORAGE"], "staging")
        return os.listdir(staging) if os.path.isdir(staging) else []

    def repository(self, project=1, kind="code"):
        return os.path.join(self.environment["BRIGADE_STORAGE"], "repositories", str(project), kind + ".git")

    def close(self):
        for process in self.workers:
            process.kill()
            process.wait()
        if self.server is not None:
            self.server.terminate()
            self.server.wait()
        with contextlib.suppress(libpq.Refused), contextlib.closing(libpq.Connection("postgres")) as server:
            server.rows('drop database if exists "%s" with (force)' % self.database)
        shutil.rmtree(self.directory, ignore_errors=True)


class Sessions(threading.local):
    """Each statement has one of its own, but while it is asked again and again."""

    kept = None  # else {(host, port, database): connection}

    def rows(self, database, text):
        key = (os.environ.get("PGHOST"), os.environ.get("PGPORT"), database)
        connection = None
        try:
            connection = (self.kept or {}).pop(key, None) or libpq.Connection(database)
            found = connection.rows(text)
            if self.kept is not None:
                self.kept[key], connection = connection, None
            return found
        except libpq.Refused as reason:
            raise Failure(str(reason)) from None
        finally:
            if connection is not None:
                connection.close()

    @contextlib.contextmanager
    def keep(self):
        if self.kept is not None:
            yield
            return
        self.kept = {}
        try:
            yield
        finally:
            for connection in self.kept.values():
                connection.close()
            self.kept = None


sessions = Sessions()


def wait_for(truth, what, seconds=60):
    until = time.monotonic() + seconds
    with sessions.keep():
        while not truth():
            if time.monotonic() > until:
                raise Failure("waited %d s in vain for %s" % (seconds, what))
            time.sleep(0.02)


@contextlib.contextmanager
def world(*arguments, **options):
    made = World(*arguments, **options)
    try:
        yield made
    finally:
        made.close()


def run(names):
    """Runs the test_* functions of a module and prints TAP. Exits."""
    tests = [(name, thing) for name, thing in names.items() if name.startswith("test_")]
    print("1..%d" % len(tests), flush=True)
    failed = 0
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it is ignored, and the programs would inherit that
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for number, (name, test) in enumerate(tests, 1):
        title = (test.__doc__ or name).strip().split("\n")[0]
        try:
            test()
            print("ok %d - %s" % (number, title), flush=True)
        except Skip as reason:
            print("ok %d - %s # SKIP %s" % (number, title, reason), flush=True)
        except Exception as reason:
            failed += 1
            print("not ok %d - %s" % (number, title))
            text = str(reason) if isinstance(reason, Failure) else traceback.format_exc()
            print("".join("# %s\n" % line for line in text[-6000:].split("\n")), flush=True)
    sys.exit(1 if failed else 0)
