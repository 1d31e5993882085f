"""PostgreSQL servers of a story's own, durable, on sockets: a primary and a standby of it."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "faults"))

from cluster import as_server, programs, server_directory
from harness import command, wait_for


class Server:
    """One PostgreSQL on a socket of its own."""

    def __init__(self, parent, name, settings=()):
        self.data = os.path.join(server_directory(parent, name), "data")
        self.socket = server_directory(parent, name + "-socket")
        os.chmod(self.socket, 0o755)
        self.settings = ["listen_addresses=''", "shared_buffers=32MB", "log_min_messages=fatal", "max_connections=60",
                         "wal_level=replica"] + list(settings)

    def program(self, name, *words):
        subprocess.run(as_server(os.path.join(programs(), name), *words), check=True, cwd="/", stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def make(self):
        self.program("initdb", "-D", self.data, "--username=postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8",
                     "--no-sync")

    def copy(self, primary):
        self.program("pg_basebackup", "-D", self.data, "-h", primary.socket, "-U", "postgres", "-R", "-c", "fast", "--no-sync")

    def start(self):
        words = " ".join("-c " + setting for setting in self.settings)
        self.program("pg_ctl", "-D", self.data, "-s", "-w", "-l", os.path.join(os.path.dirname(self.data), "log"),
                     "-o", "-k %s %s" % (self.socket, words), "start")

    def stop(self):
        self.program("pg_ctl", "-D", self.data, "-s", "-w", "-m", "immediate", "stop")

    def promote(self):
        self.program("pg_ctl", "-D", self.data, "-s", "-w", "promote")

    def child(self, kind):
        """The process of that kind, such as walreceiver."""
        with open(os.path.join(self.data, "postmaster.pid")) as file:
            parent = file.readline().strip()
        for line in command("ps", "-o", "pid=,args=", "--ppid", parent).splitlines():
            if kind in line:
                return int(line.split()[0])
        return None


@contextlib.contextmanager
def servers(synchronous=False, standby=True, settings=()):
    """(primary, standby), and libpq's variables name the primary."""
    directory = tempfile.mkdtemp(prefix="brigade-failover-")
    os.chmod(directory, 0o755)
    before = dict(os.environ)
    made = [Server(directory, "primary", settings)]
    if standby:
        made.append(Server(directory, "standby", settings))
    try:
        for name in [name for name in os.environ if name.startswith("PG")]:
            del os.environ[name]
        os.environ.update(PGHOST=made[0].socket, PGPORT="5432", PGUSER="postgres")
        made[0].make()
        made[0].start()
        if standby:
            made[1].copy(made[0])
            made[1].start()
            wait_for(lambda: made[1].child("walreceiver"), "the standby")
        if synchronous:
            for words in ("alter system set synchronous_standby_names = '*'", "select pg_reload_conf()"):
                command("psql", "-X", "-q", "-d", "postgres", "-c", words)
        yield made
    finally:
        for server in made:
            with contextlib.suppress(subprocess.CalledProcessError):
                server.stop()
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(directory, ignore_errors=True)
