"""An HTTP answer as a value, and the error answers as Bitbucket words them."""

import json

JSON = "application/json; charset=utf-8"
NO_ACCESS = ("You may not have access to this repository or it no longer exists in this workspace. "
             "If you think this repository exists and you have access, make sure you are "
             "authenticated.")
BAD_TOKEN = "Token is invalid, expired, or not supported for this endpoint."
LACKS_SCOPE = "Your credentials lack one or more required privilege scopes."
CHANGELOG = "https://developer.atlassian.com/cloud/bitbucket/changelog#"


class Answer:
    """`body` is bytes, or `chunks` gives them bit by bit and has a `close`.

    `wire`, when set, is a function (handler, answer) that does the sending (faults_wire.py).
    """

    def __init__(self, status=200, body=b"", content_type=JSON, headers=None):
        self.status, self.body, self.content_type = status, body, content_type
        self.headers = dict(headers or {})
        self.chunks = self.wire = None

    def value(self):
        return json.loads(self.body)

    def with_value(self, value):
        """The same answer with another JSON value."""
        return Answer(self.status, encode(value), self.content_type, self.headers)


class Refusal(Exception):
    """Raised anywhere in the API; carries the answer."""

    def __init__(self, answer):
        super().__init__(answer.status)
        self.answer = answer


def encode(value):
    """JSON in UTF-8; lone surrogates, which UTF-8 cannot hold, make it pure ASCII."""
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value).encode("ascii")


def ok(value, **headers):
    return Answer(200, encode(value), headers=headers)


def text(status, words):
    return Answer(status, words.encode(), "text/plain")


def error(status, message, detail=None, data=None, headers=None):
    inner = {"message": message}
    if detail is not None:
        inner["detail"] = detail
    body = {"type": "error", "error": inner}
    if data is not None:
        inner["data"] = body["data"] = data
    return Answer(status, encode(body), headers=headers)


def removed(change):
    """410 of an endpoint that was withdrawn; both wordings were recorded."""
    words = "%s - Functionality has been deprecated" % change
    if change == "CHANGE-3071":
        return Answer(410, encode({"message": words}))
    return error(410, words, "Please read the changelog entry for more details.",
                 {"announcement_url": CHANGELOG + change})


def no_api():
    return error(404, "Resource not found", "There is no API hosted at this URL")


def unauthorized():
    return error(401, BAD_TOKEN)


def lacks_scope(required, granted):
    return error(403, LACKS_SCOPE, {"required": [required], "granted": granted})


def rate_limited():
    return text(429, "Rate limit for this resource has been exceeded")
