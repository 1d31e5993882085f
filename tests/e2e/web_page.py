"""The web page of the dashboard: what it consists of, what it must not have in it, and how it looks in a browser."""

import base64
import hashlib
import html.parser
import json
import os
import re

import browser
from harness import expect, expect_equal


class Page(html.parser.HTMLParser):
    """Elements, attributes and text; raises when tags do not match."""

    VOID = {"meta", "br"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.links, self.text, self.style = [], [], [], "", ""
        self.feed(text)
        self.close()
        expect_equal(self.open, [], "elements left open")

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag == "a":
            self.links.append(dict(attributes))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        expect(self.open and self.open.pop() == tag, "an end without its beginning:", tag, self.getpos())

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data


def check_safe(page):
    allowed = {"html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2", "h3", "p", "ul", "li",
               "div", "span", "b", "strong", "bdi", "br", "a", "code", "time", "progress", "details", "summary", "table", "thead",
               "tbody", "tr", "th", "td", "figure", "figcaption", "svg", "rect"}
    expect_equal({tag for tag, _ in page.elements} - allowed, set(), "elements")
    for tag, attributes in page.elements:
        expect(not any(name.startswith("on") or name in ("src", "style", "srcset", "action") for name in attributes), tag, attributes)
    for link in page.links:
        expect(re.match(r"https?://", link["href"]) and "noopener" in link["rel"], link)
    policy = next(a["content"] for t, a in page.elements if t == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    expect("default-src 'none'" in policy and "unsafe" not in policy, policy)
    expect("'sha256-%s'" % base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode() in policy, "the style's hash", policy)
    expect("url(" not in page.style and "@import" not in page.style, "the style loads something")


CONTRAST = """(() => {
  const channel = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const colour = s => s.match(/[\\d.]+/g).map(Number);
  const behind = e => { for (; e; e = e.parentElement) { const c = colour(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } };
  let worst = [99, ''];
  for (const e of document.body.querySelectorAll('*')) {
    if (![...e.childNodes].some(n => n.nodeType == 3 && n.textContent.trim()) || e.tagName == 'PROGRESS' || e.closest('svg')) continue;
    const a = light(colour(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 200)];
  }
  return JSON.stringify(worst); })()"""


def look(w, text):
    path = os.path.join(w.directory, "page.html")
    with open(path, "w") as file:
        file.write(text)
    window = browser.Browser()
    try:
        for width in (390, 1280):
            for dark in (False, True):
                window.open(path, width, dark)
                window.value("document.querySelectorAll('details').forEach(one => one.open = true)")
                where = "%d columns, %s" % (width, "dark" if dark else "light")
                expect_equal(window.value("document.documentElement.scrollWidth"), width, where)
                expect_equal((window.complaints, window.requests, window.value("document.title")), ([], ["file://" + path], "Bucket Brigade"), where)
                ratio, element = json.loads(window.value(CONTRAST))
                expect(ratio >= 4.5, where, "contrast", ratio, element)
                back = window.value("getComputedStyle(document.body).backgroundColor")
                expect((sum(map(int, re.findall(r"\d+", back)[:3])) < 384) == dark, where, back)
    finally:
        window.close()
