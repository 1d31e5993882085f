"""What the rows must be: the mapping as the documentation words it, without a look at the program.

Functions take objects of the API and give dictionaries of columns. People are keys (uuid, else
account_id, else the name), times are datetimes in UTC, columns that are not given are not compared.
"""

import datetime
import re

STATES = {"MERGED": "merged", "DECLINED": "closed", "SUPERSEDED": "closed"}
FEW_SECONDS = datetime.timedelta(seconds=5)


def at(value, *keys):
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def when(text):
    if text is None:
        return None
    found = datetime.datetime.fromisoformat(text)
    if found.tzinfo is None:
        found = found.replace(tzinfo=datetime.timezone.utc)
    return found.astimezone(datetime.timezone.utc)


def called(account):
    return at(account, "nickname") or at(account, "display_name") or at(account, "username")


def person(account):
    return at(account, "uuid") or at(account, "account_id") or (
        "name:" + called(account) if called(account) else None)


def without_html(value, key):
    """What is asked for: the HTML of a text is left out."""
    if not isinstance(value.get(key), dict):
        return value
    return dict(value, **{key: {name: part for name, part in value[key].items() if name != "html"}})


def project(value):
    return {
        "source_uuid": value["uuid"], "full_name": value["full_name"], "name": value["name"],
        "slug": value.get("slug", value["full_name"].split("/")[1]),
        "description": value.get("description"),
        "visibility": "private" if value["is_private"] else "public",
        "default_branch": at(value, "mainbranch", "name"), "language": value.get("language"),
        "website": value.get("website"), "parent_full_name": at(value, "parent", "full_name"),
        "size_bytes": value.get("size"), "created_at": when(value.get("created_on")),
        "updated_at": when(value.get("updated_on")), "raw": value}


def merge_request(value, events):
    """`events` are the rows of `event` of this pull request."""
    state = STATES.get(value["state"], "opened")
    end = [row for row in events if row["kind"] == state]
    end = sorted(end, key=lambda row: row["at"])
    end = (end[0] if state == "merged" else end[-1]) if end else None
    return {
        "title": value["title"], "description": value.get("description"), "state": state,
        "source_state": value["state"], "draft": value.get("draft", False),
        "author": person(value["author"]),
        "closed_by": end["user"] if end else person(value.get("closed_by")),
        "close_reason": value.get("reason"),
        "source_branch": at(value, "source", "branch", "name"),
        "target_branch": at(value, "destination", "branch", "name"),
        "source_full_name": at(value, "source", "repository", "full_name"),
        "source_sha": at(value, "source", "commit", "hash"),
        "target_sha": at(value, "destination", "commit", "hash"),
        "merge_commit_sha": at(value, "merge_commit", "hash"),
        "close_source_branch": value.get("close_source_branch"),
        "comment_count": value.get("comment_count"), "task_count": value.get("task_count"),
        "created_at": when(value.get("created_on")), "updated_at": when(value.get("updated_on")),
        "merged_at": end["at"] if end and state == "merged" else None,
        "closed_at": end["at"] if end and state == "closed" else None,
        # The list does not give what it renders, and we do not ask for it.
        "raw": {key: part for key, part in without_html(value, "summary").items() if key != "rendered"}}


def reviewers(value):
    """{person: row}"""
    found = {}
    for participant in value.get("participants") or []:
        key = person(participant["user"])
        if key is None:
            continue
        state = participant.get("state")
        found[key] = {
            "role": participant["role"].lower(),
            "state": state or ("approved" if participant.get("approved") else None),
            "participated_at": when(participant.get("participated_on"))}
    for account in value.get("reviewers") or []:
        row = found.setdefault(person(account), {"state": None, "participated_at": None})
        row["role"] = "reviewer"
    return found


def event(entry):
    """The row of an activity entry; None for comments and for what nobody knows."""
    for key, kind, actor in (("update", "updated", "author"), ("approval", "approved", "user"),
                             ("changes_requested", "changes_requested", "user")):
        detail = entry.get(key)
        if detail is None:
            continue
        if key == "update" and not detail.get("changes"):
            kind = STATES.get(detail["state"], kind)
        return {"iid": entry["pull_request"]["id"], "kind": kind, "at": when(detail["date"]),
                "user": person(detail.get(actor)), "detail": detail}
    return None


def versions(value):
    """(base, head): the keys of the anchor, else the code link's new..old."""
    link = re.search(r"([0-9a-f]+)\.\.([0-9a-f]+)", at(value, "links", "code", "href") or "")
    head, base = link.groups() if link else (None, None)
    return (at(value, "inline", "base_rev") or at(value, "inline", "dest_rev") or base,
            at(value, "inline", "src_rev") or head)


def note(value, number):
    created, updated = when(value.get("created_on")), when(value.get("updated_on"))
    base, head = versions(value)
    return {
        "noteable_type": "merge_request", "noteable_iid": number,
        "parent_source_id": at(value, "parent", "id"), "author": person(value["user"]),
        "body": at(value, "content", "raw") or "", "created_at": created, "updated_at": updated,
        "edited": updated is not None and updated - created > FEW_SECONDS,
        "deleted": value.get("deleted", False), "pending": False, "resolved": isinstance(value.get("resolution"), dict),
        "resolved_at": when(at(value, "resolution", "created_on")),
        "resolved_by": person(at(value, "resolution", "user")),
        "path": at(value, "inline", "path"), "old_line": at(value, "inline", "from"),
        "new_line": at(value, "inline", "to"), "old_start_line": at(value, "inline", "start_from"),
        "new_start_line": at(value, "inline", "start_to"), "base_sha": base, "head_sha": head,
        "outdated": at(value, "inline", "outdated"),
        "raw": without_html(value, "content")}


def notes(values, number):
    """{source_id: row} of one pull request, threads joined."""
    found = {value["id"]: note(value, number) for value in values if not value.get("pending")}
    for key, row in found.items():
        root = key
        while root in found and found[root]["parent_source_id"] is not None:
            root = found[root]["parent_source_id"]
        row["discussion_source_id"] = root
        if row["path"] is None and root in found:
            for column in ("path", "old_line", "new_line", "old_start_line", "new_start_line"):
                row[column] = found[root][column]
    return found


def task(value, number):
    return {
        "merge_request_iid": number, "note_source_id": at(value, "comment", "id"),
        "state": value["state"], "content": value["content"]["raw"],
        "creator": person(value["creator"]), "created_at": when(value["created_on"]),
        "updated_at": when(value["updated_on"]), "resolved_at": when(value.get("resolved_on")),
        "resolved_by": person(value.get("resolved_by")), "raw": value}


ISSUE_CLOSED = ("resolved", "invalid", "duplicate", "wontfix", "closed")


def issue(value):
    return {
        "title": value["title"], "description": at(value, "content", "raw"),
        "state": "closed" if value["state"] in ISSUE_CLOSED else "opened",
        "source_state": value["state"], "kind": value["kind"], "priority": value["priority"],
        "component": at(value, "component", "name"), "version": at(value, "version", "name"),
        "milestone": at(value, "milestone", "name"), "author": person(value["reporter"]),
        "assignee": person(value["assignee"]), "votes": value["votes"],
        "watchers": value["watches"], "created_at": when(value["created_on"]),
        "updated_at": when(value["updated_on"]), "edited_at": when(value["edited_on"]),
        "raw": value}


def issue_events(value):
    """{field: row} of one change; an empty value is none."""
    return {field: {"at": when(value["created_on"]), "user": person(value["user"]),
                    "old_value": said["old"] or None, "new_value": said["new"] or None}
            for field, said in value["changes"].items()}


def members(memberships, permissions):
    """{person: permission on the repository}"""
    found = {person(row["user"]): None for row in memberships}
    found.update((person(row["user"]), row["permission"]) for row in permissions)
    return found


def accounts(value):
    """Every account with a key, anywhere below."""
    if isinstance(value, list):
        return [account for part in value for account in accounts(part)]
    if not isinstance(value, dict):
        return []
    here = [value] if "display_name" in value and person(value) else []
    return here + [account for part in value.values() for account in accounts(part)]
