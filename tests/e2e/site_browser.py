"""How a published site looks and works: its colours, in a browser, on paper, by keyboard."""

import base64
import json
import os
import re

import browser
from harness import expect, expect_equal
from web_page import CONTRAST

# Which colour stands on which. Words need 4.5 to 1, what is no word (bars of pictures, the mark of the focus) 3 to 1.
WORDS = {"ground": ("text", "soft", "link"), "panel": ("text", "soft", "link"), "mark-ground": ("mark",),
         "added-ground": ("added", "soft"), "removed-ground": ("removed", "soft")}
SHAPES = {"ground": ("s0", "s1", "s2", "s3", "s4", "s5", "link"), "panel": ("link",), "added-ground": ("link",), "removed-ground": ("link",)}
DECORATION = {"line"}


def channel(value):
    value /= 255
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4


def light(colour):
    return sum(share * channel(int(colour[at:at + 2], 16)) for share, at in ((0.2126, 1), (0.7152, 3), (0.0722, 5)))


def contrast(one, other):
    lights = sorted((light(one), light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def check_colours(style):
    """Each pair of colours that the style sheet uses is far enough apart for people who see little (WCAG 2, AA), in light and in dark."""
    schemes = [dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", part)) for part in re.findall(r":root \{([^}]*--text[^}]*)\}", style)]
    expect_equal(len(schemes), 2)
    for colours in schemes:
        expect_equal(set(colours), {name for pairs in (WORDS, SHAPES) for ground, names in pairs.items() for name in (ground, *names)} | DECORATION)
        for pairs, least in ((WORDS, 4.5), (SHAPES, 3)):
            for ground, names in pairs.items():
                for name in names:
                    expect(contrast(colours[ground], colours[name]) >= least, name, "on", ground, contrast(colours[ground], colours[name]))
    literal = re.findall(r"#[0-9a-fA-F]{3,6}", re.sub(r"--[a-z0-9-]+: #[0-9a-f]{6};", "", style))
    expect(set(literal) <= {"#000", "#fff"}, "colours beside the named ones", literal)


def press(view, key, number):
    view.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=number, text="\r" if key == "Enter" else "")
    view.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=number)


def check_look(view, folder, path):
    """Nothing to complain of, nothing from outside, no page wider than the window, and words that can be read."""
    for width in (390, 1280):
        for dark in (False, True):
            view.open(os.path.join(folder, path), width, dark)
            where = (path, width, "dark" if dark else "light")
            expect_equal(view.complaints, [], where)
            expect_equal([one for one in view.requests if not one.startswith("file://" + folder + "/")], [], where)
            expect(view.value("document.documentElement.scrollWidth") <= width, where, view.value("document.documentElement.scrollWidth"))
            expect_equal(view.value("document.scripts.length"), 0, where)
            ratio, element = json.loads(view.value(CONTRAST))
            expect(ratio >= 4.5, where, "contrast", ratio, element)


FOCUS = """(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  return JSON.stringify([[...document.querySelectorAll('a[href], [tabindex]')].indexOf(e), s.outlineStyle, parseFloat(s.outlineWidth),
                         r.width > 0 && r.left >= 0 && r.top >= -1 && r.top < innerHeight]); })()"""


def check_keyboard(view, folder, path):
    """Tab goes through all that can be chosen in the order of the page, each visibly; the first leads past the navigation."""
    view.open(os.path.join(folder, path), 1280, False)
    count = view.value("document.querySelectorAll('a[href], [tabindex]').length")
    for place in range(min(count, 60)):
        press(view, "Tab", 9)
        at, style, width, is_seen = json.loads(view.value(FOCUS))
        expect_equal((at, is_seen), (place, True), (path, view.value("document.activeElement.outerHTML")))
        expect(style == "solid" and width >= 2, path, place, style, width)
    view.open(os.path.join(folder, path), 1280, False)
    press(view, "Tab", 9)
    expect_equal(view.value("document.activeElement.className"), "skip")
    press(view, "Enter", 13)
    expect_equal(view.value("location.hash"), "#content")
    press(view, "Tab", 9)
    expect(view.value("document.querySelector('main').contains(document.activeElement)"), path, view.value("document.activeElement.outerHTML"))
    scrolled = view.value("[...document.querySelectorAll('body *')].filter(e => e.scrollWidth > e.clientWidth + 1 && "
                          "['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.tabIndex < 0).length")
    expect_equal(scrolled, 0, (path, "what can be scrolled cannot be reached by keyboard"))


def check_print(view, folder, path):
    """On paper: dark on white however the screen is, without the navigation, nothing cut off, and as many sheets as it takes."""
    view.open(os.path.join(folder, path), 718, True)  # as wide as A4 with its margins
    view.call("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    expect_equal((view.value("getComputedStyle(document.body).backgroundColor"), view.value("getComputedStyle(document.body).color")),
                 ("rgb(255, 255, 255)", "rgb(0, 0, 0)"), path)
    ratio, element = json.loads(view.value(CONTRAST))
    expect(ratio >= 4.5, path, "contrast", ratio, element)
    expect_equal(view.value("getComputedStyle(document.querySelector('nav')).display"), "none", path)
    expect(view.value("document.documentElement.scrollWidth") <= 718, path, view.value("document.documentElement.scrollWidth"))
    cut = view.value("[...document.querySelectorAll('body *')].filter(e => getComputedStyle(e).overflowX != 'visible' && !e.closest('svg') && "
                     "(e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)).map(e => e.outerHTML.slice(0, 100)).join()")
    expect_equal(cut, "", path)
    height = view.value("document.documentElement.scrollHeight")
    view.call("Emulation.setEmulatedMedia", media="", features=[])
    sheets = base64.b64decode(view.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
    expect(sheets.startswith(b"%PDF-") and len(re.findall(rb"/Type /Page\b", sheets)) >= height // 1123, path, height)


def check_site(folder, paths):
    view = browser.Browser()
    try:
        for path in paths:
            check_look(view, folder, path)
            check_keyboard(view, folder, path)
            check_print(view, folder, path)
    finally:
        view.close()
