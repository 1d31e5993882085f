"""The LFS batch API: an object that is in DIR/<workspace>/<slug>/lfs can be had (storage.py)."""

import json
import os
import re

import answers
import githttp

BATCH = re.compile(r"/([^/]+)/([^/]+?)(?:\.git)?/info/lfs/objects/batch")
TYPE = "application/vnd.git-lfs+json"


def _message(status, words):
    return answers.Answer(status, answers.encode({"message": words}), TYPE)


def batch(app, call, match):
    """What can be downloaded and where."""
    place, refusal = githttp.find(app, call, *match.groups())
    if refusal:
        return refusal
    try:
        wanted = json.loads(b"".join(call.body))
        found = [_object(app, call, place, row["oid"], row["size"]) for row in wanted["objects"]]
    except (ValueError, KeyError, TypeError):
        return _message(422, "Invalid batch")
    if wanted.get("operation") != "download":
        return _message(403, "Downloads only")
    return answers.Answer(200, answers.encode({"transfer": "basic", "objects": found}), TYPE)


def _object(app, call, place, oid, size):
    found = {"oid": oid, "size": size}
    known = re.fullmatch("[0-9a-f]{64}", oid)
    if not known or not os.path.isfile(app.store.path(*place, "lfs", oid)):
        return {**found, "error": {"code": 404, "message": "Object does not exist"}}
    href = "%s/_storage/%s/%s/lfs/%s" % (call.base, *place, oid)
    return {**found, "actions": {"download": {"href": href, "expires_in": 3600}}}
