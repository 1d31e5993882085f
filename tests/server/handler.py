"""The HTTP side: reads a request, lets app.py answer, spoils the answer if told, and sends it."""

import gzip
import select
import socket
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app import Call

SMALLEST_GZIP = 256
PIECE = 65536


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    app = None

    def handle_error(self, request, client_address):
        """A client that went away is part of the game; anything else is printed."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "nginx", ""
    disable_nagle_algorithm = True
    timeout = 120

    def log_message(self, *_arguments):
        pass

    def respond(self):
        call = Call(self.command, self.path, self.headers, self.request_body(),
                    self.request_version)
        self.began, self.sent, self.encoding, self.status = time.monotonic(), 0, None, 0
        app = self.server.app
        if call.path.startswith("/_control/"):
            self.send(app.control(call))
            return
        if app.settings["delay_ms"]:
            time.sleep(app.settings["delay_ms"] / 1000)
        self.disturb_and_send(app, call)
        self.drain(call)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = respond

    def disturb_and_send(self, app, call):
        answer = undisturbed = app.answer(call)
        strike = app.faults.strike(call.base, call.target)
        app.journal.begin(disturbed=bool(strike))
        try:
            if strike:
                answer = strike.apply(answer)
            self.send(answer)
        finally:
            if undisturbed.chunks:
                undisturbed.chunks.close()
            app.journal.add(call, self.status, self.sent, time.monotonic() - self.began,
                            self.encoding, strike and strike.name)

    # -- the request

    def request_body(self):
        """The body in pieces, whether its length was told or it comes in chunks."""
        try:
            if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
                yield from self.chunked_body()
            else:
                yield from self.sized_body(int(self.headers.get("Content-Length") or 0))
        except (OSError, ValueError):
            self.close_connection = True

    def sized_body(self, left):
        while left > 0:
            piece = self.rfile.read1(min(left, PIECE))
            if not piece:
                raise OSError("the client left")
            left -= len(piece)
            yield piece

    def chunked_body(self):
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            if size:
                yield from self.sized_body(size)
            ending = self.rfile.readline()
            if not size:
                while ending.strip():
                    ending = self.rfile.readline()
                return

    def drain(self, call):
        for _ in call.body:
            pass

    # -- the answer

    def send(self, answer):
        if answer.wire:
            self.status = answer.status
            answer.wire(self, answer)
        elif answer.chunks is not None:
            self.send_chunks(answer)
        else:
            self.send_whole(answer)

    def send_whole(self, answer):
        body, headers = answer.body, {}
        accepts = "gzip" in self.headers.get("Accept-Encoding", "")
        if accepts and len(body) >= SMALLEST_GZIP and "Content-Encoding" not in answer.headers:
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = self.encoding = "gzip"
        if answer.status not in (204, 304):
            headers["Content-Length"] = len(body)
        self.start(answer, headers)
        if self.command != "HEAD":
            self.put(body)

    def send_chunks(self, answer):
        chunked = self.request_version == "HTTP/1.1"
        self.start(answer, {"Transfer-Encoding": "chunked"} if chunked else {"Connection": "close"})
        for piece in answer.chunks:
            self.put(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            self.put(b"0\r\n\r\n")

    def date_time_string(self, timestamp=None):
        """Date, by the clock that the settings say."""
        ahead = self.server.app.settings["clock"]
        return super().date_time_string(time.time() + (ahead if isinstance(ahead, (int, float)) else 0))

    def send_header(self, keyword, value):
        if keyword != "Date" or self.server.app.settings["clock"] != "none":
            super().send_header(keyword, value)

    def start(self, answer, headers):
        """Sends the head of an answer."""
        self.status = answer.status
        self.send_response(answer.status)
        if answer.status not in (204, 304):
            self.send_header("Content-Type", answer.content_type)
        for name, value in {**answer.headers, **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()

    def put(self, raw):
        self.wfile.write(raw)
        self.sent += len(raw)

    def pause(self, seconds):
        """Waits; False as soon as the client has closed its end."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        return not (readable and not self.connection.recv(1, socket.MSG_PEEK))

    def reset(self):
        """Ends the connection with a reset instead of a proper end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True
