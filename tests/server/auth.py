"""Who asks and what they may: REST and git credentials, scopes, visibility of repositories."""

import base64
import binascii
from fnmatch import fnmatchcase

import answers

ACCESS_TOKENS = ("repository_access_token", "project_access_token", "workspace_access_token")
BEARERS = ACCESS_TOKENS + ("oauth",)
GIT_USERS = {"api_token": "x-bitbucket-api-token-auth", **dict.fromkeys(BEARERS, "x-token-auth")}

# The classic scope that an endpoint needs: what an API token must have instead, and the classic
# scopes that imply it.
API_TOKEN_SCOPE = {"repository": "read:repository:bitbucket",
                   "pullrequest": "read:pullrequest:bitbucket",
                   "account": "read:workspace:bitbucket",
                   "user": "read:user:bitbucket", "issue": "read:issue:bitbucket"}
IMPLIED_BY = {"repository": ("pullrequest", "repository:write"), "user": ("account",)}


class Identity:
    """A caller; `name` is all that is ever written down of a credential."""

    def __init__(self, credential=None):
        self.credential = credential or {}
        self.anonymous = credential is None
        self.name = self.credential.get("name", "anonymous")
        self.kind = self.credential.get("kind")
        self.user = self.credential.get("user")
        self.is_access_token = self.kind in ACCESS_TOKENS

    def sees(self, full_name, repo, denied):
        """Whether this caller may read a repository."""
        if denied:
            return False
        return not repo["is_private"] or any(
            fnmatchcase(full_name, pattern) for pattern in self.credential.get("repositories", ()))

    def belongs_to(self, workspace):
        return any(pattern.split("/")[0] == workspace
                   for pattern in self.credential.get("repositories", ()))

    def require(self, scope):
        """Refuses a credential without the scope; anonymous callers are judged elsewhere."""
        if self.anonymous:
            return
        granted = self.credential["scopes"]
        if self.kind == "api_token":
            scope = accepted = API_TOKEN_SCOPE[scope]
            accepted = {accepted}
        else:
            accepted = {scope, *IMPLIED_BY.get(scope, ())}
        if not accepted & set(granted):
            raise answers.Refusal(answers.lacks_scope(scope, granted))


ANONYMOUS = Identity()


def basic(header):
    """(user, password) of a Basic header, or None."""
    try:
        user, colon, password = base64.b64decode(header[6:], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None


def _usable(credential):
    return not credential.get("expired") and credential["kind"] != "app_password"


def rest(header, credentials):
    """The caller of a REST request; None when the credential is refused."""
    if not header:
        return ANONYMOUS
    scheme = header.split(" ", 1)[0].lower()
    pair = basic(header) if scheme == "basic" else None
    token = header[7:].strip() if scheme == "bearer" else None
    for credential in filter(_usable, credentials):
        kind = credential["kind"]
        if pair and kind == "api_token" and pair == (credential["email"], credential["token"]):
            return Identity(credential)
        if token and kind in BEARERS and token == credential["token"]:
            return Identity(credential)
    return None


def git(header, credentials):
    """The caller of a git request; None when the credential is refused."""
    if not header:
        return ANONYMOUS
    pair = basic(header) if header.lower().startswith("basic ") else None
    for credential in filter(_usable, credentials):
        if pair == (GIT_USERS[credential["kind"]], credential["token"]):
            return Identity(credential)
    return None


def claimed(header, credentials):
    """The name behind refused credentials, for the journal: known names only, never a secret."""
    pair = basic(header) if header.lower().startswith("basic ") else None
    secret = pair[1] if pair else header.partition(" ")[2].strip()
    for credential in credentials:
        if secret and secret == credential["token"]:
            return credential["name"] + " (refused)"
    return "unknown (refused)"
