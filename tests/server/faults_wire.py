"""Faults in how an answer is sent: cut, slow, stalled, reset, packed wrongly, against the rules.

A wire fault sets `answer.wire`, a function (handler, answer) that does the sending. The handler
offers start(answer, headers), put(bytes), pause(seconds) (ends early when the client leaves),
and reset().
"""

import gzip
import itertools
import zlib

import faults_git

FOREVER = 3600


def _wired(send):
    """Makes a fault of a function send(handler, answer, options); the connection ends after it."""
    def fault(answer, strike):
        def wire(handler, spoilt):
            handler.close_connection = True
            send(handler, spoilt, strike.options)
        answer.wire = wire
        return answer
    return fault


def _half(answer, options):
    return answer.body[:options.get("bytes", len(answer.body) // 2)]


def truncated(handler, answer, options):
    handler.start(answer, {"Content-Length": len(answer.body)})
    handler.put(_half(answer, options))


def truncated_no_length(handler, answer, options):
    handler.start(answer, {"Connection": "close"})
    handler.put(_half(answer, options))


def _chunk(piece):
    return b"%x\r\n%s\r\n" % (len(piece), piece)


def truncated_chunked(handler, answer, options):
    handler.start(answer, {"Transfer-Encoding": "chunked"})
    handler.put(_chunk(_half(answer, options)) + b"40\r\nhalf of it")


def bad_chunk(handler, answer, options):
    handler.start(answer, {"Transfer-Encoding": "chunked"})
    handler.put(_chunk(_half(answer, options)) + b"zz\r\nnonsense\r\n")


def short_length(handler, answer, options):
    handler.start(answer, {"Content-Length": len(_half(answer, options))})
    handler.put(answer.body)


def negative_length(handler, answer, _options):
    handler.start(answer, {"Content-Length": -1})
    handler.put(answer.body)


def two_lengths(handler, answer, _options):
    handler.start(answer, {"Content-Length": 10, "Content-length": len(answer.body)})
    handler.put(answer.body)


def gzip_bomb(handler, answer, options):
    """`megabytes` (default 512) of blanks after a proper beginning, packed 1:1000."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    handler.start(answer, {"Content-Encoding": "gzip", "Connection": "close"})
    handler.put(packer.compress(answer.body[:-1]))
    blanks = b" " * (1 << 20)
    for _ in range(options.get("megabytes", 512)):
        handler.put(packer.compress(blanks))
    handler.put(packer.compress(answer.body[-1:]) + packer.flush())


def gzip_cut(handler, answer, options):
    """Cut off `bytes` (default 4: inside the trailer) before the end, without a length."""
    handler.start(answer, {"Content-Encoding": "gzip", "Connection": "close"})
    handler.put(gzip.compress(answer.body)[:-options.get("bytes", 4)])


def double_gzip(handler, answer, _options):
    body = gzip.compress(gzip.compress(answer.body))
    handler.start(answer, {"Content-Encoding": "gzip", "Content-Length": len(body)})
    handler.put(body)


def unknown_encoding(handler, answer, _options):
    handler.start(answer, {"Content-Encoding": "br", "Content-Length": len(answer.body)})
    handler.put(answer.body)


def slow_drip(handler, answer, options):
    """`bytes` (default 1) every `pause` (default 1) seconds."""
    handler.start(answer, {"Content-Length": len(answer.body)})
    step = options.get("bytes", 1)
    for start in range(0, len(answer.body), step):
        handler.put(answer.body[start:start + step])
        if not handler.pause(options.get("pause", 1)):
            return


def slow_headers(handler, _answer, options):
    handler.put(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        handler.put(b"X-Slow-%d: 1\r\n" % number)
        if not handler.pause(options.get("pause", 1)):
            return


def header_flood(handler, _answer, options):
    handler.put(b"HTTP/1.1 200 OK\r\n")
    for number in range(options.get("count", 100000)):
        handler.put(b"X-Flood-%d: %s\r\n" % (number, b"x" * 50))


def endless_1xx(handler, _answer, options):
    for _ in range(options.get("count", 100000)):
        handler.put(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")


def http09(handler, answer, _options):
    handler.put(answer.body)


def stall(handler, _answer, options):
    """Nothing at all for `seconds` (default an hour)."""
    handler.pause(options.get("seconds", FOREVER))


def stall_body(handler, answer, options):
    handler.start(answer, {"Content-Length": len(answer.body)})
    handler.put(_half(answer, options))
    handler.pause(options.get("seconds", FOREVER))


def reset(handler, _answer, _options):
    handler.reset()


def reset_body(handler, answer, options):
    handler.start(answer, {"Content-Length": len(answer.body)})
    handler.put(_half(answer, options))
    handler.reset()


# -- git: the body comes in pieces, that of a file as one

def _pieces(answer):
    return [answer.body] if answer.chunks is None else answer.chunks


def _limited(chunks, size):
    left = size
    for piece in chunks:
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def git_truncated(handler, answer, options):
    """The pack ends after `bytes` (default 1000), without the last chunk."""
    handler.start(answer, {"Transfer-Encoding": "chunked"})
    for piece in _limited(_pieces(answer), options.get("bytes", 1000)):
        handler.put(_chunk(piece))


def git_ended(handler, answer, options):
    """As git_truncated, but the transfer ends properly: only git can tell."""
    git_truncated(handler, answer, options)
    handler.put(b"0\r\n\r\n")


def git_stall(handler, answer, options):
    """Stalls after `bytes` (default 0) of the answer."""
    if options.get("bytes"):
        git_truncated(handler, answer, options)
    handler.pause(options.get("seconds", FOREVER))


def git_corrupt(handler, answer, options):
    """One byte in `every` (default 500) is another one, after the first `bytes` (default 600)."""
    handler.start(answer, {"Transfer-Encoding": "chunked"})
    whole = bytearray(b"".join(_pieces(answer)))
    for place in range(options.get("bytes", 600), len(whole), options.get("every", 500)):
        whole[place] ^= 0x55
    handler.put(_chunk(bytes(whole)) + b"0\r\n\r\n")


TABLE = {function.__name__: _wired(function) for function in (
    truncated, truncated_no_length, truncated_chunked, bad_chunk, short_length, negative_length,
    two_lengths, gzip_bomb, gzip_cut, double_gzip, unknown_encoding, slow_drip, slow_headers,
    header_flood, endless_1xx, http09, stall, stall_body, reset, reset_body,
    git_truncated, git_ended, git_stall, git_corrupt) + faults_git.FAULTS}
