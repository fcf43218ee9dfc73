"""The name that stands alone under a text: `Ada Brook`, （早瀬みのり）, （责任编辑：…）.

`apart(text, authors)` gives the text without such a last line, and the name where nobody else is known to have written it.
A list of names is no signature: before it stands a sentence. Who only edited is no author.
"""

from __future__ import annotations

import re

from monitor.extract import names
from monitor.extract.phrases import alternatives

_BRACKETED = re.compile(r"^[（(【\[](?P<inside>[^（()）【】\[\]]{2,40})[）)】\]]$")
_EDITED = re.compile(rf"^(?:{alternatives('labels.txt', 'editors')})\b|^.{{2,4}}[:：]", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?؟۔。！？…।॥։።»”\"']\s*$")
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LONGEST = 40
_BEFORE = 40


def apart(text: str, authors: tuple[str, ...]) -> tuple[str, str | None]:
    """The text without its signature, and the author that the signature alone names."""
    rest, _, last = text.rpartition("\n")
    before = rest.rpartition("\n")[2]
    if not rest or len(last) > _LONGEST or len(before) < _BEFORE // 2 or not _SENTENCE.search(before):
        return text, None
    bracketed = _BRACKETED.match(last)
    inside = bracketed["inside"] if bracketed else last
    found = names.persons([inside])
    if len(found) != 1 or not names.are_full(found) or not names.look_like_persons(found):
        return text, None
    if bracketed and _EDITED.match(inside):
        return rest, None
    if found[0] != inside.strip() or not (bracketed or _is_name(inside)):
        return text, None
    if authors:
        return (rest, None) if found[0] in authors else (text, None)
    return rest, found[0]


def _is_name(line: str) -> bool:
    """Whether a bare line is a name by its capitals: scripts without them, or without spaces, do not show it."""
    words = line.split()
    return 2 <= len(words) <= 3 and not _SPACELESS.search(line) and all(word[0].isupper() for word in words)
