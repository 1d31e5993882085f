"""What was said, reviewed and asked in the pull requests of acme/widgets, by case (cases.py)."""

from people import NAMELESS, NAMED as P
from shapes import inline, later, update

CODE = "src/widget.c"
REGISTRY = {}


def talk(key):
    def register(function):
        REGISTRY[key] = function
        return function
    return register


def tell(project, number, key):
    if key in REGISTRY:
        REGISTRY[key](project, number)


def resolution(who, when):
    return {"type": "comment_resolution", "user": P[who], "created_on": when}


@talk("general")
def general(project, number):
    project.say(number, P["cleo"], "What is this **for**?")
    project.say(number, P["dan"], "For @{712020:someone}, see #%d" % max(1, number - 1))


@talk("reviewed")
def reviewed(project, number):
    general(project, number)
    project.review(number, P["cleo"], "approved")
    project.review(number, P["ada"], "approved")


@talk("reviews")
def reviews(project, number):
    project.review(number, P["ada"], "approved")
    project.review(number, P["cleo"], "changes_requested")
    project.review(number, P["dan"])
    project.review(number, P["rovo"], "approved", asked=False)
    project.review(number, P["fay"], asked=False)
    project.review(number, P["eve"], "approved", entry=False)
    project.pull_requests[number]["participants"][-1]["participated_on"] = None


@talk("inline")
def inline_comments(project, number):
    say = lambda text, anchor: project.say(number, P["cleo"], text, anchor)
    say("new side", inline(CODE, to=12))
    say("old side", inline(CODE, from_=30))
    say("several new lines", inline(CODE, to=24, start_to=20))
    say("several old lines", inline(CODE, from_=44, start_from=40))
    say("both sides", inline(CODE, to=50, from_=50))
    say("the file", inline(CODE))
    say("empty anchor", {})
    say("a path to escape", inline("docs/ä b#c?.txt", to=1))
    say("an outdated line", inline(CODE, to=70))
    project.comments[number][-1]["inline"].update(outdated=True, context_lines="@@ -70,1 +70,1 @@")


@talk("replies")
def replies(project, number):
    say = lambda text, **more: project.say(number, more.pop("by", P["ben"]), text, **more)
    root = say("root on a line", anchor=inline(CODE, to=3))
    first = say("first reply, with its own anchor", reply=root, anchor=inline(CODE, to=3))
    second = say("second reply, without one", reply=first, by=P["cleo"])
    say("third reply, three deep", reply=second)
    general_root = say("a general root")
    say("a reply to a general comment", reply=general_root, by=P["former"])
    gone = say("this was deleted", deleted=True, anchor=inline(CODE, to=9))
    say("a reply to a deleted comment", reply=gone, by=P["dan"])


@talk("deleted-only")
def deleted_only(project, number):
    for text in ("oops", "again"):
        project.say(number, P["ben"], text, deleted=True)


@talk("pending")
def pending(project, number):
    project.say(number, P["ada"], "not yet published", anchor=inline(CODE, to=5), pending=True)
    project.say(number, P["ada"], "published")


@talk("resolved")
def resolved(project, number):
    root = project.say(number, P["cleo"], "please fix", anchor=inline(CODE, to=7))
    project.say(number, P["ben"], "done", reply=root)
    row = project.comments[number][0]
    row["resolution"] = resolution("ben", later(row["created_on"], 7200))
    project.say(number, P["cleo"], "please fix this as well", anchor=inline(CODE, to=8))
    row = project.comments[number][-1]
    row["resolution"] = resolution("ada", later(row["created_on"], 3600))
    row["resolution"]["user"] = None
    project.say(number, P["cleo"], "and this", anchor=inline(CODE, to=9))
    project.comments[number][-1]["resolution"] = {}


@talk("comment-user-null")
def comment_user_null(project, number):
    root = project.say(number, None, "who said that?")
    project.say(number, P["former"], "not me", reply=root)


@talk("crlf")
def crlf(project, number):
    project.say(number, P["ben"], "first\r\nsecond\r\n\r\n```\r\ncode\r\n```\r\n")
    project.say(number, P["ben"], "a lone \r and a tab\t and trailing blanks   \n")


@talk("nul")
def nul(project, number):
    project.say(number, P["ben"], "before\x00after")
    project.say(number, P["ben"], "\x00")


@talk("astral")
def astral(project, number):
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    project.say(number, P["fay"], "rocket \U0001f680 family " + family)
    project.say(number, P["fay"], "high \ud83d alone, low \ude80 alone")
    project.say(number, P["fay"], "a\u0301 and \u00e1, \u202e right to left, \ufeff mark, \ufffe")


@talk("big-comment")
def big_comment(project, number):
    line = "%06d: a log that somebody pasted, with \"quotes\" and \\ and <tags>\n"
    text = "".join(line % count for count in range(4000))
    project.say(number, P["bot"], text[:200 * 1024])


@talk("many-comments")
def many_comments(project, number):
    people = [P[name] for name in ("ada", "ben", "cleo", "dan", "eve", "fay")]
    root = None
    for count in range(1, 231):
        reply = root if count % 5 else None
        made = project.say(number, people[count % 6], "opinion %d" % count, reply=reply)
        root = made if reply is None else root


@talk("edited")
def edited(project, number):
    project.say(number, NAMELESS, "said better")
    row = project.comments[number][-1]
    row["updated_on"] = later(row["created_on"], 5400)


@talk("tasks")
def tasks(project, number):
    said = project.say(number, P["cleo"], "two things", anchor=inline(CODE, to=15))
    project.ask(number, P["cleo"], "first thing", said)
    project.ask(number, P["cleo"], "second thing", said, resolved_by=P["ben"])
    project.ask(number, P["ada"], "a thing for all")
    project.ask(number, P["ada"], "a thing done by one who left", resolved_by=P["former"])
    project.ask(number, None, "asked by nobody")


@talk("only-tasks")
def only_tasks(project, number):
    project.ask(number, P["ada"], "write a test")
    project.ask(number, P["ada"], "write a text", resolved_by=P["ben"])


@talk("only-resolved-tasks")
def only_resolved_tasks(project, number):
    project.ask(number, P["ada"], "sweep up", resolved_by=P["ada"])


@talk("changed")
def changed(project, number):
    project.change(number, P["ben"], title="Second title", draft=True)
    project.change(number, None, title="Last title", draft=False, description="Now *described*.")
    project.review(number, P["cleo"])
    when = project.tick(number)
    for place in ("source", "destination"):  # two entries of one kind, instant and person
        project.note(number, "update", update(project.pull_requests[number], "OPEN", P["ben"], when,
                                              {place: {"old": "here", "new": "there"}}))


@talk("odd-activity")
def odd_activity(project, number):
    project.note(number, "some_future_activity_kind", {"note": "a kind not known yet"})
    project.note(number, None, {})
    project.note(number, "", {"note": "a kind with an empty name"})
    project.note(number, "approval", {"date": project.tick(number), "user": None,
                                      "pullrequest": project.stub(number)})
    project.note(number, "comment", None, project.tick(number))
