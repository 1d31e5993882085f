"""Faults in what git's protocol (version 2) says: refs that are not there, packs that are not true.

The body is gathered whole, changed, and sent again; answers of the other kind pass as they are.
Names and packs are any bytes: options give them in hexadecimal, or as the path of a file.
"""

import hashlib

FLUSH = b"0000"
SIDEBAND_BYTES = 60000


def pkt(content):
    return b"%04x%s" % (len(content) + 4, content)


def packets(body):
    """(content, whole) of each packet; content is None for 0000, 0001 and 0002."""
    while body:
        size = int(body[:4], 16)
        length = max(size, 4)
        yield (body[4:length] if size >= 4 else None), body[:length]
        body = body[length:]


def _whole(answer):
    return b"".join(answer.chunks)


def _send(handler, answer, body):
    handler.start(answer, {"Content-Length": len(body)})
    handler.put(body)


def _is_list_of_refs(body):
    first = body[4:44]
    return body == FLUSH or (len(first) == 40 and all(digit in b"0123456789abcdef" for digit in first))


def git_refs(handler, answer, options):
    """`add`: [[oid, name in hexadecimal], ...] behind the refs that there are."""
    body = _whole(answer)
    if _is_list_of_refs(body):
        added = b"".join(pkt(oid.encode() + b" " + bytes.fromhex(name) + b"\n")
                         for oid, name in options["add"])
        body = body[:-len(FLUSH)] + added + FLUSH
    _send(handler, answer, body)


def _pack_of(body):
    return b"".join(content[1:] for content, _ in packets(body)
                    if content is not None and content[:1] == b"\x01")


def _spoil_trailer(pack):
    return pack[:-1] + bytes([pack[-1] ^ 1])


def _claim_many(pack):
    head = pack[:8] + b"\xff\xff\xff\xff" + pack[12:-20]
    return head + hashlib.sha1(head).digest()


PACKS = {"trailer": _spoil_trailer, "count": _claim_many}


def git_pack(handler, answer, options):
    """Another pack: that of the file `path`, or the right one with its `trailer` or `count` spoilt."""
    body = _whole(answer)
    if b"packfile\n" in body[:4096]:
        if "path" in options:
            with open(options["path"], "rb") as file:
                pack = file.read()
        else:
            pack = PACKS[options["spoil"]](_pack_of(body))
        body = pkt(b"packfile\n")
        for start in range(0, len(pack), SIDEBAND_BYTES):
            body += pkt(b"\x01" + pack[start:start + SIDEBAND_BYTES])
        body += FLUSH
    _send(handler, answer, body)


def git_progress(handler, answer, options):
    """Words about progress, for ever, and never a pack; `words`: others than git's own."""
    body = _whole(answer)
    if b"packfile\n" not in body[:4096]:
        _send(handler, answer, body)
        return
    handler.start(answer, {"Connection": "close"})
    handler.put(pkt(b"packfile\n"))
    number = 0
    while handler.pause(options.get("pause", 0.1)):
        number += 1
        words = options.get("words", "Counting objects").encode()
        handler.put(pkt(b"\x02%s: %d\r" % (words, number)))


FAULTS = (git_refs, git_pack, git_progress)
