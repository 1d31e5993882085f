"""Reads a published site back with Python's html.parser: nothing is shared with what wrote it."""

import csv
import hashlib
import html.parser
import os
import re
import urllib.parse

from export_reader import tree
from harness import expect, expect_equal

VOID = {"br", "hr", "img", "link", "meta"}
ELEMENTS = {"html", "head", "meta", "title", "link", "body", "header", "nav", "main", "footer", "section", "article", "a", "p", "ul", "ol", "li", "dl",
            "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tr", "th", "td", "div", "span", "pre", "code", "em",
            "strong", "del", "ins", "blockquote", "hr", "br", "img", "time", "figure", "figcaption", "svg", "rect", "text"}
ATTRIBUTES = {"lang", "charset", "content", "name", "rel", "href", "id", "class", "role", "tabindex", "scope", "datetime", "alt", "src", "loading", "start",
              "http-equiv", "aria-label", "aria-labelledby", "aria-current", "viewbox", "x", "y", "width", "height", "data-row"}


class Page(html.parser.HTMLParser):
    """One page: its ids, addresses, rows and words. What a stranger may have put there does not pass."""

    def __init__(self, path, content):
        super().__init__(convert_charrefs=True)
        self.path, self.open, self.ids, self.links, self.sources, self.rows, self.headings = path, [], [], [], [], [], []
        self.words, self.items, self.classes = [], {}, []
        self.source = content.decode("utf-8")
        expect(self.source.startswith("<!DOCTYPE html>\n<html lang=\"en\">"), path)
        self.feed(self.source)
        self.close()
        expect_equal(self.open, [], path)
        expect_equal(len(self.ids), len(set(self.ids)), path)
        expect_equal(self.headings.count("h1"), 1, path)
        levels = [int(name[1]) for name in self.headings]
        expect(all(after <= before + 1 for before, after in zip(levels, levels[1:])), path, levels)

    def handle_starttag(self, name, attributes):
        expect(name in ELEMENTS, self.path, name)
        for key, value in attributes:
            expect(key in ATTRIBUTES, self.path, name, key, value)
        known = dict(attributes)
        if name not in VOID:
            self.open.append((name, known.get("id")))
        self.ids += [known["id"]] if "id" in known else []
        self.links += [known["href"]] if "href" in known else []
        self.sources += [known["src"]] if "src" in known else []
        self.rows += known.get("data-row", "").split()
        self.classes += known.get("class", "").split()
        self.headings += [name] if name in ("h1", "h2", "h3", "h4", "h5", "h6") else []
        expect(name != "img" or "alt" in known, self.path, "a picture has a text")
        expect("tabindex" not in known or known.get("role") and known.get("aria-label"), self.path, name, "what the keyboard reaches has a name")
        expect(name != "time" or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", known["datetime"]), self.path, known)

    def handle_endtag(self, name):
        expect(self.open and self.open.pop()[0] == name, self.path, name)

    def handle_data(self, data):
        self.words.append(data)
        for _, key in self.open:
            if key:
                self.items[key] = self.items.get(key, "") + data

    def handle_comment(self, data):
        expect(False, self.path, "a comment", data)

    def handle_pi(self, data):
        expect(False, self.path, "an instruction", data)

    def text(self):
        return "".join(self.words)


class Site:
    def __init__(self, folder):
        self.folder, self.files = folder, tree(folder)
        self.pages = {path: Page(path, content) for path, content in self.files.items() if path.endswith(".html")}

    def text(self, path):
        return self.pages[path].text()

    def item(self, path, key):
        return self.pages[path].items[key]

    def check_links(self):
        """Every address within the site leads to a file and, where it names one, to an id; nothing else is loaded."""
        for path, page in self.pages.items():
            for address in page.sources:
                expect(not urllib.parse.urlsplit(address).scheme and "//" not in address, path, address)
            for address in page.links + page.sources:
                parts = urllib.parse.urlsplit(address)
                if parts.scheme:
                    expect(parts.scheme in ("http", "https", "mailto"), path, address)
                    continue
                expect_equal((parts.netloc, parts.query), ("", ""), (path, address))
                target = os.path.normpath(os.path.join(os.path.dirname(path), urllib.parse.unquote(parts.path))) if parts.path else path
                expect(target in self.files, path, address)
                if parts.fragment:
                    expect(parts.fragment in self.pages[target].ids, path, address)

    def check_sums(self):
        sums = dict(line.split("  ", 1)[::-1] for line in self.files["SHA256SUMS"].decode().splitlines())
        expect_equal(sums, {path: hashlib.sha256(content).hexdigest() for path, content in self.files.items() if path != "SHA256SUMS"})

    def check_safe_names(self):
        """No file but the pages is one that a browser runs."""
        for path in self.files:
            if path not in self.pages:
                expect(not path.lower().endswith((".html", ".htm", ".svg", ".xhtml", ".xml", ".js", ".mht")), path)

    def redirects(self):
        return {row["path"]: row["page"] for row in csv.DictReader(self.files["redirects.csv"].decode("utf-8").splitlines())}

    def rows(self):
        counts = {}
        for page in self.pages.values():
            for thing in page.rows:
                counts[thing] = counts.get(thing, 0) + 1
        return counts

    def check(self):
        self.check_links()
        self.check_sums()
        self.check_safe_names()
        for path, page in self.redirects().items():
            expect(urllib.parse.unquote(page) in self.pages, path, page)
