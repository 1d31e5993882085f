"""A PostgreSQL to measure: the one that PGHOST names, else a throw-away, durable one."""

import contextlib
import os
import shutil
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")


def ensure():
    """Starts this program again inside a throw-away cluster, unless there is one.

    pg_virtualenv turns fsync off by itself; what is measured here pays for its commits.
    """
    if os.environ.get("PGHOST"):
        return
    if not shutil.which("pg_virtualenv"):
        sys.exit("PGHOST is not set, and pg_virtualenv (postgresql-common) is not installed")
    os.execvp("pg_virtualenv", ["pg_virtualenv", "-t", "-i", "--locale=C.UTF-8 --encoding=UTF8",
                                "-o", "fsync=on",
                                sys.executable, os.path.abspath(sys.argv[0])] + sys.argv[1:])


def sql(text):
    """Statements, each in a transaction of its own; the output as text."""
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"],
                          input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit("psql: " + done.stderr)
    return done.stdout


def value(text):
    return sql(text).strip()


def install_sql():
    """The schema of this checkout, as `brigade install` would apply it."""
    words = ["sh", os.path.join(TOP, "sql", "assemble"), os.path.join(TOP, "sql")]
    return subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE).stdout


def cpu_seconds():
    """What all processes of the server have used of processors, those that have ended included."""
    time.sleep(0.1)  # a backend ends after its client
    ticks = 0
    with open(os.path.join(value("show data_directory"), "postmaster.pid")) as file:
        main = int(file.readline())
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            with open("/proc/%s/stat" % name) as file:
                fields = file.read().rsplit(")", 1)[1].split()
            if int(name) == main:
                ticks += sum(map(int, fields[11:15]))
            elif int(fields[1]) == main:
                ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


# The time of the processor that the server spent: other work on the host does not count.
BACKEND = """
set client_min_messages = warning; set max_parallel_workers_per_gather = 0; set jit = %(jit)s;
select pg_backend_pid() as pid \\gset
\\setenv BACKEND :pid
\\o /dev/null
%(query)s;
\\! cut -d' ' -f14,15 /proc/$BACKEND/stat
%(queries)s
\\! cut -d' ' -f14,15 /proc/$BACKEND/stat
"""


def backend_ms(query, rounds, jit="off"):
    """Milliseconds of the processor for a query, planning included."""
    query = query.rstrip(";")
    ticks = list(map(int, sql(BACKEND % {"query": query, "jit": jit, "queries": (query + ";\n") * rounds}).split()))
    return (ticks[2] + ticks[3] - ticks[0] - ticks[1]) * 1000 / os.sysconf("SC_CLK_TCK") / rounds


@contextlib.contextmanager
def database():
    """A database with the schema, for the time of the measurement; PGDATABASE names it."""
    name = "bench_%d" % os.getpid()
    subprocess.run(["createdb", "--template", "template0", "--encoding", "UTF8", name], check=True)
    before, os.environ["PGDATABASE"] = os.environ.get("PGDATABASE"), name
    try:
        sql(install_sql())
        yield
    finally:
        del os.environ["PGDATABASE"]
        if before is not None:
            os.environ["PGDATABASE"] = before
        subprocess.run(["dropdb", "--force", name], check=True)


def description():
    """On what it was measured, in a line."""
    shown = ["%s %s" % (name, value("show " + name)) for name in SETTINGS]
    return "%d processors; PostgreSQL: %s" % (os.cpu_count(), ", ".join(shown))
