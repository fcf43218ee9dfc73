"""What stands before a document's root element: read with plain searches, because every pattern that could
span it has an input that takes minutes (unclosed CDATA sections and comments by the hundred thousand).
"""

from __future__ import annotations

import re

HEAD = 100_000
"""Declarations are looked for in so many characters; behind them the document has begun."""

_DECLARATION = re.compile(r"<!(?:ENTITY|ELEMENT|ATTLIST|NOTATION)\b[^<>]*>\s*", re.I)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)


def without_doctype(text: str) -> str:
    """The document without its DOCTYPE and the declarations in it. They are never read: nothing is expanded."""
    head, rest = text[:HEAD], text[HEAD:]
    start = head.lower().find("<!doctype")
    if start >= 0:
        close = head.find(">", start)
        subset = head.find("[", start, close if close >= 0 else len(head))
        if subset >= 0:
            close = head.find(">", max(head.find("]", subset), subset))
        head = head[:start] + head[close + 1 :] if close >= 0 else head[:start]
    return _DECLARATION.sub("", head) + rest


def is_web_page(text: str) -> bool:
    """Whether a document is HTML: by its first tag, past XML declaration and comments."""
    position = 0
    head = text[:HEAD]
    while True:
        position = head.find("<", position)
        if position < 0:
            return False
        if head.startswith("<!--", position):
            position = head.find("-->", position)
        elif head.startswith("<?", position):
            position = head.find("?>", position)
        else:
            return bool(_HTML.match(head, position))
        if position < 0:
            return False


def cdata_split(text: str) -> list[str]:
    """Text and CDATA sections in turn: every second piece is a section with its marks."""
    pieces: list[str] = []
    position = 0
    while True:
        start = text.find("<![CDATA[", position)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            pieces.append(text[position:])
            return pieces
        pieces += [text[position:start], text[start : end + 3]]
        position = end + 3
