"""The storage behind the service, as signed addresses lead to it: LFS objects and attachments."""

import os
import re
from urllib.parse import unquote

import answers

ADDRESS = re.compile(r"/_storage/([^/]+)/([^/]+)/(lfs|attachments/\d+)/([^/]+)")


def content(app, call, match):
    """The bytes; a request that brings an Authorization header as well is refused, as S3 does."""
    workspace, slug, folder, name = match.groups()
    name, _, number = unquote(name).partition(";")  # of files of one name
    path = app.store.path(workspace, slug, folder, name)
    if call.headers.get("Authorization"):
        return answers.text(400, "Only one auth mechanism allowed")
    if "/" in name or not os.path.isfile(path):
        return answers.text(404, "Not Found")
    with open(path, "rb") as raw:
        return answers.Answer(200, raw.read() + number.encode(), "application/octet-stream")
