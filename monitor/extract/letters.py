"""A letter in a mailing list's archive (Pipermail, as Mailman 2 and its copies write them), as a page with one article.

`unfolded(markup)` gives a page whose headline is the subject, with the sender, the time (`Thu Sep 17 08:14:22 BST 2026`; its
zone's name says little, so the source's holds) and the letter's paragraphs, which the archive keeps as preformatted lines.
Quoted lines (`> …`) stay; a signature below `-- ` goes. The same object for every other page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from lxml import etree

from monitor.extract.markup import Markup
from monitor.plaintext import clean_line

_BEGIN = "<!--beginarticle-->"
_TIME = re.compile(r"^\w{3} (?P<day>\w{3} +\d{1,2} \d\d:\d\d:\d\d) (?:[A-Z]{2,5} )?(?P<year>\d{4})$")
_SIGNATURE = re.compile(r"\n-- ?\n.*", re.DOTALL)


def unfolded(markup: Markup) -> Markup:
    if _BEGIN not in markup.text:
        return markup
    tree = markup.tree
    letter, subject, sender, sent = tree.find(".//pre"), tree.find(".//h1"), tree.find(".//b"), tree.find(".//i")
    if letter is None or subject is None:
        return markup
    emptied = markup.emptied()
    if emptied is None:
        return markup
    page, body = emptied
    etree.SubElement(body, "h1").text = clean_line("".join(subject.itertext()))
    if sender is not None:
        etree.SubElement(body, "span", attrib={"class": "byline"}, rel="author").text = clean_line(sender.text or "")
    if sent is not None and (at := _moment(clean_line(sent.text or ""))):
        etree.SubElement(body, "time", datetime=at)
    article = etree.SubElement(body, "article")
    for paragraph in re.split(r"\n[ \t]*\n", _SIGNATURE.sub("", "".join(letter.itertext()))):
        if line := clean_line(paragraph):
            etree.SubElement(article, "p").text = line
    return replace(markup, tree=page)


def _moment(text: str) -> str | None:
    found = _TIME.match(text)
    if found is None:
        return None
    try:
        return datetime.strptime(f"{found['day']} {found['year']}", "%b %d %H:%M:%S %Y").isoformat()
    except ValueError:
        return None
