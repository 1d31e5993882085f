"""What stands around the program and may be taken away: PostgreSQL, PgBouncer, room on a disk.

Sockets are files in directories of their own, so no port is needed.
"""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

from harness import command, wait_for

# PostgreSQL's defaults promise that what was committed stays; these only keep it small.
SETTINGS = {"listen_addresses": "''", "shared_buffers": "32MB", "max_connections": "80",
            "log_min_messages": "fatal", "wal_level": "minimal", "max_wal_senders": "0"}
SOCKET = 5432


class Skip(Exception):
    """This machine cannot show the fault, and why."""


def as_server(*words):
    """PostgreSQL and PgBouncer refuse to run as root."""
    if os.geteuid() != 0:
        return list(words)
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] + list(words)


def give_to_server(path):
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(path, owner.pw_uid, owner.pw_gid)


def server_directory(parent, name):
    path = os.path.join(parent, name)
    os.mkdir(path, 0o700)
    give_to_server(path)
    return path


def programs():
    """Where initdb and pg_ctl are: the newest version's."""
    found = glob.glob("/usr/lib/postgresql/*/bin/pg_ctl")
    if found:
        return os.path.dirname(max(found, key=lambda path: int(path.split("/")[4])))
    return command("pg_config", "--bindir").strip()


class Cluster:
    """A durable PostgreSQL of its own; libpq's variables of this process name it."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="brigade-cluster-")
        os.chmod(self.directory, 0o755)
        self.data = os.path.join(server_directory(self.directory, "server"), "data")
        self.socket = server_directory(self.directory, "socket")
        os.chmod(self.socket, 0o755)
        self.log = os.path.join(os.path.dirname(self.data), "log")
        command(*as_server(os.path.join(programs(), "initdb"), "-D", self.data, "--username=postgres",
                           "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8"), cwd="/")
        for name in [name for name in os.environ if name.startswith("PG")]:
            del os.environ[name]
        os.environ.update(PGHOST=self.socket, PGPORT=str(SOCKET), PGUSER="postgres")
        self.start()

    def control(self, *words):
        subprocess.run(as_server(os.path.join(programs(), "pg_ctl"), "-D", self.data, "-s", "-w", *words),
                       check=True, cwd="/", stdout=subprocess.DEVNULL)

    def start(self):
        options = " ".join("-c %s=%s" % setting for setting in SETTINGS.items())
        self.control("-l", self.log, "-o", "-k %s %s" % (self.socket, options), "start")

    def stop(self, mode="immediate"):
        self.control("-m", mode, "stop")

    def sql(self, text):
        return command("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c", text)

    def close(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)


class Bouncer:
    """PgBouncer in transaction mode in front of the cluster; `socket` is the PGHOST to use."""

    def __init__(self, directory, pool):
        if not shutil.which("pgbouncer"):
            raise Skip("pgbouncer is not installed")
        os.chmod(directory, 0o755)
        self.socket = server_directory(directory, "bouncer")
        users, settings = os.path.join(directory, "users"), os.path.join(directory, "pgbouncer.ini")
        with open(users, "w") as file:
            file.write('"postgres" ""\n')
        with open(settings, "w") as file:
            file.write("[databases]\n* = host=%s port=%d\n[pgbouncer]\n" % (os.environ["PGHOST"], SOCKET))
            file.write("listen_port = %d\nunix_socket_dir = %s\nauth_type = trust\nauth_file = %s\n"
                       "pool_mode = transaction\ndefault_pool_size = %d\nmax_client_conn = 100\n"
                       % (SOCKET, self.socket, users, pool))
        os.chmod(settings, 0o644)
        self.settings = settings
        self.start()

    def start(self):
        self.process = subprocess.Popen(as_server("pgbouncer", "-q", self.settings), cwd="/",
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(os.path.join(self.socket, ".s.PGSQL.%d" % SOCKET)), "PgBouncer")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self.socket, ".s.PGSQL.%d" % SOCKET))

    def close(self):
        self.process.terminate()
        self.process.wait()


class SmallDisk:
    """A file system with little room, mounted at a directory."""

    def __init__(self, path, size_mib, server_owns=False):
        if os.geteuid() != 0:
            raise Skip("only root can mount a small disk")
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm,mode=0700" % size_mib, "none", path],
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise Skip("no small disk can be mounted here: " + done.stderr.strip())
        if server_owns:
            give_to_server(path)
        self.path, self.filler = path, os.path.join(path, "filler")

    def fill(self, left_bytes):
        """Leaves so much room, as far as others do not take it at the same time."""
        with open(self.filler, "wb") as file:
            while True:
                room = os.statvfs(self.path)
                size = room.f_bavail * room.f_bsize + os.fstat(file.fileno()).st_blocks * 512 - left_bytes
                with contextlib.suppress(OSError):
                    os.posix_fallocate(file.fileno(), 0, max(size, 1))
                    return

    def empty(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.filler)

    def close(self):
        for _ in range(50):  # somebody may still be inside for a moment
            if subprocess.run(["umount", self.path], stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.1)
        subprocess.run(["umount", "--lazy", self.path], check=True)
