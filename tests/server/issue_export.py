"""The issue export of a tracker, as Bitbucket wrote it: a zip with a document and attachments/.

`of_tracker` takes the tracker of a repository of the data directory, the one that the server
serves over the API; `document` and `write` take any. Facts: arrays stand in no order, people are
{display_name, account_id} (in db-1.0 a bare user name), parts are names, nothing is null, "" or
"None"; a comment that stands for a change has null content, and its changes are logs.
"""

import hashlib
import json
import os
import random
import zipfile

FIELDS = {"state": "status", "assignee": "responsible"}


def _load(*parts):
    try:
        with open(os.path.join(*parts), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return []


def _name(part):
    return part["name"] if part else None


def _raw(content):
    return content["raw"] if content else None


def _person(account):
    return account and {"display_name": account["display_name"],
                        "account_id": account["account_id"]}


def _bare(account):
    return account and (account.get("nickname") or account["display_name"])


def _issue(issue, person):
    watcher = {"display_name": "Somebody", "account_id": "712020:somebody"}
    return {"id": issue["id"], "title": issue["title"], "content": _raw(issue["content"]),
            "status": issue["state"], "priority": issue["priority"], "kind": issue["kind"],
            "component": _name(issue["component"]), "milestone": _name(issue["milestone"]),
            "version": _name(issue["version"]), "reporter": person(issue["reporter"]),
            "assignee": person(issue["assignee"]), "created_on": issue["created_on"],
            "updated_on": issue["updated_on"], "edited_on": issue["edited_on"],
            "content_updated_on": issue["edited_on"], "watchers": [watcher] * issue["watches"],
            "voters": [watcher] * issue["votes"]}


def _comment(comment, person):
    return {"id": comment["id"], "issue": comment["issue"]["id"],
            "content": _raw(comment["content"]), "user": person(comment["user"]),
            "created_on": comment["created_on"], "updated_on": comment["updated_on"]}


def _logs(change, person):
    return [{"issue": change["issue"]["id"], "comment": change["id"],
             "user": person(change["user"]), "created_on": change["created_on"],
             "field": FIELDS.get(field, field), "changed_from": values["old"] or "None",
             "changed_to": values["new"] or "None"}
            for field, values in change["changes"].items()]


def _attachments(number, rows):
    """Files of one name have different paths, as they have different links (storage.py)."""
    for row in rows:
        link, = row["links"]["self"]["href"]
        place = hashlib.md5(("%d/%s" % (number, link.rpartition("/")[2])).encode(), usedforsecurity=False).hexdigest()
        yield {"issue": number, "user": None, "filename": row["name"], "path": "attachments/" + place}


def _parts_of(home, folder):
    directory = os.path.join(home, folder)
    for name in sorted(os.listdir(directory)) if os.path.isdir(directory) else ():
        yield int(name.split(".")[0]), _load(directory, name)


def document(home, old=False):
    """The document of a tracker of the data directory."""
    person = _bare if old else _person
    found = {kind: [{"name": part["name"]} for part in _load(home, kind + ".json")]
             for kind in ("milestones", "versions", "components")}
    found["issues"] = [_issue(issue, person) for issue in _load(home, "issues.json")]
    found["comments"] = [_comment(row, person) for _, rows in _parts_of(home, "issue_comments")
                         for row in rows]
    found["logs"] = [log for _, rows in _parts_of(home, "issue_changes") for row in rows
                     for log in _logs(row, person)]
    found["attachments"] = [row for number, rows in _parts_of(home, "issue_attachments")
                            for row in _attachments(number, rows)]
    for rows in found.values():
        random.Random(7).shuffle(rows)
    found["meta"] = {"default_" + key: None
                     for key in ("assignee", "component", "kind", "milestone", "version")}
    return found


def write(path, found, files=(), old=False):
    """Writes a document and the files {member: bytes} as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("db-1.0.json" if old else "db-2.0.json", json.dumps(found, indent=1))
        for member, content in dict(files).items():
            out.writestr(member, content)


def of_tracker(home, path, old=False):
    """Writes the export of the tracker that is at `home`."""
    files = {}
    for number, rows in _parts_of(home, "issue_attachments"):
        for row, shown in zip(_attachments(number, rows), rows):
            twin = shown["links"]["self"]["href"][0].partition(";")[2]
            with open(os.path.join(home, "attachments", str(number), row["filename"]), "rb") as file:
                files[row["path"]] = file.read() + twin.encode()
    write(path, document(home, old), files, old)
