"""A proxy in front of PostgreSQL that understands messages, and cuts connections at COMMIT.

    before   half of the message that says commit arrives at the server
    during   the commit arrives, and both ends are closed before anybody can have answered
    after    the server has committed; half of its answer arrives at the client
"""

import os
import re
import socket
import struct
import threading

KIND = re.compile(rb"select (?:\* from )?((?:brigade|forge)\.\w+)")
COMMITTED = b"COMMIT\0"
# How often a commit is cut, by what is committed; idle workers ask more often than others work.
ODDS = {"brigade.finish": 0.5, "brigade.claim": 0.15, "brigade.extend": 0.5}


def messages(stream, typed):
    """(type, whole message) of what a socket says; the first message of a client has no type."""
    while True:
        head = stream.read(5 if typed else 4)
        if len(head) < (5 if typed else 4):
            return
        length = struct.unpack("!I", head[-4:])[0]
        rest = stream.read(length - 4)
        if len(rest) < length - 4:
            return
        yield (head[:1] if typed else b"", head + rest)
        typed = True


class Link:
    """One client and its session. A thread for each direction."""

    def __init__(self, proxy, client):
        self.proxy, self.client = proxy, client
        self.server = socket.socket(socket.AF_UNIX)
        self.server.connect(proxy.target)
        self.kind, self.cut = b"", None  # what the transaction does; where it is to be cut
        for function in (self.questions, self.answers):
            threading.Thread(target=self.guard, args=(function,), daemon=True).start()

    def guard(self, function):
        try:
            function()
        except OSError:
            pass
        finally:
            self.close()

    def close(self):
        for end in (self.client, self.server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def questions(self):
        for kind, whole in messages(self.client.makefile("rb"), False):
            if kind == b"P":
                self.look(whole)
                if self.cut == "before":
                    self.server.sendall(whole[:len(whole) // 2])
                    return
            self.server.sendall(whole)
            if kind == b"S" and self.cut == "during":
                return

    def look(self, whole):
        query = whole[5:].split(b"\0")[1]
        if query == b"commit":
            self.cut = self.proxy.decide(self.kind.decode())
        elif KIND.match(query):
            self.kind = KIND.match(query).group(1)

    def answers(self):
        for kind, whole in messages(self.server.makefile("rb"), True):
            if self.cut == "after" and kind == b"C" and whole.endswith(COMMITTED):
                self.client.sendall(whole[:len(whole) // 2])
                return
            self.client.sendall(whole)


class Proxy:
    """Listens on a socket file in `directory`, which is the PGHOST to use."""

    def __init__(self, directory, dice):
        name = ".s.PGSQL." + os.environ["PGPORT"]
        self.socket, self.target = directory, os.path.join(os.environ["PGHOST"], name)
        self.dice, self.lock = dice, threading.Lock()
        self.place, self.left, self.cuts = None, 0, {}
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(directory, name))
        self.listener.listen(64)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            try:
                Link(self, client)
            except OSError:
                client.close()

    def arm(self, place, count):
        with self.lock:
            self.place, self.left = place, count

    def decide(self, kind):
        """Where this commit is to be cut; mostly nowhere, so that the import goes on."""
        with self.lock:
            if self.left <= 0 or self.dice.random() > ODDS.get(kind, 0.03):
                return None
            self.left -= 1
            self.cuts[kind] = self.cuts.get(kind, 0) + 1
            return self.place

    def close(self):
        self.listener.close()
