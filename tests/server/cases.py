"""The pull requests of acme/widgets: a table, one row for each oddity that Bitbucket has shown.

`key` names the oddity and tests ask for it (DIR/sample.json maps key to id). `end` says how the
pull request ended and so what git history it has:
    open, declined, superseded   the source branch stays outside main
    merge, push                  a merge commit in main; push: no MERGED update tells of it
    squash                       one new commit in main
    ff                           main moved to the source head, which is the merge_commit
`origin` says where the source branch lives:
    here     widgets itself       gone     a fork that answers 404, its commits are nowhere
    fork     acme-fork/widgets    private  acme-secret/widgets, which answers 403
    deleted  a deleted fork: source.repository is null, Bitbucket kept the commit
`patch` replaces values of the finished object, by dotted path. `branch` is set when the branch
still exists; else only a hidden ref keeps the commits.
"""

from collections import namedtuple

Case = namedtuple("Case", "number key title end origin author closer branch patch reason talk")

GENERAL, REVIEWED = "general", "reviewed"
LONG_TITLE = "A title as long as Bitbucket lets it be, " + "really " * 30


def _case(number, key, title, end="open", origin="here", author="ben", closer="ada", branch=None,
          patch=None, reason="", talk=None):
    return Case(number, key, title, end, origin, author, closer, branch, patch or {}, reason,
                talk or key)


CASES = (
    _case(1, "merged", "Add the gear", "merge", talk=REVIEWED),
    _case(2, "open", "Grease the axle", branch="feature/open", talk=GENERAL),
    _case(3, "draft", "WIP: a second axle", branch="feature/draft"),
    _case(4, "declined", "Square wheels", "declined", reason="Wheels are round.\r\nSorry.",
          talk=GENERAL),
    _case(5, "superseded", "Round wheels, first try", "superseded"),
    _case(6, "author-null", "Nobody wrote this", author=None, talk=GENERAL),
    _case(7, "merged-closed-by-null", "Merged by nobody", "merge", patch={"closed_by": None}),
    _case(8, "merged-merge-commit-null", "Merged into nothing", "merge",
          patch={"merge_commit": None}),
    _case(9, "fork-deleted", "From a deleted fork", "declined", "deleted", author="gil",
          patch={"source.commit": None}),
    _case(10, "source-repository-null", "From a deleted fork, merged", "merge", "deleted",
          author="gil"),
    _case(11, "source-commit-null", "Branch deleted before the end", "declined",
          patch={"source.commit": None}),
    _case(12, "destination-commit-null", "Into a deleted branch", "declined",
          patch={"destination.commit": None}),
    _case(13, "destination-repository-null", "Into no repository", "merge",
          patch={"destination.repository": None}),
    _case(14, "fork-live", "From a fork", origin="fork", author="gil", branch="from-fork",
          talk=GENERAL),
    _case(15, "fork-live-merged", "From a fork, merged", "merge", "fork", author="gil",
          branch="from-fork-merged"),
    _case(16, "fork-private", "From a private fork", origin="private", author="eve",
          branch="from-private-fork"),
    _case(17, "fork-gone", "From a fork that is gone", "declined", "gone", author="gil"),
    _case(18, "former-user", "By one who left", "merge", author="former", closer="former",
          talk=GENERAL),
    _case(19, "app-user", "By a bot", author="bot"),
    _case(20, "reviews", "Reviewed in every way", branch="hotfix/#42"),
    _case(21, "merged-by-push", "Merged on the command line", "push",
          patch={"closed_by": None}),
    _case(22, "fast-forward", "Straight onto main", "ff"),
    _case(23, "squash", "Two commits made one", "squash"),
    _case(24, "inline", "Lines to talk about"),
    _case(25, "replies", "A long talk", "merge"),
    _case(26, "deleted-only", "All taken back"),
    _case(27, "pending", "Half a review"),
    _case(28, "resolved", "Settled"),
    _case(29, "comment-user-null", "Said by nobody", "merge"),
    _case(30, "crlf", "Line ends"),
    _case(31, "nul", "A title with \x00 in it"),
    _case(32, "astral", "Beyond the plane \U0001f680"),
    _case(33, "big-comment", "Much to say"),
    _case(34, "many-comments", "Everybody has an opinion", "merge"),
    _case(35, "edited", "Second thoughts"),
    _case(36, "tasks", "Things to do"),
    _case(37, "only-tasks", "Nothing said, much to do"),
    _case(38, "changed", "First title"),
    _case(39, "odd-activity", "Strange events"),
    _case(40, "merged-update-author-null", "Merged, told by nobody", "merge"),
    _case(41, "unicode-branch", "Zweig für Ümläute", branch="feature/ünïcode"),
    _case(42, "late-update", "Merged long ago, touched today", "merge",
          patch={"updated_on": "2026-09-18T06:44:26.594293+00:00"}, talk=GENERAL),
    _case(43, "only-resolved-tasks", "All done, nothing said"),
    _case(44, "long-title", LONG_TITLE[:255], "superseded", branch="feature/a+b%20c&d=e"),
)
