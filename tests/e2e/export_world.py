"""A project that was imported and is handed out: what the stories of exports share."""

import contextlib
import os

from harness import expect_equal, world

TARGETS = ("files", "forgejo", "gitlab", "github", "site")


@contextlib.contextmanager
def brought(slug="widgets", **settings):
    """A world with acme's repository imported, its issue tracker and wiki switched on."""
    with world() as w:
        w.control("settings", dict({"issues": True, "wiki": True}, **settings))
        number = w.insert("acme/" + slug, "acme-token")
        w.work()
        expect_equal(w.state(number)[0], "finished", w.failures(number))
        yield w


def ask(w, target, options="{}", source="acme/widgets"):
    return w.number("insert into brigade.exports (source, target, options) values ('%s', '%s', '%s') returning id" % (source, target, options))


def ended(w, number, verdict="complete with notes"):
    expect_equal(tuple(w.sql("select state, verdict, error from brigade.exports where id = %d" % number)[0]), ("finished", verdict, None), w.failures(number))
    w.recount()


def exports(w):
    return os.path.join(w.environment["BRIGADE_STORAGE"], "exports")
