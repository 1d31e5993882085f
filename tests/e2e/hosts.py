"""Names and hosts of tests: a listener that must hear nothing, a resolver that says what a test wants, certificates."""

import glob
import os
import socket
import threading

from harness import Skip, command

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def make_authority(directory, name):
    """A certificate authority of our own; the file to trust."""
    key, certificate = (os.path.join(directory, name + end) for end in (".key", ".pem"))
    command("openssl", "req", "-x509", *CURVE, "-days", 2, "-subj", "/CN=" + name,
            "-keyout", key, "-out", certificate)
    return certificate


def make_certificate(directory, authority, names, stem="front"):
    """(key, certificate) of these names, such as "IP:127.0.0.1, DNS:front.test", signed by that authority."""
    key, asked, certificate, settings = (os.path.join(directory, stem + end) for end in (".key", ".csr", ".pem", ".cnf"))
    command("openssl", "req", *CURVE, "-subj", "/CN=" + stem, "-keyout", key, "-out", asked)
    with open(settings, "w") as file:
        file.write("subjectAltName = %s\n" % names)
    command("openssl", "x509", "-req", "-in", asked, "-CA", authority,
            "-CAkey", authority.removesuffix(".pem") + ".key", "-CAcreateserial", "-days", 2,
            "-extfile", settings, "-out", certificate)
    return key, certificate


def free_port(address="127.0.0.1"):
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]



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
