"""Pages of a list: page numbers for most, an opaque context for streams that grow at their head."""

import base64
from urllib.parse import urlencode

import answers

DEFAULT = 10


def refuse(message):
    raise answers.Refusal(answers.error(400, message))


def page_length(request, most):
    """What was asked for; less where the setting `pagelen` says so, as pages may be shorter than asked."""
    text = request.query.get("pagelen", str(DEFAULT))
    if not text.isdigit() or not 1 <= int(text) <= most:
        refuse("Invalid pagelen")
    return min(int(text), request.settings["pagelen"] or most)


def link(base, path, pairs, **changes):
    """The address of this list with some parameters changed (None: left out)."""
    kept = [(key, value) for key, value in pairs if key not in changes]
    kept += [(key, str(value)) for key, value in changes.items() if value is not None]
    return "%s%s?%s" % (base, path, urlencode(kept))


def _kept(request):
    """The parameters that `next` repeats."""
    if request.settings.get("next_fields") is False:
        return [pair for pair in request.pairs if pair[0] != "fields"]
    return request.pairs


def numbered(request, picks, fetch, most):
    """The page that the request asks for of `picks`; `fetch` turns a pick into an object."""
    length = page_length(request, most)
    text = request.query.get("page", "1")
    if not text.isdigit() or int(text) < 1:
        refuse("Invalid page")
    page = int(text)
    start = (page - 1) * length
    found = {"values": [fetch(pick) for pick in picks[start:start + length]],
             "pagelen": length, "size": len(picks), "page": page}
    if start + length < len(picks):
        found["next"] = link(request.base, request.path, _kept(request), page=page + 1)
    if page > 1:
        found["previous"] = link(request.base, request.path, request.pairs, page=page - 1)
    return found


def stream(request, picks, fetch, most):
    """A page without `size`; the context counts from the old end, so new entries shift nothing."""
    length = page_length(request, most)
    if request.settings["next_expired"] and "ctx" in request.query:
        raise answers.Refusal(answers.error(404, "The context has expired"))
    left = _left(request.query.get("ctx"), len(picks))
    start = len(picks) - left
    found = {"pagelen": length,
             "values": [fetch(pick) for pick in picks[start:start + length]]}
    if left > length:
        context = base64.urlsafe_b64encode(b"activity:%d" % (left - length)).decode()
        found["next"] = link(request.base, request.path, _kept(request), ctx=context.rstrip("="))
    return found


def _left(context, total):
    if context is None:
        return total
    try:
        raw = base64.urlsafe_b64decode(context + "=" * (-len(context) % 4)).decode()
        left = int(raw.split(":")[1])
    except (ValueError, IndexError):
        refuse("Invalid ctx")
    return max(0, min(left, total))
