"""The people of the sample: a table of named accounts, and as many plain members as wanted."""

import shapes

FIRST = ("Ana Bao Cem Dov Eira Femi Gus Hana Ivo Jun Kira Lev Mina Nils Oona Pia Quin Rae Sol "
         "Tess Uma Vik Wes Xia Yan Zoe").split()
LAST = ("Ash Birch Cedar Dale Elm Fern Glen Heath Isle Juniper Larch Moss Nettle Oak Pine "
        "Quarry Reed Sedge Thorn Umber Vale Willow Yarrow").split()

NAMED = {
    "ada": shapes.user("ada", "Ada Larch"),
    "ben": shapes.user("ben", "Ben Thorn", account="557058:" + shapes.make_uuid("ben")[1:-1]),
    "cleo": shapes.user("cleo", "Cleo Ümber", account="5b10a2844c20165700ede21f"),
    "dan": shapes.user("dan", "Dan Moss", nickname=None),
    "eve": shapes.user("eve", "Eve Quarry", nickname="ben"),
    "fay": shapes.user("fay", "Fay 山田 𝒻𝒶𝓎"),
    "gil": shapes.user("gil", "Gil Forker"),
    "former": shapes.user("former", "Former user", nickname="Former user"),
    "bot": shapes.app_user("bot", "widgets-ci"),
    "rovo": shapes.app_user("rovo", "Rovo Dev", kind="forge", ai_agent=True),
    "pipelines": shapes.app_user("pipelines", "Bitbucket Pipelines", kind="pipelines"),
}

# Told by name alone: objects of accounts that were closed long ago.
NAMELESS = {"type": "user", "display_name": "Olga Old", "links": {}}

# Not members of the workspace: a contributor from outside, and a closed account.
OUTSIDERS = ("gil", "former")
PERMISSION = {"ada": "owner", "dan": "collaborator", "eve": "collaborator"}
REPOSITORY_PERMISSION = {"ada": "admin", "ben": "write", "cleo": "admin", "dan": "read",
                         "eve": "write", "fay": "read"}


def plain_members(count):
    """`count` members, every 7th of them without a nickname, every 25th a bot."""
    for number in range(1, count + 1):
        name = "member%03d" % number
        if number % 25 == 0:
            yield shapes.app_user(name, "Helper %d" % number, kind="workspace_access_token")
            continue
        display = "%s %s" % (FIRST[number % len(FIRST)], LAST[number % len(LAST)])
        yield shapes.user(name, display, nickname=None if number % 7 == 0 else True)


def memberships(space, total):
    """All memberships of a workspace: the named ones first, `total` in all."""
    named = [(key, account) for key, account in NAMED.items() if key not in OUTSIDERS]
    rows = [shapes.membership(space, account, PERMISSION.get(key, "member"))
            for key, account in named]
    rows += [shapes.membership(space, account, "member")
             for account in plain_members(total - len(rows))]
    return rows


def repository_permissions(repo):
    return [shapes.repository_permission(repo, NAMED[key], permission)
            for key, permission in REPOSITORY_PERMISSION.items()]
