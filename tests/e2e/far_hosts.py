"""Worker hosts with storages of their own, each in a network namespace that can be cut off.

Where none can be made (no root, or a container without the right to), hosts are storages alone, and a host that is cut
off is a worker that is frozen. `far_hosts.py forward FROM TO` passes connections on.
"""

import os
import select
import socket
import subprocess
import sys
import threading

from harness import wait_for

COUNT = 0


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def pump(one, other):
    try:
        while True:
            ready, _, _ = select.select([one, other], [], [])
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                (other if end is one else one).sendall(data)
    except OSError:
        pass
    finally:
        one.close()
        other.close()


def forward(here, there):
    """there: HOST:PORT, or the path of a socket."""
    listener = socket.create_server(address(here))
    while True:
        client, _ = listener.accept()
        try:
            if there.startswith("/"):
                server = socket.socket(socket.AF_UNIX)
                server.connect(there)
            else:
                server = socket.create_connection(address(there), timeout=10)
                server.settimeout(None)
        except OSError:
            client.close()
            continue
        threading.Thread(target=pump, args=(client, server), daemon=True).start()


def quiet(*words):
    return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def why_no_namespaces():
    """None when they can be made."""
    name = "brigade-%d" % os.getpid()
    for words in (["ip", "netns", "add", name], ["ip", "netns", "exec", name, "ip", "link", "set", "lo", "up"]):
        done = quiet(*words)
        if done.returncode != 0:
            break
    quiet("ip", "netns", "del", name)
    return None if done.returncode == 0 else done.stderr.strip()


class Host:
    """A storage, a place and, where that can be made, a network of its own."""

    def __init__(self, w, place, namespaced):
        global COUNT
        COUNT += 1
        self.w, self.place, self.helpers, self.namespace = w, place, [], None
        self.storage = os.path.join(w.directory, "storage-" + place)
        os.makedirs(self.storage, mode=0o700)
        self.environment = dict(w.environment, BRIGADE_STORAGE=self.storage, BRIGADE_PLACE=place)
        if namespaced:
            self.make_network(COUNT)

    def make_network(self, number):
        self.namespace, self.link = "brigade-%d-%d" % (os.getpid(), number), "bb%d-%d" % (os.getpid() % 100000, number)
        net = "10.201.%d.%%d" % (number % 250)
        for words in ("netns add {ns}", "link add {link} type veth peer name far netns {ns}", "addr add {gate}/30 dev {link}",
                      "link set {link} up", "-n {ns} addr add {far}/30 dev far", "-n {ns} link set far up",
                      "-n {ns} link set lo up"):
            subprocess.run(["ip"] + words.format(ns=self.namespace, link=self.link, gate=net % 1, far=net % 2).split(), check=True)
        port = os.environ.get("PGPORT", "5432")
        server = os.environ.get("PGHOST", "/var/run/postgresql")
        there = os.path.join(server, ".s.PGSQL." + port) if server.startswith("/") else "%s:%s" % (server, port)
        self.gateway = net % 1
        self.open_gate = [["%s:%s" % (net % 1, port), there],
                          ["%s:%s" % (net % 1, self.w.url.rsplit(":", 1)[1]), self.w.url.split("//")[1]]]
        self.gate = [self.forward([], *words) for words in self.open_gate]
        inside = ["ip", "netns", "exec", self.namespace]
        for gate, _ in self.open_gate:
            self.helpers.append(self.forward(inside, "127.0.0.1:" + gate.rsplit(":", 1)[1], gate))
        self.environment.update(PGHOST="127.0.0.1", PGPORT=port)
        wait_for(lambda: quiet(*inside, "python3", "-c", "import socket; socket.create_connection(('127.0.0.1', %s))" % port)
                 .returncode == 0, "the network of a host")

    def forward(self, inside, here, there):
        return subprocess.Popen(inside + [sys.executable, os.path.abspath(__file__), "forward", here, there])

    def start(self, *words):
        log = open(os.path.join(self.w.directory, "worker.log"), "a")
        inside = ["ip", "netns", "exec", self.namespace] if self.namespace else []
        process = subprocess.Popen(inside + [self.w.program, "-v", "work"] + list(words), env=self.environment, stdout=log,
                                   stderr=log)
        log.close()
        self.w.workers.append(process)
        self.worker = process
        return process

    def run(self, *words):
        """A verb, typed there."""
        inside = {name: self.environment[name] for name in ("BRIGADE_STORAGE", "BRIGADE_PLACE")}
        return self.w.run(*words, environment=inside)

    def cut(self):
        """Nothing reaches the host any more; what runs there goes on."""
        if self.namespace is None:
            os.kill(self.worker.pid, 19)
            return
        subprocess.run(["ip", "link", "set", self.link, "down"], check=True)
        for helper in self.gate:
            helper.kill()
            helper.wait()

    def mend(self):
        if self.namespace is None:
            os.kill(self.worker.pid, 18)
            return
        subprocess.run(["ip", "link", "set", self.link, "up"], check=True)
        self.gate = [self.forward([], *words) for words in self.open_gate]

    def close(self):
        if self.namespace is None:
            return
        for helper in self.helpers + self.gate:
            helper.kill()
            helper.wait()
        quiet("ip", "link", "del", self.link)
        quiet("ip", "netns", "del", self.namespace)


if __name__ == "__main__":
    forward(*sys.argv[2:])
