"""Names and hosts of tests: a listener that must hear nothing, and a resolver that says what a test wants."""

import glob
import os
import socket
import threading

from harness import Skip


class Listener:
    """A host that is none of ours; whoever connects is written down."""

    def __init__(self, address="127.0.0.1"):
        self.socket = socket.create_server((address, 0))
        self.address, self.port = self.socket.getsockname()
        self.heard = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            connection.settimeout(1)
            try:
                self.heard.append(connection.recv(4096))
            except OSError:
                self.heard.append(b"")
            connection.close()

    def url(self, path=""):
        return "http://%s:%d%s" % (self.address, self.port, path)


def own_address():
    """An address of this machine that is not loopback and not public: where a server inside would be."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            raise Skip("this machine has no network of its own") from None
        address = probe.getsockname()[0]
    inside = ("10.", "192.168.", "100.64.", "169.254.", "192.0.2.", "198.18.") + tuple("172.%d." % n for n in range(16, 32))
    if not address.startswith(inside):
        raise Skip("%s, the address of this machine, is not a private one" % address)
    return address


class Names:
    """Makes the program (not git, whose environment is closed) find hosts where a test says."""

    def __init__(self, w):
        libraries = glob.glob("/usr/lib/*/libnss_wrapper.so") + glob.glob("/usr/lib/libnss_wrapper.so")
        if not libraries:
            raise Skip("libnss_wrapper.so (Debian: libnss-wrapper) is not installed")
        self.file = os.path.join(w.directory, "hosts")
        self.known = {"localhost": "127.0.0.1"}
        self.set()
        w.environment.update(LD_PRELOAD=libraries[0], NSS_WRAPPER_HOSTS=self.file,
                             ASAN_OPTIONS="verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", ""))

    def set(self, **names):
        """name=address; the dots of a name are written as _."""
        self.known.update({name.replace("_", "."): address for name, address in names.items()})
        with open(self.file + ".new", "w") as text:
            text.writelines("%s %s\n" % (address, name) for name, address in self.known.items())
        os.rename(self.file + ".new", self.file)
