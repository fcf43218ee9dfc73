"""Bytes of a page → text, whatever the page says of itself.

Order: byte order mark; UTF-16 without a mark (every other byte NUL); sound UTF-8, whatever the label (a label is
wrong far more often than other text happens to be sound UTF-8); UTF-8 with some older pieces; the label of the
HTTP header, then that of the markup, where the text that they give is plausible; a guess; windows-1252.

Labels follow the WHATWG Encoding Standard: `iso-8859-1` means windows-1252, `gb2312` means gb18030 and so on.
Never raises. Must not know HTML beyond `<meta … charset=`.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)

# Labels whose Python codec is narrower than what the web means by them (encoding.spec.whatwg.org, table of labels).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_ALIASES = {"x-sjis": "cp932", "ks_c_5601-1987": "cp949", "x-gbk": "gb18030", "x-x-big5": "big5hkscs", "utf8": "utf-8"}
# Of the candidates, those first that carry the languages of our sources.
_GUESSES = (
    "cp1256",
    "cp1251",
    "cp1253",
    "cp1255",
    "cp1254",
    "koi8_r",
    "gb18030",
    "cp932",
    "cp949",
    "big5hkscs",
    "cp1250",
)
_SCANNED = 4096  # WHATWG scans 1,024 bytes for the label; real pages put scripts before it
# Text of another charset read as UTF-8 is broken nearly everywhere; a page with an older footer is not.
_BROKEN_SHARE = 0.2
_OLDER_PIECES = "monitor.windows-1252"


def _older_piece(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8 as windows-1252: an included file that nobody converted."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_OLDER_PIECES, _older_piece)


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of `body` and the name of the codec that gave it. `content_type` is the HTTP header's value."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    if (wide := _wide(body)) is not None:
        return body.decode(wide, "replace"), wide
    labels = [_codec(label) for label in _labels(body, content_type)]
    if b"\x1b$" in body[:_SCANNED] and "iso2022_jp" in labels:  # seven-bit, so it would pass as UTF-8
        return body.decode("iso2022_jp", "replace"), "iso2022_jp"
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8", "replace")
    beyond_ascii = sum(map(len, re.findall("[^\x00-\x7f]+", text)))
    if text.count("\ufffd") <= max(1, beyond_ascii * _BROKEN_SHARE):
        return body.decode("utf-8", _OLDER_PIECES), "utf-8"
    for label in labels:
        if label and label != "utf-8" and (labelled := _strictly(body, label)) is not None and _is_plausible(labelled):
            return labelled, label
    return _guess(body) or (body.decode("cp1252", "replace"), "cp1252")


def _wide(body: bytes) -> str | None:
    head = body[:64]  # markup begins in ASCII, whatever the text's script
    if len(head) < 8 or head.count(0) < len(head) // 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else None


def _labels(body: bytes, content_type: str | None) -> list[str]:
    labels = _HEADER.findall(content_type or "")[:1]
    return labels + [label.decode("ascii") for label in _META.findall(body[:_SCANNED])[:1]]


def _codec(label: str) -> str | None:
    label = label.lower()
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except LookupError:
        return None
    # A codec such as `zip` or `rot13` is no charset, and UTF-16 in a label that could be read as ASCII is UTF-8.
    if name.startswith(("utf-16", "utf-32")) or name in {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib"}:
        return None
    return _WIDER.get(name, name)


def _strictly(body: bytes, name: str) -> str | None:
    text = body.decode(name, "replace")
    return text if text.count("\ufffd") <= len(body) // 500 + 1 else None


def _is_plausible(text: str) -> bool:
    """Whether it does not look like one script read as another: long runs of accented Latin letters and signs."""
    runs = re.findall("[\x80-\u024f]{4,}", text)
    foreign = sum(map(len, runs))
    beyond_ascii = len(re.findall("[^\x00-\x7f]", text))
    return foreign <= beyond_ascii * 0.3


def _guess(body: bytes) -> tuple[str, str] | None:
    """The candidate whose text reads most like text: letters of one script in words, without stray signs."""
    best: tuple[float, str, str] | None = None
    for name in _GUESSES:
        text = _strictly(body, name)
        if text is None:
            continue
        score = _likeness(text)
        if best is None or score > best[0]:
            best = (score, name, text)
    return (best[2], best[1]) if best and best[0] > 0 else None


# The most frequent letters of the languages behind each codec: a wrong codec of the right script gives rare ones.
_FREQUENT = frozenset(
    "اینرودهلمتبسکعفةيكأ"
    + "оеаинтсрвлкм"
    + "αοιετσνηρςά"
    + "יוהלארתבשמן"
    + "的一是不了在人有我"
    + "のにはをたがでとし"
    + "이다는을의에가고"
    + "éèêàçäöüßñáíóúışğ"
    + "ąćęłńśźżčřšžýů"
)


def _likeness(text: str) -> float:
    beyond = re.findall("[^\x00-\x7f]", text)[:20000]
    if not beyond:
        return 0.0
    frequent = sum(character in _FREQUENT for character in beyond)
    odd = sum(
        not character.isalnum() and character not in "،؛؟«»“”‘’…–—・。、「」！？（）\u00a0\u200c"
        for character in beyond
    )
    mixed = len(re.findall("[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]|[а-яё][А-Я]", text))
    return (frequent - 2 * odd - 2 * mixed) / len(beyond)
