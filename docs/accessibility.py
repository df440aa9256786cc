"""Every page before axe, in both languages, light and dark: ``python -m docs.accessibility`` writes ``docs/accessibility.md``.

What axe finds in Streamlit's own elements stands in ``OF_STREAMLIT``, each rule with its reason; the tests of the pages use the
same list. Needs Playwright and a Chromium.
"""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from docs.pictures import DEMONSTRATION, FLAGS, ROOT, chromium, running_app, settled

#: By rule of axe: in which elements of Streamlit it is broken, and why that is not ours to mend.
OF_STREAMLIT = {
    "list": ('[data-testid="stSidebarNavItems"]', "Streamlit groups the links of its navigation in div within ul."),
    "listitem": ('[data-testid="stSidebarNavItems"] li', "The other half of the same: li within that div."),
    "presentation-role-conflict": (
        '[data-testid="stFileUploaderDropzone"]',
        "Streamlit's area for files has the role presentation beside its own name; the button in it is what is reached.",
    ),
    "scrollable-region-focusable": (
        '[data-testid="stCode"] pre',
        "Streamlit's box of text to copy scrolls and takes no focus; its button copies all, the table beside says the same.",
    ),
}
#: What axe cannot judge by itself, by rule, and who looked.
UNDECIDED = {
    "aria-prohibited-attr": "Streamlit's tags of a list to choose from are span with a name; each has a button that is read out.",
    "color-contrast": "Words on a canvas, on a picture or under another element; the colours of the theme are reckoned by tests.",
    "th-has-data-cells": "Sections are rows of one header in the year ribbon; every other row has a cell below each month.",
}
FRAME = (ROOT / "pages" / "layout.py").read_text("utf-8")
PAGES = re.findall(r'url_path="(\w+)"', FRAME)
LOOKS = tuple(product(("zh", "en"), ("light", "dark")))
#: What else is looked at, once: tables instead of charts, the card of a project, a target's card, on a phone.
MORE = (("projects", "&tables=1"), ("projects", "&project=XM-005"), ("targets", "&target=BA-01"), ("recruitment", "&tables=1"))
MORE += (("plans", "&plans_view=targets"), ("plans", "&plans_view=districts"), ("plans", "&plans_view=new"))


@dataclass
class Findings:
    """Return what axe finds on one page: ours, Streamlit's, and what it cannot judge, each as elements by rule."""

    ours: dict[str, list[str]] = field(default_factory=dict)
    streamlit: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    passed: int = 0


def examine(page: Page) -> Findings:
    """Run axe on a page as it stands."""
    response, found = Axe().run(page).response, Findings()
    for violation in response["violations"]:
        place, _ = OF_STREAMLIT.get(violation["id"], ("", ""))
        is_theirs = [bool(place) and _is_in(page, one["target"][-1], place) for one in violation["nodes"]]
        found.streamlit[violation["id"]] += sum(is_theirs)
        ours = [one["html"] for one, theirs in zip(violation["nodes"], is_theirs, strict=True) if not theirs]
        found.ours |= {violation["id"]: ours} if ours else {}
    found.undecided.update({one["id"]: len(one["nodes"]) for one in response["incomplete"]})
    found.passed = len(response["passes"])
    return found


def _is_in(page: Page, target: str, place: str) -> bool:
    """Return True if the element that axe names is one of those at a place."""
    matches: bool = page.locator(target).first.evaluate("(one, place) => one.matches(place)", place)
    return matches


def look_at(browser: Browser, url: str, name: str, language: str, scheme: Any, more: str = "") -> Findings:
    """Open a page and examine it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{url}/{'' if name == 'summary' else name}?{DEMONSTRATION}&lang={language}{more}")
    settled(page)
    found = examine(page)
    context.close()
    return found


def told(found: Findings) -> str:
    """A cell of the table."""
    ours = "; ".join(f"**{rule}** {len(nodes)}" for rule, nodes in found.ours.items())
    return f"{ours or 'none'} ({found.passed} passed)"


def rows(url: str, browser: Browser, every: list[Findings]) -> Iterator[str]:
    """The tables, page by page; what was found is kept in ``every``."""
    yield "| page | " + " | ".join(f"{language}, {scheme}" for language, scheme in LOOKS) + " |"
    yield "|---|" + "---|" * len(LOOKS)
    for name in PAGES:
        found = [look_at(browser, url, name, language, scheme) for language, scheme in LOOKS]
        every += found
        yield f"| {name} | " + " | ".join(map(told, found)) + " |"
    yield ""
    yield "| what else was looked at (zh, light) | found |"
    yield "|---|---|"
    for name, more in MORE:
        every.append(look_at(browser, url, name, "zh", "light", more))
        yield f"| `{name}` with `{more[1:]}` | {told(every[-1])} |"


def reasons(every: list[Findings]) -> Iterator[str]:
    """Return the findings that are of Streamlit, and those that axe left open."""
    theirs, undecided = sum((one.streamlit for one in every), Counter()), sum((one.undecided for one in every), Counter())
    yield from ("## Of Streamlit", "", "| rule | elements, all pages together | why it is not ours to mend |", "|---|--:|---|")
    yield from (f"| {rule} | {theirs[rule]} | {why} |" for rule, (_, why) in OF_STREAMLIT.items())
    yield from ("", "## Left open by axe", "", "| rule | elements | looked at by |", "|---|--:|---|")
    yield from (f"| {rule} | {n} | {UNDECIDED.get(rule, 'nobody yet')} |" for rule, n in sorted(undecided.items()))


def main() -> None:
    """Look at everything, then write."""
    every: list[Findings] = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        running_app(Path(folder)) as url,
        sync_playwright() as running,
    ):
        browser = running.chromium.launch(executable_path=chromium(), args=FLAGS)
        lines = list(rows(url, browser, every))
        browser.close()
    engine = f"axe-playwright-python {version('axe-playwright-python')}, Streamlit {version('streamlit')}"
    head = f"""# What axe finds

Made by `python -m docs.accessibility` from the running app, over the demonstration year: {engine}. A cell says what is wrong and
ours, by rule of axe with the number of elements, and how many rules passed. The tests ask the same of every page, and beside it
what axe does not: everything by keyboard, a zoom of 200 %, a phone, no motion for who wants none, words and tables for charts.
"""
    (ROOT / "docs" / "accessibility.md").write_text("\n".join([head, *lines, "", *reasons(every)]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
