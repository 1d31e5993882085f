"""What the server is, apart from sockets: settings, and which part answers which address."""

import json
import re

import answers
import api
import auth
import faults
import githttp
import journal
import lfs
import limits
import oauth
import readings
import storage
import store

SETTINGS = ("issues", "wiki", "delay_ms", "pagelen", *readings.SETTINGS)
LIMITS = ("limit", "anonymous_limit", "window")


class Call:
    """One request as read from the socket; `body` yields its pieces, `name` is for the journal.

    `base` is the address that the client used, so that links hold when a proxy is in between.
    """

    def __init__(self, method, target, headers, body, version):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.version = version
        self.identity, self.name = None, "anonymous"
        self.base = "%s://%s" % (headers.get("X-Forwarded-Proto") or "http",
                                 headers.get("Host") or "127.0.0.1")

    @property
    def path(self):
        return self.target.partition("?")[0]


class App:
    def __init__(self, options):
        self.store = store.Store(options.data)
        self.limits = limits.Limits(options.limit, options.anonymous_limit, options.window)
        self.settings = {"issues": None, "wiki": None, "delay_ms": options.delay, "pagelen": None,
                         **readings.SETTINGS}
        self.faults = faults.Faults()
        self.journal = journal.Journal(options.journal)
        self.oauth = oauth.OAuth()
        self.routes = [(re.compile(r"/2\.0(/.*)?"), self.rest),
                       (lfs.BATCH, self._as_git(lfs.batch)),
                       (storage.ADDRESS, self._with_app(storage.content)),
                       (githttp.ADDRESS, self._as_git(githttp.answer)),
                       (re.compile(oauth.AUTHORIZE), self._with_app(self.oauth.authorize)),
                       (re.compile(oauth.TOKEN), self._with_app(self.oauth.token))]

    def credentials(self):
        return self.oauth.usable() + (self.store.load("credentials.json") or [])

    def answer(self, call):
        """The undisturbed answer to anything but /_control/."""
        for pattern, function in self.routes:
            match = pattern.fullmatch(call.path)
            if match:
                return function(call, match)
        return answers.text(404, "Not Found")

    def rest(self, call, _match):
        """Credentials first, then the limit, then the routes of api.py."""
        if not self._identify(call, auth.rest):
            return answers.unauthorized()
        allowed, headers = self.limits.take(call.identity)
        if not allowed:
            found = answers.rate_limited()
        elif call.method not in ("GET", "HEAD"):
            found = answers.text(405, "Method Not Allowed")
        else:
            found = api.answer(api.Request(call.base, call.target, call.identity, self.store,
                                           self.settings))
            if found.status == 200 and call.headers.get("If-None-Match") == found.headers["ETag"]:
                found = answers.Answer(304, headers={"ETag": found.headers["ETag"]})
        found.headers.update(headers)
        if not call.identity.anonymous:
            found.headers["X-OAuth-Scopes"] = ", ".join(call.identity.credential["scopes"])
        return found

    def _identify(self, call, check):
        header, credentials = call.headers.get("Authorization"), self.credentials()
        call.identity = check(header, credentials)
        call.name = call.identity.name if call.identity else auth.claimed(header, credentials)
        return call.identity is not None

    def _as_git(self, function):
        def answer(call, match):
            self._identify(call, auth.git)
            return function(self, call, match)
        return answer

    def _with_app(self, function):
        return lambda call, match: function(self, call, match)

    # -- /_control/

    def control(self, call):
        """What tests use to disturb the server and to see what was asked."""
        routes = {("POST", "/_control/faults"): self._set_faults,
                  ("DELETE", "/_control/faults"): lambda call: self.faults.clear(),
                  ("POST", "/_control/shapes"): lambda call: self.store.shapes.set(json.loads(b"".join(call.body))),
                  ("DELETE", "/_control/shapes"): lambda call: self.store.shapes.clear(),
                  ("GET", "/_control/journal"): lambda call: self.journal.all(),
                  ("DELETE", "/_control/journal"): lambda call: self.journal.entries.clear(),
                  ("POST", "/_control/settings"): self._set,
                  ("GET", "/_control/settings"): lambda call: self._all_settings()}
        function = routes.get((call.method, call.path))
        if not function:
            return answers.text(404, "No such control")
        try:
            found = function(call)
        except (ValueError, KeyError, TypeError, re.error) as problem:
            return answers.text(400, "%s: %s\n" % (type(problem).__name__, problem))
        return answers.Answer(200, answers.encode({} if found is None else found))

    def _set_faults(self, call):
        self.faults.set(json.loads(b"".join(call.body)))

    def _set(self, call):
        """Unknown names are refused; `forget` starts the counting of requests anew."""
        given = json.loads(b"".join(call.body))
        for name, value in given.items():
            if name in LIMITS:
                setattr(self.limits, name, value)
            elif name in SETTINGS:
                self.settings[name] = value
            elif name in self.oauth.settings or name == "oauth_revoke":
                self.oauth.set(name, value)
            elif name == "forget":
                self.limits.forget()
            else:
                raise ValueError("no setting is named %s" % name)
        return self._all_settings()

    def _all_settings(self):
        return {**self.settings, **self.oauth.settings, **{name: getattr(self.limits, name) for name in LIMITS}}
