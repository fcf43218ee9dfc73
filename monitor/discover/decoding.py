"""Bytes of a feed or a page → text, whatever the labels say.

Order: byte order mark; UTF-16 by its NULs; valid UTF-8 (which nothing else is by chance, so a wrong
label loses); the HTTP charset; the document's own declaration; windows-1252. ISO-2022-JP is ASCII to the eye
and counts only where declared. What cannot be read becomes U+FFFD; nothing raises.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_DECLARED = re.compile(rb"""(?:<\?xml[^>]{0,100}?encoding|<meta[^>]{0,200}?charset)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
# Browsers read these labels as their Windows supersets (WHATWG Encoding).
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# Codecs of Python that are no text encodings of the web, and those that hide ASCII.
_WEB = re.compile(r"(?:utf[-_]?(?:8|16|32)|cp\d|iso|koi8|gb|big5|euc|shift|johab|mac|tis|hz|ascii|ptcp)", re.I)


def text_of(body: bytes, content_type: str | None = None) -> str:
    """The body as text, without byte order mark and without NULs."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace").replace("\x00", "")
    head = body[:2048]
    if head.count(0) > len(head) // 4:
        name = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        return body.decode(name, "replace").replace("\x00", "")
    labels = [_codec(label) for label in _labels(head, content_type)]
    if not any(label in ("iso2022_jp", "hz") for label in labels[:1]):
        try:
            return body.decode("utf-8").replace("\x00", "")
        except UnicodeDecodeError as broken:
            # Cut in the middle of a character, or one bad byte in a long page: still UTF-8.
            if broken.start > 1024 and _mostly_utf8(body):
                return body.decode("utf-8", "replace").replace("\x00", "")
    for label in labels:
        if label is not None and label != "utf-8":
            return body.decode(label, "replace").replace("\x00", "")
    return body.decode("utf-8" if _mostly_utf8(body) else "cp1252", "replace").replace("\x00", "")


def _labels(head: bytes, content_type: str | None) -> list[str]:
    found = [match[1] for match in [_CHARSET.search(content_type or "")] if match]
    declared = _DECLARED.search(head)
    if declared:
        found.append(declared[1].decode("ascii", "replace"))
    return found


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _SUPERSETS.get(name, name)
    return name if _WEB.match(name) and not name.startswith("utf-7") else None


def _mostly_utf8(body: bytes) -> bool:
    """Whether what is beyond ASCII is UTF-8 but for one character in fifty."""
    text = body[:200_000].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    beyond = sum(1 for character in text if character > "\x7f")
    return beyond > 0 and bad * 50 <= beyond
