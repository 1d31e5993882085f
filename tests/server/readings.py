"""How this server differs from the one that we hope for: settings that bend counts, lists and the stream.

    stream_tombstones  false: the stream hides deleted comments
    stream_resolution  "never", "flaky" (one in 50 lacks it); null: on request, as lists do
    stream_revisions   false: the stream lacks the revisions of anchors
    stream_text        "old": the stream shows edited comments as they were
    stream_wrong       numbers of comments that the stream shows with another text
    stream_late        numbers of comments that the stream of all shows as they were before they were resolved; the
                       activity of their pull request shows them as they are
    stream_drops       a number n: the stream lacks one comment in n
    stream_ends        true: the stream ends after half its entries
    resolution         "empty": {} in lists and stream; "nowhere": also where a comment is asked for singly
    counts_deleted     true: comment_count counts deleted comments
    task_count         0: what the list says of open tasks
    next_fields        false: `next` has lost the parameter `fields`
    next_expired       true: every `next` of a stream has expired: 404
    q_ignores_state    true: with `q`, the parameter `state` counts for nothing
    clock              what Date says: seconds that it is ahead, or "none": there is none
    q_embedded         what `q` does with tasks.state and comments.deleted: null: 400; "right"; "none": finds
                       nothing; "all": does not heed it; "wrong": finds all but one; "broken": 500
"""

import re

import answers
import shapes

SETTINGS = {"stream_tombstones": None, "stream_resolution": None, "stream_revisions": None,
            "stream_text": None, "stream_drops": None, "stream_ends": None, "resolution": None,
            "counts_deleted": None, "task_count": None, "next_fields": None, "next_expired": None,
            "q_ignores_state": None, "clock": None, "q_embedded": None, "stream_wrong": None, "stream_late": None}
EMBEDDED = re.compile(r'\s+AND\s+(tasks\.state|comments\.deleted)\s*=\s*"?(\w+)"?', re.IGNORECASE)


def one_in(number, comment):
    """The same comments at each asking."""
    return (comment["id"] * 2654435761 >> 7) % number == 0


def emptied(settings, comment):
    if settings["resolution"] in ("empty", "nowhere") and comment.get("resolution"):
        return {**comment, "resolution": {}}
    return comment


class Listed:
    """Rows of a comment list."""

    def __init__(self, settings, rows):
        self.settings, self.rows, self.keys = settings, rows, rows.keys

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return emptied(self.settings, self.rows[index])


def reached(settings, picks):
    return picks[:len(picks) // 2] if settings["stream_ends"] else picks


def single(settings, comment):
    """The comment as it is shown by itself."""
    return emptied(settings, comment) if settings["resolution"] == "nowhere" else comment


def streamed(settings, entry, is_own=False):
    """The entry of the stream; None: it does not show it. is_own: of one pull request's activity."""
    made = entry.get("comment") if isinstance(entry, dict) else None
    if not isinstance(made, dict) or not isinstance(made.get("id"), int):
        return entry
    if made.get("deleted") and settings["stream_tombstones"] is False:
        return None
    if settings["stream_drops"] and one_in(settings["stream_drops"], made):
        return None
    made = emptied(settings, made)
    lacks = settings["stream_resolution"]
    if lacks == "never" or lacks == "flaky" and one_in(50, made):
        made = {key: value for key, value in made.items() if key != "resolution"}
    if not is_own and made["id"] in (settings["stream_late"] or ()):
        made = {key: value for key, value in made.items() if key != "resolution"}
    if made["id"] in (settings["stream_wrong"] or ()):
        made = {**made, "content": shapes.rendered("something else")}
    if settings["stream_text"] == "old" and made["updated_on"][:16] != made["created_on"][:16]:
        made = {**made, "updated_on": made["created_on"], "content": shapes.rendered("as it was")}
    if settings["stream_revisions"] is False and made.get("inline"):
        made = {**made, "links": {key: link for key, link in made["links"].items() if key != "code"},
                "inline": {key: value for key, value in made["inline"].items() if not key.endswith("_rev")}}
    return {**entry, "comment": made}


def counts(request, place):
    """What the list of pull requests says of comments and tasks."""
    def counted(pull):
        if request.settings["counts_deleted"]:
            rows = request.store.rows(*place, "comments", "%s.json" % pull["id"])
            pull = {**pull, "comment_count": pull["comment_count"] + sum(
                bool(keys.get("deleted")) for keys in rows.keys)}
        if request.settings["task_count"] is not None:
            pull = {**pull, "task_count": request.settings["task_count"]}
        return pull
    return counted


def embedded(request, place):
    """Takes the condition about tasks or comments out of `q`: a test on the number of a pull request, or None."""
    found, how = EMBEDDED.search(request.query.get("q", "")), request.settings["q_embedded"]
    if not found or how is None:
        return None
    if how == "broken":
        raise answers.Refusal(answers.error(500, "Something went wrong"))
    request.query["q"] = EMBEDDED.sub("", request.query["q"])
    folder = "tasks" if found.group(1).lower() == "tasks.state" else "comments"

    def holds(number):
        rows = request.store.rows(*place, folder, "%s.json" % number)
        return any(rows[index].get("state") == found.group(2) if folder == "tasks" else rows[index].get("deleted")
                   for index in range(len(rows)))
    if how in ("none", "all"):
        return lambda number: how == "all"
    left_out = []

    def all_but_one(number):
        if holds(number) and not left_out:
            left_out.append(number)
        return holds(number) and number not in left_out
    return holds if how == "right" else all_but_one
