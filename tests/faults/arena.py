"""A world to disturb: the sample's import under a crew of workers, and what must hold afterwards.

Whatever was done to it, an import ends with the rows, counts, files and refs of the undisturbed
one, and nothing is left behind. That is one check, here, and every fault run ends with it.
"""

import collections
import contextlib
import os
import shutil
import signal
import subprocess
import time

import leaks
from harness import PROGRAM, Failure, World, command, expect, expect_equal, sessions, wait_for

SOURCE, CREDENTIAL = "acme/widgets", "acme-token"
# 69: PostgreSQL was away; 75: told to stop. Cron starts the next.
GOOD_ENDS = (0, 69, 75)
PATIENCE_S = 180

# What is rolled back leaves gaps in the numbers, and the project's stands in paths and rows.
ONE_PROJECT = """
create schema arena;
create function arena.one_project() returns trigger language plpgsql as 'begin new.id := 1; return new; end';
create trigger one_project before insert on forge.projects for each row execute function arena.one_project();
"""

undisturbed = {}


class Arena(World):
    """Leases as short as the schema allows and a budget that no kill exhausts, so that what is
    tried again is tried soon."""

    def __init__(self, delay_ms=0, max_attempts=1000):
        super().__init__(server_options=("--delay", str(delay_ms)))
        self.crew, self.ends = [], collections.Counter()
        self.sql("update brigade.stages set lease = '1 second', backoff = '50 milliseconds', max_attempts = %d"
                 % max_attempts)
        self.sql(ONE_PROJECT)
        self.checked = 0

    # Imports, one after the other

    def begin(self):
        """A clean slate, so that the rows of the last import hide nothing, and a new import."""
        self.sql("truncate forge.projects, forge.users restart identity cascade")
        self.sql("delete from brigade.imports")
        self.forget_waits()
        storage = self.environment["BRIGADE_STORAGE"]
        for name in os.listdir(storage):
            if os.path.isdir(os.path.join(storage, name)):
                shutil.rmtree(os.path.join(storage, name))
        self.run_id = self.insert(SOURCE, CREDENTIAL)
        return self.run_id

    def forget_waits(self):
        """What workers wrote down to wait for: tests do not wait as long as people."""
        self.sql("update brigade.budgets set used_up_until = null, server_wait_until = null")

    def is_over(self):
        """Whether the import has ended; no while PostgreSQL cannot say."""
        try:
            return self.number("select count(*) from brigade.imports where state in ('queued', 'running')") == 0
        except Failure:
            return False

    # Workers

    def man(self, size, environment=None):
        """Replaces workers that have ended until there are `size`."""
        for worker in [worker for worker in self.crew if worker.poll() is not None]:
            self.dismiss(worker)
        while len(self.crew) < size:
            with open(os.path.join(self.directory, "worker.log"), "a") as log:
                worker = subprocess.Popen([PROGRAM, "-v", "work", "--for", "600s"],
                                          env=dict(self.environment, **(environment or {})), stdout=log, stderr=log)
            self.crew.append(worker)
            self.workers.append(worker)

    def dismiss(self, worker):
        self.ends[worker.wait(timeout=60)] += 1
        self.crew.remove(worker)
        self.workers.remove(worker)

    @sessions.keep()
    def disturb(self, size, strike, rounds, environment=None):
        """Lets `strike()` happen again and again while imports run; returns how many ended.

        strike returns how often it struck; the last import ends undisturbed."""
        left, imports, until = rounds, 0, time.monotonic() + PATIENCE_S + 2 * rounds
        self.begin()
        while True:
            self.man(size, environment)
            if self.is_over():
                self.check()
                imports += 1
                if left <= 0:
                    return imports
                self.begin()
            elif left > 0:
                left -= strike()
            else:
                time.sleep(0.05)
            if time.monotonic() > until:
                raise Failure("no end: %s\n%s" % (self.sql("select * from brigade.stage_progress"), self.worker_log()))

    @sessions.keep()
    def finish(self, size=2):
        """Workers until the import has ended."""
        until = time.monotonic() + PATIENCE_S
        while not self.is_over():
            self.man(size)
            time.sleep(0.05)
            if time.monotonic() > until:
                raise Failure("no end: %s\n%s" % (self.sql("select * from brigade.stage_progress"), self.worker_log()))

    def rest(self):
        """Tells all workers to end."""
        for worker in self.crew:
            for number in (signal.SIGCONT, signal.SIGTERM):
                with contextlib.suppress(ProcessLookupError):
                    worker.send_signal(number)
        for worker in list(self.crew):
            self.dismiss(worker)

    # What must hold

    def outcome(self):
        """All that an import leaves, as text that does not depend on how often it was tried."""
        storage = self.environment["BRIGADE_STORAGE"]
        counts = self.sql("select thing, announced, listed from brigade.tallies where run_id = %d order by 1" % self.run_id)
        # Not the sentence: it quotes the answer, which a fault may have cut. Nor how sure it is that the stream shows
        # deleted comments: a stream that broke off says less about that, also when it was read again.
        notes = self.sql("select stage, key, reason from brigade.omissions where run_id = %d "
                         "and key <> 'deleted_comments' order by 1, 2" % self.run_id)
        return {"state": self.state(self.run_id), "rows": self.snapshot(), "counts": counts, "notes": notes,
                "failures": self.failures(self.run_id), "files": files(storage), "refs": refs(storage)}

    def check(self, found=None):
        """The same as undisturbed, and nothing left behind; `found` is the outcome where it is known."""
        self.rest()
        found = found or self.outcome()
        for name, wanted in reference().items():
            if found[name] != wanted:
                raise Failure("%s differ from an undisturbed import:\n%s" % (name, difference(wanted, found[name])))
        self.check_clean()
        # A credential that had to wait for a network that was gone does not have to any more.
        self.sql("update brigade.budgets set server_wait_until = null")
        verified = self.run("verify", self.run_id)
        expect_equal(verified.returncode, 0, "brigade verify: " + verified.stdout + verified.stderr)
        self.checked += 1

    def check_clean(self):
        """What holds after the end, whatever the verdict."""
        self.check_counts()
        asked = os.path.getsize(self.journal_file)
        expect_equal(self.run("work").returncode, 0, "exit code of a worker that finds nothing to do")
        expect_equal(os.path.getsize(self.journal_file), asked, "requests of a worker that has nothing to do, in bytes of journal")
        expect_equal(self.leftovers(), [], "staging")
        wait_for(lambda: not self.sessions(), "the end of the workers' sessions: " + str(self.sessions()))
        expect_equal(self.processes(), [], "processes of dead workers")
        leaks.check(self)
        bad = {code: count for code, count in self.ends.items() if code not in GOOD_ENDS and code >= 0}
        expect(not bad, "workers ended with", bad, self.worker_log())

    def check_counts(self):
        """What holds at any moment."""
        self.recount()

    def sessions(self):
        """Sessions and locks of workers."""
        return self.sql("select pid, state, query from pg_stat_activity where datname = current_database() "
                        "and pid <> pg_backend_pid() and backend_type = 'client backend' union all "
                        "select pid, mode, relation::regclass::text from pg_locks where database = "
                        "(select oid from pg_database where datname = current_database()) "
                        "and pid <> pg_backend_pid() union all select 0, gid, '' from pg_prepared_xacts")

    def processes(self):
        """Processes, other than the server, that work in our directory."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open("/proc/%s/cmdline" % pid, "rb") as file:
                words = file.read().decode(errors="replace")
                if self.environment["BRIGADE_STORAGE"] in words:
                    found.append(words.replace("\0", " "))
        return found


def files(storage):
    """Paths below the storage directory; of git's objects only what does not belong there."""
    found = []
    for place, _folders, names in os.walk(storage):
        for name in names:
            path = os.path.relpath(os.path.join(place, name), storage)
            # The mark of the storage is none of an import's files.
            if path in (".place", ".place.lock"):
                continue
            if "/objects/" not in path or name.startswith("tmp_") or name.endswith((".lock", ".keep")):
                found.append(path)
    return sorted(found)


def refs(storage):
    """Refs of every repository, each found whole."""
    found = []
    for place, folders, _names in os.walk(storage):
        for name in [name for name in sorted(folders) if name.endswith(".git")]:
            path = os.path.join(place, name)
            command("git", "-C", path, "fsck", "--connectivity-only", "--no-dangling")
            listed = command("git", "-C", path, "for-each-ref", "--format=%(objectname) %(refname)")
            found.append([os.path.relpath(path, storage), command("git", "-C", path, "symbolic-ref", "HEAD"), listed])
            folders.remove(name)
    return sorted(found)


def reference():
    """What an import leaves that nobody disturbs."""
    if not undisturbed:
        arena = Arena()
        try:
            arena.begin()
            arena.work()
            undisturbed.update(arena.outcome())
            undisturbed_journal.extend(arena.journal())
            expect_equal(undisturbed["state"][0], "finished")
            expect_equal(undisturbed["failures"], [])
        finally:
            arena.close()
    return undisturbed


undisturbed_journal = []


def difference(wanted, found):
    """The first lines that differ."""
    if isinstance(wanted, str):
        wanted, found = wanted.splitlines(), found.splitlines()
    if not isinstance(wanted, list):
        return "  wanted %r\n  got    %r" % (wanted, found)
    lines = ["- %.600s" % (line,) for line in wanted if line not in found][:5]
    lines += ["+ %.600s" % (line,) for line in found if line not in wanted][:5]
    return "\n".join(lines or ["%d against %d lines, some doubled" % (len(wanted), len(found))])
