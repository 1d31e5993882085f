"""Issue exports made byte by byte, so that they can be wrong."""

import io
import json
import stat
import struct
import zipfile


def minimal(**lists):
    found = {kind: [] for kind in ("milestones", "versions", "components", "issues", "comments", "logs", "attachments")}
    found.update(meta={}, issues=[issue(1)])
    found.update(lists)
    return found


def issue(number, **more):
    return dict({"id": number, "title": "Issue %d" % number, "content": "x", "status": "new", "kind": "bug",
                 "priority": "major", "created_on": "2015-05-26T01:34:11.332121+00:00", "updated_on": "2015-05-26T01:34:11+00:00"}, **more)


def comment(number, **more):
    return dict({"id": number, "issue": 1, "content": "c%d" % number, "user": None,
                 "created_on": "2015-05-26T01:34:11.332121+00:00", "updated_on": None}, **more)


def zip_bytes(members, compression=zipfile.ZIP_DEFLATED, announced=()):
    """A zip; both headers of a member announce the size that `announced` has for its name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in members:
            if name not in announced:
                made.writestr(name, content)
                continue
            entry = zipfile.ZipInfo(name)
            with made.open(entry, "w", force_zip64=True) as member:
                member.write(content.encode())
            entry.file_size = announced[name]
            out.seek(entry.header_offset)
            out.write(entry.FileHeader(True))
    return out.getvalue()


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def encrypted(content):
    """Sets the flag in both headers of each member."""
    content = bytearray(content)
    for magic, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(magic)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(magic, at + 4)
    return bytes(content)


def overlapping(text, copies, size):
    """Members whose data is all that follows, one in the other, as bombs without nested zips have it."""
    packed, kernel, listed = b"", zip_bytes([("k", bytes(1_000_000))])[31:1000], b""
    document = zip_bytes([("db-2.0.json", text)])
    document, record = document[:document.index(b"PK\1\2")], document[document.index(b"PK\1\2"):document.index(b"PK\5\6")]
    for n in range(copies):
        name = b"a%06d" % n
        at = len(document) + n * (30 + len(name))
        sizes = struct.pack("<LLLHH", 0, (copies - n) * (30 + len(name)) + len(kernel), size, len(name), 0)
        packed += struct.pack("<4sHHHHH", b"PK\3\4", 20, 0, 8, 0, 0) + sizes + name
        listed += struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, 0, 8, 0, 0) + sizes + struct.pack("<HHHLL", 0, 0, 0, 0, at) + name
    listed = record + listed
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, copies + 1, copies + 1, len(listed), len(document + packed + kernel), 0)
    return document + packed + kernel + listed + end


def damaged(content):
    """One byte of the first member's compressed data changed."""
    content = bytearray(content)
    content[60] ^= 0xff
    return bytes(content)


def hostile():
    """(name, bytes of the file, words of the error)"""
    text = json.dumps(minimal(comments=[comment(n) for n in range(2, 60)]))
    good = zip_bytes([("db-2.0.json", text)])
    document = lambda content: zip_bytes([("db-2.0.json", content)])
    huge = {"attachments/%d" % n: 15 << 30 for n in range(5)}
    return [
        ("empty", b"", "is not a zip file"),
        ("text", b"not a zip at all", "is not a zip file"),
        ("cut off", good[:len(good) // 2], "cut off"),
        ("cut off at the end", good[:-10], "cut off"),
        ("damaged", damaged(good), "damaged"),
        ("encrypted", encrypted(good), "encrypted"),
        ("no document", zip_bytes([("readme", "x"), ("folder/db-2.0.json", text)]), "holds neither db-2.0.json nor db-1.0.json"),
        ("nothing", zip_bytes([]), "is not a zip file"),
        ("bomb", zip_bytes([("db-2.0.json", text), *((name, "x") for name in huge)], announced=huge), "more than 64 GiB"),
        ("huge document", zip_bytes([("db-2.0.json", text)], announced={"db-2.0.json": 17 << 30}), "more than 16 GiB"),
        ("overlapping", overlapping(text, 400, 400_000_000), "more than 64 GiB"),
        ("many", zip_bytes([("attachments/%d" % n, b"") for n in range(100001)], zipfile.ZIP_STORED), "more than 100000 members"),
        ("parent", zip_bytes([("db-2.0.json", text), ("../evil", "x")]), "points out of the zip"),
        ("absolute", zip_bytes([("db-2.0.json", text), ("/etc/evil", "x")]), "points out of the zip"),
        ("link", zip_bytes([("db-2.0.json", text), (link("attachments/1"), "/etc/passwd")]), "neither a file nor a folder"),
        ("linked document", zip_bytes([(link("db-2.0.json"), "/etc/passwd")]), "neither a file nor a folder"),
        ("half a document", document(text[:-200]), "cut off"),
        ("empty document", document(""), "cut off"),
        ("list", document("[]"), "an object should stand here"),
        ("issues are an object", document('{"issues": {"1": 2}}'), '"issues" is no list'),
        ("no issues", document('{"comments": []}'), "no list of issues"),
        ("no number", document('{"issues": [{"id": 01}]}'), "leading zero"),
        ("no JSON", document('{"issues": [{"id": 1,, "x": 2}]}'), "malformed JSON"),
        ("behind the end", document(text + "}"), "its end should stand here"),
        ("many elements", document('{"issues": [%s0]}' % ("0," * 5_000_000)), "more than 5000000 elements"),
        ("deep", document('{"issues": [%s%s]}' % ("[" * 100, "]" * 100)), "nested too deep"),
    ]
