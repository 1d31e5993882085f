"""Faults in what an answer says: text that is no JSON, odd JSON, and wrong `next` links."""

import json
from urllib.parse import urlsplit

import answers

HTML = b"<!DOCTYPE html><html><head><title>Down for maintenance</title></head><body></body></html>"


def _bytes(answer, body):
    return answers.Answer(answer.status, body, answer.content_type, answer.headers)


def html(_answer, strike):
    """A maintenance page, with status 200 unless told."""
    return answers.Answer(strike.options.get("status", 200), HTML, "text/html; charset=utf-8")


def empty(_answer, strike):
    """No body at all; `status` 204 is another way to say so."""
    return answers.Answer(strike.options.get("status", 200), b"")


def invalid_json(answer, _strike):
    return _bytes(answer, answer.body.replace(b":", b"=", 3))


def half_json(answer, _strike):
    """Half the text, sent as if it were all: only the JSON tells."""
    return _bytes(answer, answer.body[:len(answer.body) // 2])


def _in_text(raw):
    """Puts bytes into the first title or raw text of the answer."""
    def fault(answer, _strike):
        for key in (b'"raw": "', b'"title": "', b'"display_name": "', b'"name": "'):
            if key in answer.body:
                return _bytes(answer, answer.body.replace(key, key + raw, 1))
        return _bytes(answer, answer.body[:-1] + b', "spoilt": "' + raw + b'"}')
    return fault


def _with(make):
    """A fault that changes the parsed answer: make(value, strike) changes it or returns another."""
    def fault(answer, strike):
        value = answer.value()
        return answer.with_value(make(value, strike) or value)
    return fault


def _first(value):
    rows = value.get("values") if isinstance(value, dict) else None
    return rows[0] if rows else value


def _each_id(literal):
    """Replaces the first id by a literal that Python would not write."""
    def fault(answer, _strike):
        value = answer.value()
        _first(value)["id"] = "@@"
        return _bytes(answer, json.dumps(value).replace('"@@"', literal, 1).encode())
    return fault


def deep(answer, strike):
    """A value nested `levels` deep (default 5000), by text."""
    levels = strike.options.get("levels", 5000)
    return _bytes(answer, answer.body[:-1] + b', "deep": ' + b"[" * levels + b"]" * levels + b"}")


def many_values(answer, strike):
    """A page of empty objects, as many bytes of them as `bytes` says (default 16 MiB less 1 KiB)."""
    count = strike.options.get("bytes", 2 ** 24 - 1024) // 3
    return _bytes(answer, b'{"values": [' + b"{}," * (count - 1) + b"{}]}")


def duplicate_keys(answer, _strike):
    """The page's keys twice, the second time empty."""
    return _bytes(answer, answer.body[:-1] + b', "values": [], "id": 1, "type": "other"}')


def wrong_types(value, _strike):
    """The first object with an id as text, a text as number, an object where text should be."""
    _first(value).update(id="seven", title=7, state=["OPEN"], content="text", user=3, author=[])


def null_values(value, _strike):
    """Everything of the first object is null but its id."""
    row = _first(value)
    row.update({key: None for key in row if key != "id"})


def not_a_page(_value, _strike):
    return {"values": {"id": 1}, "next": 5, "size": "many"}


def size_lies(value, _strike):
    """`size` says one more than there is."""
    if isinstance(value, dict):
        value["size"] = value.get("size", len(value.get("values", ()))) + 1


def duplicate_row(value, _strike):
    """The first object comes again at the end, as when the list moved between two pages."""
    if value.get("values"):
        value["values"].append(value["values"][0])


def drop_row(value, _strike):
    """The last object is missing, as when the list moved between two pages."""
    if value.get("values"):
        value["values"].pop()


def lfs_gone(value, strike):
    """The batch API of git LFS says of each object that it is not there: `code`, `message`."""
    for row in value["objects"]:
        row.pop("actions", None)
        row["error"] = {"code": strike.options.get("code", 410),
                        "message": strike.options.get("message", "Object was removed")}


# -- next links

def _next(make):
    """A fault of the `next` link: make(strike) gives the new one."""
    def fault(value, strike):
        value["next"] = make(strike)
    return _with(fault)


def _to(prefix):
    return lambda strike: prefix + strike.target


def _with_user(strike):
    split = urlsplit(strike.base)
    return "%s://user:secret@%s%s" % (split.scheme, split.netloc, strike.target)


def _turn(strike, name, modulo=None):
    """The same list with a parameter of our own that changes each time, so it looks fresh."""
    turn = strike.memory["turn"] = strike.memory.get("turn", 0) + 1
    bare = strike.target.split("?")[0]
    return "%s%s?%s=%d" % (strike.base, bare, name, turn % modulo if modulo else turn)


TABLE = {
    "html": html, "empty": empty, "invalid_json": invalid_json, "half_json": half_json,
    "invalid_utf8": _in_text(b"\xff\xfe"), "overlong_utf8": _in_text(b"\xc0\xaf\xe0\x80\xaf"),
    "surrogate_utf8": _in_text(b"\xed\xa0\x80"), "nul_escape": _in_text(b"\\u0000"),
    "nul_byte": _in_text(b"\x00"),
    "huge_integer": _each_id("9223372036854775808"), "huger_integer": _each_id("1" + "0" * 400),
    "huge_float": _each_id("1e400"), "nan": _each_id("NaN"), "negative_id": _each_id("-1"),
    "deep": deep, "many_values": many_values, "duplicate_keys": duplicate_keys, "wrong_types": _with(wrong_types),
    "null_values": _with(null_values), "not_a_page": _with(not_a_page),
    "size_lies": _with(size_lies), "duplicate_row": _with(duplicate_row),
    "drop_row": _with(drop_row), "lfs_gone": _with(lfs_gone),
    "next_host": _next(_to("https://evil.example")),
    "next_http": _next(_to("http://api.bitbucket.org")),
    "next_port": _next(_to("http://127.0.0.1:1")),
    "next_userinfo": _next(_with_user),
    "next_same": _next(lambda strike: strike.base + strike.target),
    "next_relative": _next(lambda strike: strike.target),
    "next_long": _next(lambda strike: strike.base + strike.target + "&x=" + "x" * 100000),
    "next_path": _next(lambda strike: strike.base + "/_control/journal"),
    "next_file": _next(lambda strike: "file:///etc/passwd"),
    "next_cycle": _next(lambda strike: _turn(strike, "cycle", 3)),
    "next_endless": _next(lambda strike: _turn(strike, "fresh")),
    "next_missing": _with(lambda value, _strike: value.pop("next", None) and None),
}
