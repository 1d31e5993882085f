"""Bitbucket's `fields` parameter: which parts of an answer are sent.

    fields=a,b.c      these and nothing else      fields=+a.b   also what a list hides
    fields=-a.b       all but this                fields=a.*    everything below a
"""


def parse(text):
    """The rules of a `fields` value, (path, sign), and whether plain picks are among them."""
    rules, picks = [], False
    for part in filter(None, (part.strip() for part in text.split(","))):
        sign = part[0] if part[0] in "+-" else ""
        picks = picks or not sign
        rules.append((tuple(part.lstrip("+-").split(".")), "-" if sign == "-" else "+"))
    return rules, picks


def select(answer, text, hidden=()):
    """The answer as a client gets it; `hidden` are dotted paths sent only when asked for."""
    rules, picks = parse(text or "")
    rules += [(tuple(path.split(".")), "hide") for path in hidden]
    return _prune(answer, rules, not picks)


def _prune(node, rules, included):
    """`included`: whether the keys below are sent unless a rule says otherwise."""
    if not rules:
        return node
    if isinstance(node, list):
        return [_prune(item, rules, included) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {}
    for key, value in node.items():
        below = [(path[1:], sign) for path, sign in rules if path[0] in (key, "*")]
        signs = {sign for path, sign in below if not path}
        deeper = [rule for rule in below if rule[0]]
        if "-" in signs:
            continue
        whole = "+" in signs or (included and "hide" not in signs)
        if whole or any(sign == "+" for _, sign in deeper):
            kept[key] = _prune(value, deeper, whole)
    return kept
