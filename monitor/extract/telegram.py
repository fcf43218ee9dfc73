"""The web preview of one post of a Telegram channel, as a page with one article.

`unfolded(markup)` gives a page whose body is the post: its first line as headline where it is short and more follows (else the
first sentence, which stays in the text), its time, its other lines as paragraphs; without lines that are only hashtags or
addresses. The channel's name, which Telegram gives as title, is none. The same object for every other page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast
from urllib.parse import urlsplit

from lxml import etree, html

from monitor.extract.markup import Markup
from monitor.plaintext import clean_line

_POSTS = etree.XPath("//*[@data-post]")
_TEXT = etree.XPath(".//*[contains(@class,'tgme_widget_message_text')]")
_TIME = etree.XPath(".//*[contains(@class,'tgme_widget_message_date')]//time[@datetime]")
_ONLY_MARKS = re.compile(r"(?:[\W_]*[@#][\w\u200c]+)+[\W_]*|[\W_]*(?:https?://)?t\.me/\S+[\W_]*")
_HEADLINE = 140


def unfolded(markup: Markup) -> Markup:
    if "tgme_widget_message" not in markup.text:
        return markup
    post = _post(markup)
    element = next(iter(cast("list[html.HtmlElement]", _TEXT(post))), None) if post is not None else None
    lines = [line for line in _lines(element) if not _ONLY_MARKS.fullmatch(line)] if element is not None else []
    if not lines or post is None:
        return markup
    emptied = markup.emptied()
    if emptied is None:
        return markup
    page, body = emptied
    is_apart = len(lines) > 1 and len(lines[0]) <= _HEADLINE
    title = lines.pop(0) if is_apart else re.split(r"(?<=[.!?؟。])\s", lines[0])[0][:_HEADLINE]
    article = etree.SubElement(body, "article")
    etree.SubElement(article, "h1").text = title
    for time in cast("list[html.HtmlElement]", _TIME(post))[:1]:
        etree.SubElement(article, "time", datetime=time.get("datetime", ""))
    for line in lines:
        etree.SubElement(article, "p").text = line
    window = page.find(".//title")
    if window is not None:
        window.text = title
    return replace(markup, tree=page, metas={**markup.metas, "og:title": [], "twitter:title": []})


def _post(markup: Markup) -> html.HtmlElement | None:
    """The post that the address names, else the only one."""
    posts = cast("list[html.HtmlElement]", _POSTS(markup.tree))
    name = re.sub(r"^/(?:s/)?", "", urlsplit(markup.url).path).rstrip("/")
    named = [post for post in posts if post.get("data-post") == name]
    return named[0] if named else posts[0] if len(posts) == 1 else None


def _lines(element: html.HtmlElement) -> list[str]:
    pieces: list[str] = []
    for part in element.iter():
        if part is not element and part.tag == "br":
            pieces.append("\n")
        elif part.text:
            pieces.append(part.text)
        if part is not element and part.tail:
            pieces.append(part.tail)
    return [line for raw in "".join(pieces).split("\n") if (line := clean_line(raw))]
