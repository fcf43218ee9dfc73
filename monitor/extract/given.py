"""Where two names of Arabic script run into each other: «شهد المرجانيغيداء الفنارجي» are two persons.

Templates that print a list of authors without a separator join the last name of one to the first name of the next; no
capital letter shows the seam. It is put where a surname ends (the article and a nisba, or an ending of Persian
surnames) and a common given name begins. Anything else stays one name.
The given names: `phrases/given.txt`.
"""

from __future__ import annotations

import re

from monitor.extract.phrases import lines

_GIVEN = frozenset(name for section in ("arabic", "persian", "kurdish") for name in lines("given.txt", section))
_SURNAME = re.compile(
    r"ال\w{3,}[ييةهاندرلمقفبتسكحجعشط]|\w{3,}(?:نیا|نيا|زاده|زادە|پور|ی|یان|فر|وند|نژاد|راد|دوست|منش|خواه|کیا|آرا|فام|گر|چی|سری)"
)
_ARABIC = re.compile("[ء-ۿ]")


def apart(name: str) -> list[str]:
    """The persons whose names run together in `name`; mostly one."""
    words = name.split()
    if len(words) < 3 or not _ARABIC.match(name):
        return [name]
    found: list[list[str]] = [[words[0]]]
    for place, word in enumerate(words[1:], start=1):
        seam = _seam(word) if place < len(words) - 1 else None
        found[-1].append(word[:seam])
        if seam is not None:
            found.append([word[seam:]])
    return [" ".join(part) for part in found]


def _seam(word: str) -> int | None:
    for place in range(5, len(word) - 1):
        if word[place:] in _GIVEN and _SURNAME.fullmatch(word[:place]):
            return place
    return None
