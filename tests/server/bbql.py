"""The `q` and `sort` parameters, as far as the tests need them; anything else is refused.

q:     comparisons of the fields below with = != > >= < <=, joined by AND and OR, in parentheses;
       times may be bare or quoted.
sort:  exactly one field, `-` before it for descending.
"""

import datetime
import re

TOKEN = re.compile(r'\s*(?:([()])|(AND|OR)\b|([a-z_]+)\s*(>=|<=|!=|=|>|<)\s*("[^"]*"|[^\s()]+))',
                   re.IGNORECASE)
TIMES = ("created_on", "updated_on")
FIELDS = TIMES + ("id", "state", "deleted")
SORTS = TIMES + ("id",)
COMPARE = {"=": lambda a, b: a == b, "!=": lambda a, b: a != b, ">": lambda a, b: a > b,
           ">=": lambda a, b: a >= b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b}


class BadQuery(ValueError):
    """The parameter cannot be understood: 400."""


def moment(text):
    try:
        when = datetime.datetime.fromisoformat(re.sub(r"Z$", "+00:00", text))
    except ValueError:
        raise BadQuery("Invalid date: %s" % text)
    return when if when.tzinfo else when.replace(tzinfo=datetime.timezone.utc)


def value_of(field, text):
    text = text.strip('"')
    if field in TIMES:
        return moment(text)
    if field == "id":
        if not text.isdigit():
            raise BadQuery("Invalid number: %s" % text)
        return int(text)
    if field == "deleted":
        return text.lower() == "true"
    return text


def compile_query(text):
    """A function (keys of a row) -> bool, and the set of fields that the query names."""
    tokens, at = [], 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if not match:
            raise BadQuery("Invalid query near: %s" % text[at:at + 40])
        tokens.append(match.groups())
        at = match.end()
    names = {token[2] for token in tokens if token[2]}
    if names - set(FIELDS):
        raise BadQuery("Invalid field: %s" % ", ".join(sorted(names - set(FIELDS))))
    test = _either(tokens)
    if tokens:
        raise BadQuery("Invalid query")
    return test, names


def _is_word(tokens, word):
    return bool(tokens) and (tokens[0][1] or "").upper() == word


def _either(tokens):
    tests = [_all(tokens)]
    while _is_word(tokens, "OR"):
        tokens.pop(0)
        tests.append(_all(tokens))
    return lambda row: any(test(row) for test in tests)


def _all(tokens):
    tests = [_one(tokens)]
    while _is_word(tokens, "AND"):
        tokens.pop(0)
        tests.append(_one(tokens))
    return lambda row: all(test(row) for test in tests)


def _one(tokens):
    if not tokens:
        raise BadQuery("Invalid query")
    bracket, _, field, operator, text = tokens.pop(0)
    if bracket == "(":
        test = _either(tokens)
        if not tokens or tokens.pop(0)[0] != ")":
            raise BadQuery("Missing parenthesis")
        return test
    if not field:
        raise BadQuery("Invalid query")
    wanted = value_of(field, text)
    return lambda row: _holds(row.get(field), operator, wanted, field)


def _holds(have, operator, wanted, field):
    if field in TIMES and isinstance(have, str):
        have = moment(have)
    if isinstance(have, bool) != isinstance(wanted, bool) or not isinstance(have, type(wanted)):
        return operator == "!="
    return COMPARE[operator](have, wanted)


def sort_order(text):
    """(field, descending) of a `sort` value."""
    field = text.lstrip("-")
    if field not in SORTS or text.count("-") > 1:
        raise BadQuery("Invalid sort: %s" % text)
    return field, text.startswith("-")


def sort_key(keys, field):
    """Sorts rows by a field; a broken value (a text where a number should be) sorts by itself."""
    have = keys.get(field)
    return (isinstance(have, str), have if have is not None else 0)
