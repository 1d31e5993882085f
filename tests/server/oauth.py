"""OAuth 2.0: authorize (consents at once) and access_token.

A refresh token is good once: the moment a new one is made, before it is sent, the old one is gone.
Access tokens expire after expires_in. Settings under /_control/settings: oauth_expires_in (instead
of the consumer's), oauth_deny (the person does not agree), oauth_delay_ms (between making tokens and
sending them), oauth_revoke (true: no access token given out so far is good any more; "all": no
refresh token either).
"""

import threading
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import answers
import auth

AUTHORIZE, TOKEN = "/site/oauth2/authorize", "/site/oauth2/access_token"


class OAuth:
    """Tokens given out since the start; they come on top of the one in credentials.json."""

    def __init__(self):
        self.issued = []  # credentials with a fresh token
        self.refresh = {}  # consumer key: the only refresh token that is good now
        self.lock = threading.Lock()
        self.settings = {"oauth_expires_in": None, "oauth_deny": False, "oauth_delay_ms": 0}

    def set(self, name, value):
        if name != "oauth_revoke":
            self.settings[name] = value
            return
        with self.lock:
            for credential in self.issued:
                credential["until"] = 0
            if value == "all":
                self.refresh = dict.fromkeys(self.refresh, None)

    def usable(self):
        """Credentials for the access tokens that are good now."""
        now = time.monotonic()
        return [credential for credential in self.issued if credential["until"] > now]

    def authorize(self, app, call, _match):
        query = parse_qs(urlsplit(call.target).query)
        consumer = self._consumer(app, query.get("client_id", [""])[0])
        back = query.get("redirect_uri", [""])[0]
        if not consumer or not back:
            return answers.text(400, "Invalid client")
        sent = {"code": consumer["code"]}
        if self.settings["oauth_deny"]:
            sent = {"error": "access_denied", "error_description": "The user denied access"}
        if "state" in query:
            sent["state"] = query["state"][0]
        return answers.Answer(302, headers={"Location": back + "?" + urlencode(sent)})

    def token(self, app, call, _match):
        form = {key: values[0] for key, values in
                parse_qs(b"".join(call.body).decode("latin-1")).items()}
        pair = auth.basic(call.headers.get("Authorization", "")) or ("", "")
        consumer = self._consumer(app, pair[0])
        if not consumer or consumer["secret"] != pair[1]:
            return self._refuse(401, "invalid_client")
        with self.lock:
            made = self._grant(consumer, form)
        time.sleep(self.settings["oauth_delay_ms"] / 1000)
        return made

    def _grant(self, consumer, form):
        kind = form.get("grant_type")
        current = self.refresh.get(consumer["key"], consumer["refresh_token"])
        good = {"authorization_code": form.get("code") == consumer["code"],
                "refresh_token": form.get("refresh_token") == current,
                "client_credentials": True}
        if kind not in good:
            return self._refuse(400, "unsupported_grant_type")
        if not good[kind]:
            return self._refuse(400, "invalid_grant")
        number = len(self.issued) + 2
        lifetime = self.settings["oauth_expires_in"] or consumer["expires_in"]
        made = dict(consumer, token="oauth-access-%d" % number, expired=False,
                    until=time.monotonic() + lifetime)
        self.issued.append(made)
        sent = {"access_token": made["token"], "scope": " ".join(consumer["scopes"]),
                "expires_in": lifetime, "token_type": "bearer", "state": kind}
        if kind != "client_credentials":
            sent["refresh_token"] = self.refresh[consumer["key"]] = "oauth-refresh-%d" % number
        return answers.Answer(200, answers.encode(sent))

    def _consumer(self, app, key):
        for credential in app.credentials():
            if credential["kind"] == "oauth" and credential["key"] == key:
                return credential
        return None

    def _refuse(self, status, word):
        return answers.Answer(status, answers.encode({"error": word, "error_description": word}))
