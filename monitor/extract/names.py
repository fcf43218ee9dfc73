"""Raw bylines → a list of persons, in every script.

`persons` splits what is run together ("and", و, 、 …), takes away what is no name ("By", "نویسنده:", dates, handles,
addresses, a place, a role), and leaves out who is nobody ("admin", a weekday). `credits` keeps who is no
person apart: agencies, desks, organisations, the publisher itself. Order is kept, the same name twice is one. An empty
answer is an answer. What stands around names, in many languages: `phrases/bylines.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from monitor.extract import agencies, given
from monitor.extract.phrases import SPACES, alternatives, lines
from monitor.plaintext import clean_line, levelled

_ARABIC_KEYS = str.maketrans("يك", "یک")  # Persian typed on an Arabic keyboard; one for one, so that places agree
_PREFIX = re.compile(
    rf"^(?:{alternatives('bylines.txt', 'before a name', space=SPACES).translate(_ARABIC_KEYS)})\s*", re.IGNORECASE
)
# `聯合報 記者林宸誼／即時報導`, `스포츠조선=선수민 기자`: the paper before its reporter, in one run.
_REPORTER = re.compile(
    r"(?:記者|记者)\s*(?P<zh>[\u3400-\u9fff]{2,4})(?=$|[\s／/、，,（(]|報導|报道|攝)|=\s*(?P<ko>[가-힣]{2,4})\s*(?:기자|특파원)"
)
# Who took the pictures or put it into another language, behind who wrote it.
_HELPED = re.compile(
    r"(?<=\w)[\s,;|·–-]+(?:übersetzung\b|(?:illustration(?:en|s)?|fotos?|photos?|photograph(?:s|y)?|photographies|fotografie[ns]?|bilder|videos?|grafik(?:en)?|"
    r"übersetzt|translat(?:ed|ion)|traduction|traduit|traducción|traduzione)\s*(?:von|by|par|de|di|[:：]))\s*\S.*$",
    re.IGNORECASE | re.DOTALL,
)
_MADE_THE_SITE = re.compile(r"^(?:developed|designed|created|powered|hosted|made)\s+by\b|\bdesigned$", re.IGNORECASE)
_DOUBLED = re.compile(r"^(.{5,40}?)\s?\1$")  # "Ada BrookAda Brook": once for narrow screens
_SUFFIX = re.compile(r"\s*(?:記者|记者|기자|報導|报道)$")
_SPLIT = re.compile(
    r"\s*[;|•·\n،؛、，；&+]\s*|\s*,\s+|\s+/\s+|(?<=[a-z]{4})\.\s+(?-i:(?=[A-Z]))|"
    rf"\s+(?:{alternatives('bylines.txt', 'between names', space=SPACES)})\s+|,$",
    re.IGNORECASE,
)
# One letter that is a word in one language and part of a name in another ("Ortega y Gasset"): only between full names.
_SPLIT_SHORT = re.compile(r"(?<=\w\s)(?:y|e|i|a)(?=\s\w)")
# Hebrew and Arabic write "and" as a letter before the next word; some Arabic names begin with that letter.
_SPLIT_PREFIX = re.compile(
    r"\s(?:ו(?=[א-ת]{2})|و(?=[ء-ي]{3})(?!(?:ليد|ائل|سام|فاء|جدان|حيد|داد|سيم|ضاح|جيه|ردة|هيب|فيق|لاء|ديع)\b))"
)
_NOISE = re.compile(
    r"""【.*$|[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|(?<!\w)@\w+|\([^()]*\)|\[[^\[\]]*\]|[«»“”*]|(?<![א-ת])"|"(?![א-ת])|
    \b\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\b\.?|\b)|\b\d{1,2}\s+\w+\s+\d{4}\b|\d{2,4}[-/.]\d{1,2}[-/.]\d{1,4}""",
    re.VERBOSE,
)
_PLACE = re.compile(
    r"\s+(?:in|for|For(?=\s[A-Z])|at|from(?=\s+[A-Z])|of the|for the|—|–|-|\|)\s+.*$|"
    r"\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|\s+Shares$|,?\s+Ph\.?D\.?$"
)
_NOBODY = frozenset(lines("bylines.txt", "nobody"))
# Words of buttons and links that stand around names.
_BUTTONS = re.compile(
    rf"\b(?:{alternatives('bylines.txt', 'buttons')})\b|{alternatives('bylines.txt', 'buttons anywhere')}|"
    rf"\b(?:{alternatives('bylines.txt', 'days and times', space=SPACES)})\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(lines("bylines.txt", "particles"))
_ROLES = re.compile(
    rf"^(?:.*\b(?:{alternatives('bylines.txt', 'roles', space=SPACES)})\b.*|jr\.?|sr\.?|ii|iii|dr\.?|prof\.?)$",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"(?:mitglied|membre|miembro|member|head|leiter(?:in)?|abteilung)\b", re.IGNORECASE)
# "Ada BrookBen Hill": full names that a template joined. "McHale" alone has no second capital word on both sides.
_RUN_TOGETHER = re.compile(
    r"(?<=\w \w{2}[a-zà-ÿа-яё])(?=[A-ZÀ-ÝА-ЯЁ][a-zà-ÿа-яё'’-]+ [A-ZÀ-ÝА-ЯЁ])|(?<=[a-zà-ÿа-яё]{4})(?=[A-ZÀ-ÝА-ЯЁ][a-zà-ÿа-яё'’-]+ [A-ZÀ-ÝА-ЯЁ])"
)
_HANDLE = re.compile(r"(?=.*[^\W\d_])[\w.'’\u200c-]+")
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_ELIDED = re.compile(r"(?:[dl]['’]|(?:al|el|ad|as|ash|an|ul)-)[A-ZÀ-Ý]")
_EDGES = " \n:：,،-–—|•"
_PARTED = re.compile(r",|(?<=[a-z]{4})\.\s+(?=[A-Z])|\sFor\s[A-Z]")
_DIGIT = re.compile(r"\d")
_DAY = re.compile(r"\d{4}|\d[:.]\d|\bam \d")
_SIGN = re.compile(r"[A-ZÄÖÜ]{2,5}")
_LETTERS = re.compile(r"[A-ZÄÖÜ]{3,5}")
_SHORTENED = re.compile(r"(?:\s[^\W\d_]|\s[JS]r)\.$")  # "Juan Muñoz C.", "Perry Brook Jr."
_STRANGE = re.compile(r"[:：❯❮→›‹<>=?!©#]")  # a label or a button, no name
_LONGEST = 70
_MOST_WORDS = 7


class Credits(NamedTuple):
    """`persons` and who is none: `agencies`, desks, organisations, the site itself."""

    persons: tuple[str, ...]
    agencies: tuple[str, ...]


def credits(raw: Iterable[str], *, publishers: Iterable[str] = (), organisations: Iterable[str] = ()) -> Credits:
    """Who signs. `publishers` are names of the site and its owner, `organisations` what markup says is no person."""
    known = {levelled(name) for name in (*publishers, *organisations) if name} - {""}
    persons: dict[str, str] = {}
    others: dict[str, str] = {}
    for text in raw:
        if _MADE_THE_SITE.search(text):
            continue
        whole = _without_prefix(_NOISE.sub(" ", clean_line(text.replace("\n", " "))).strip(_EDGES)).strip(_EDGES)
        if levelled(whole) in known or (not _PARTED.search(whole) and len(whole) <= 60 and agencies.is_agency(whole)):
            parts = [whole]  # "Jobs & Hire" is one name
        else:
            parts = _without_addresses(_split(text), text, known)
        for name in parts:
            level = levelled(name)
            if not level or len(name) > _LONGEST or level in _NOBODY:
                continue
            if level in known or agencies.is_agency(name):
                if len(name.split()) <= _MOST_WORDS and "://" not in name and not _DAY.search(name):
                    others.setdefault(level, name)
            elif _is_person(name):
                persons.setdefault(level, name)
    for level, name in list(persons.items()):
        # "Ada Brook, Ben Hill, NDR": a broadcaster behind its people; "GNB" alone is an agency as well
        if (_SIGN if len(persons) > 1 else _LETTERS).fullmatch(name):
            others[level] = persons.pop(level)
    persons = _without_places(persons)
    return Credits(tuple(persons.values())[:30], tuple(others.values())[:10])


def _without_addresses(parts: list[str], text: str, known: set[str]) -> list[str]:
    """Without the place behind an organisation: `Ada Brook, Lark News, New York`, `The Lark, Vellum, Norland`."""

    def is_body(name: str) -> bool:
        return levelled(name) in known or agencies.is_agency(name)

    if len(parts) > 2 and is_body(parts[-2]) and not is_body(parts[-1]) and f", {parts[-1]}" in text:
        parts = parts[:-1]
    is_headed = len(parts) > 1 and is_body(parts[0]) and not agencies.is_news_agency(parts[0])
    if is_headed and all(" " not in part and not _SPACELESS.search(part) for part in parts[1:]):
        return parts[:1]
    return parts


def _without_places(persons: dict[str, str]) -> dict[str, str]:
    """Without single words behind full names: `Ada Brook, London`. Names in scripts without spaces are one word."""
    full = {level: name for level, name in persons.items() if " " in name or _SPACELESS.search(name)}
    return full or persons


def persons(raw: Iterable[str], *, publishers: Iterable[str] = ()) -> tuple[str, ...]:
    """The persons of these bylines."""
    return credits(raw, publishers=publishers).persons


def nickname(text: str, *, publishers: Iterable[str] = ()) -> str | None:
    """One word by which somebody signs, as it stands where the markup says that an author stands."""
    name = _without_prefix(clean_line(text)).strip(" .,:：;|/'’")
    level = levelled(name)
    if not 2 <= len(name) <= 30 or " " in name or "://" in name or level in _NOBODY or not _HANDLE.fullmatch(name):
        return None
    if agencies.is_agency(name) or _BUTTONS.search(name) or level in {levelled(other) for other in publishers if other}:
        return None
    return name


def is_byline(text: str) -> bool:
    """Whether a text begins with a word that stands before authors."""
    return len(text) <= 160 and _PREFIX.match(text.translate(_ARABIC_KEYS)) is not None


def look_like_persons(names: Iterable[str]) -> bool:
    """Whether all of them read as names of persons: for texts that only stand where names stand."""
    return all(_reads_as_name(name) for name in names)


def are_full(names: Iterable[str]) -> bool:
    """Whether each has a first and a last name; names in scripts without spaces are full by two characters."""
    return all(" " in name or _SPACELESS.search(name) is not None for name in names)


def _reads_as_name(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 5 or _BUTTONS.search(name):
        return False
    cased = [word for word in words if word[0].lower() != word[0].upper() and word.lower() not in _PARTICLES]
    return all(word[0].isupper() or _ELIDED.match(word) for word in cased)


def _split(text: str) -> list[str]:
    text = text.replace("\r", "\n")[:1000]
    text = "\n".join(clean_line(line) for line in text.split("\n"))
    text = _RUN_TOGETHER.sub("\n", text)
    text = _NOISE.sub(" ", text).strip(_EDGES)
    if (whole := _without_prefix(text)) == text and (reporters := list(_REPORTER.finditer(text))):
        return [found["zh"] or found["ko"] for found in reporters]
    text = _HELPED.sub("", whole)
    parts = [part for part in _SPLIT.split(text) if part and part.strip()]
    parts = [piece for part in parts for piece in _at_agencies(part)]
    if len(parts) == 2 and text.count(",") == 1 and all(" " not in part.strip() for part in parts) and text.isascii():
        parts = [f"{parts[1].strip()} {parts[0].strip()}"]  # "Doe, Jane"
    return [name for part in parts for piece in _short(part) for one in given.apart(piece) if (name := _cleaned(one))]


def _without_prefix(text: str) -> str:
    match = _PREFIX.match(text.translate(_ARABIC_KEYS))
    return text[match.end() :] if match else text


def _at_agencies(part: str) -> list[str]:
    """ "AFP/The Local" and "Ada Brook/Ben Hill" are two names; a stroke inside one name is left alone."""
    pieces = part.split("/")
    are_names = are_full(piece.strip() for piece in pieces) and look_like_persons(pieces) and not _DIGIT.search(part)
    is_agency = any(agencies.is_news_agency(piece.strip()) for piece in pieces)
    return pieces if len(pieces) > 1 and (are_names or is_agency) else [part]


def _short(part: str) -> list[str]:
    pieces = _SPLIT_SHORT.split(part)
    if len(pieces) == 1:
        pieces = _SPLIT_PREFIX.split(part)
    return pieces if len(pieces) > 1 and all(len(piece.split()) >= 2 for piece in pieces) else [part]


def _cleaned(part: str) -> str:
    name = _SUFFIX.sub("", _without_prefix(clean_line(part).strip(_EDGES)))
    name = _PLACE.sub("", name)
    is_short = _SHORTENED.search(name.rstrip()) is not None
    name = _DOUBLED.sub(r"\1", name.strip(" .,:：;-–—|/'’`•_\u200c")) + "." * is_short
    if name.isupper() and name.isascii() and " " in name:
        name = name.title()  # a style sheet's capitals; names in other scripts have no case or keep it
    return name


def _is_person(name: str) -> bool:
    if not 2 <= len(name) <= _LONGEST or any(character.isdigit() for character in name):
        return False
    words = name.split()
    if len(words) > _MOST_WORDS or not any(character.isalpha() for character in name):
        return False
    if _STRANGE.search(name) or _ROLES.match(name) or _MEMBER.match(name):
        return False
    return not ("." in name and " " not in name and "/" not in name and name.lower() == name and name.isascii())
