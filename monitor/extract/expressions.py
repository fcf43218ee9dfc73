"""XPath of the form that trafilatura prunes with, answered from attributes in one walk.

An expression over `re:test` calls back into Python for each attribute of each element, and even a plain
`.//*[self::div or self::p][contains(@class, 'x')]` makes libxml2 build sets of all nodes: on a page of a thousand
elements 1–8 ms each, a dozen times a page. Elements that share their attributes share the answer, so one walk with a
table of answers takes a tenth of that.

`quick(expression)` gives a callable with the same results in the same order, or the expression itself where its form is
another: unions of `.//name` and `.//*[…][…]`, each `[…]` alternatives of `self::`, `@a`, `@a='v'`, `re:test`, `contains`,
`starts-with`, `translate`, `not(self::…)`, `not(.//name)`. `(…)[1]` and a last `[1]` mean the first of all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree, html

_Test = Callable[[str, dict[str, str]], bool]

_LITERAL = r"(?:'([^']*)'|\"([^\"]*)\")"
_ARGUMENT = r"(?:translate\(\s*)?@[\w-]+(?:\s*\|\s*@[\w-]+)*(?:\s*,\s*'[^']*'\s*,\s*'[^']*'\s*\))?"
_SELF = re.compile(r"self::([\w-]+)$")
_NOT_SELF = re.compile(r"not\(\s*(self::[\w-]+(?:\s+or\s+self::[\w-]+)*)\s*\)$")
_NOT_INSIDE = re.compile(r"not\(\s*\.//([\w-]+)\s*\)$")
_HAS = re.compile(r"@([\w-]+)$")
_EQUALS = re.compile(rf"@([\w-]+)\s*=\s*{_LITERAL}$")
_CALL = re.compile(rf"(re:test|contains|starts-with)\(\s*({_ARGUMENT})\s*,\s*{_LITERAL}(?:\s*,\s*'(i)')?\s*\)$")
_TRANSLATED = re.compile(r"translate\(\s*(@[\w-]+)\s*,\s*'([^']*)'\s*,\s*'([^']*)'\s*\)$")
_KNOWN = 4096
_LONG = 200  # characters; longer ones are not kept
_PLAIN = re.compile(r"[\w -]+")
# What a match of an alternative must contain: its beginning, but for a character that may be left out.
_PREFIX = re.compile(r"\^?([\w -]{2,})(?=[\w -]|[\[(])")
_STEP = re.compile(r"\.//(\*|[\w-]+)")


class _OtherForm(Exception):
    """The expression is of a form that is not read here."""


@dataclass(frozen=True, slots=True)
class _Branch:
    tags: frozenset[str] | None
    tests: tuple[_Test, ...]
    """All must hold."""
    late: tuple[tuple[tuple[_Test, ...], tuple[str, ...]], ...]
    """Each: one of the tests holds, or one of the names stands nowhere inside the element."""
    asks_tag: bool
    """Whether a test asks for the element's name."""

    def holds(self, tag: str, attributes: dict[str, str]) -> bool:
        if self.tags is not None and tag not in self.tags:
            return False
        for test in self.tests:  # noqa: SIM110 - a generator in all() doubles the time
            if not test(tag, attributes):
                return False
        return True

    def holds_inside(self, element: html.HtmlElement) -> bool:
        tag, attributes = str(element.tag), dict(element.items())
        return all(
            any(test(tag, attributes) for test in tests) or any(element.find(f".//{name}") is None for name in names)
            for tests, names in self.late
        )


class Quick:
    """Callable like the `etree.XPath` that it was made from."""

    def __init__(
        self, branches: Sequence[_Branch], *, is_first: bool, attributes: Sequence[str], is_ordered: bool
    ) -> None:
        self._branches = tuple(branches)
        self._is_first = is_first
        self._attributes = tuple(dict.fromkeys(attributes))
        names = [branch.tags for branch in branches]
        self._tags = tuple(sorted(set().union(*(name or () for name in names)))) if all(names) else ("*",)
        self._asks_tag = len(branches) > 1 or any(branch.asks_tag for branch in branches)
        self._is_late = any(branch.late for branch in branches)
        self._is_ordered = is_ordered
        self._answers: dict[tuple[object, ...], bool] = {}

    def __call__(self, tree: html.HtmlElement) -> list[html.HtmlElement]:
        answers = self._answers  # a site's pages share their class names
        if len(answers) > _KNOWN:
            answers.clear()
        found: list[html.HtmlElement] = []
        names, asks_tag, is_ordered = self._attributes, self._asks_tag, self._is_ordered
        for element in tree.iterdescendants(*self._tags):
            values = tuple(map(element.get, names))
            key: tuple[object, ...] = (element.tag, *values) if asks_tag else values
            several = is_ordered and values.count(None) < len(names) - 1
            if several:
                key = (*key, *element.keys())  # which of two comes first is part of the question
            answer = answers.get(key)
            if answer is None:
                asked = element.items() if several else zip(names, values, strict=True)
                answer = self._holds(element.tag, {name: value for name, value in asked if value is not None})
                if sum(map(len, filter(None, values))) <= _LONG:
                    answers[key] = answer
            if answer and (not self._is_late or self._holds_inside(element)):
                found.append(element)
                if self._is_first:
                    break
        return found

    def _holds(self, tag: str, attributes: dict[str, str]) -> bool:
        for branch in self._branches:  # noqa: SIM110 - a generator in any() doubles the time
            if branch.holds(tag, attributes):
                return True
        return False

    def _holds_inside(self, element: html.HtmlElement) -> bool:
        tag, attributes = str(element.tag), dict(element.items())
        return any(branch.holds(tag, attributes) and branch.holds_inside(element) for branch in self._branches)


def quick(*expressions: etree.XPath) -> Quick | etree.XPath:
    """The same answers, sooner: of several expressions, those of their union. Where one is of a form that is not read
    here, XPath itself."""
    path = " | ".join(str(expression.path) for expression in expressions)
    try:
        return _read(path)
    except _OtherForm:
        return etree.XPath(path, namespaces={"re": "http://exslt.org/regular-expressions"})


def _read(path: str) -> Quick:
    branches, firsts = [], []
    for part in _split(re.sub(r"\s+", " ", path), "|"):
        text = part.strip()
        is_first = text.endswith("[1]")
        if is_first:
            text = text[: -len("[1]")].strip()
            if text.startswith("(") and text.endswith(")"):
                text = text[1:-1].strip()
        branches.append(_branch(text))
        firsts.append(is_first)
    if any(firsts) and not all(firsts):
        raise _OtherForm(path)
    bare = re.sub(_LITERAL, "", path)
    attributes = re.findall(r"@([\w-]+)", bare)
    return Quick(
        branches, is_first=firsts[0], attributes=attributes, is_ordered=re.search(r"@[\w-]+\s*\|\s*@", bare) is not None
    )


def _branch(text: str) -> _Branch:
    step = _STEP.match(text)
    if step is None:
        raise _OtherForm(text)
    tags = None if step[1] == "*" else frozenset([step[1]])
    tests: list[_Test] = []
    late: list[tuple[tuple[_Test, ...], tuple[str, ...]]] = []
    asks_tag = False
    for predicate in _predicates(text[step.end() :].strip()):
        alternatives = [alternative.strip() for alternative in _split(predicate, " or ")]
        if tags is None and all(_SELF.match(alternative) for alternative in alternatives):
            tags = frozenset(alternative.removeprefix("self::") for alternative in alternatives)
            continue
        asks_tag = asks_tag or "self::" in predicate
        names = tuple(match[1] for alternative in alternatives if (match := _NOT_INSIDE.match(alternative)))
        some = tuple(_test(alternative) for alternative in alternatives if not _NOT_INSIDE.match(alternative))
        if names:
            late.append((some, names))
        else:
            tests.append(_any(some))
    return _Branch(tags, tuple(tests), tuple(late), asks_tag)


def _predicates(text: str) -> list[str]:
    found = []
    while text:
        if not text.startswith("["):
            raise _OtherForm(text)
        end = _closing(text)
        found.append(text[1:end])
        text = text[end + 1 :].strip()
    return found


def _closing(text: str) -> int:
    """Where the bracket that `text` begins with is closed."""
    for place, depth in _depths(text):
        if depth == 0 and text[place] in "])":
            return place
    raise _OtherForm(text)


def _split(text: str, mark: str) -> list[str]:
    """`text` at each `mark` outside quotes and brackets."""
    parts, start = [], 0
    for place, depth in _depths(text):
        if depth == 0 and place >= start and text.startswith(mark, place):
            parts.append(text[start:place])
            start = place + len(mark)
    return [*parts, text[start:]]


def _depths(text: str) -> Iterator[tuple[int, int]]:
    """Every place outside quotes, and in how many brackets it is; a closing one is outside already."""
    depth, quote = 0, ""
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
            continue
        if character in "'\"":
            quote = character
        depth += (character in "[(") - (character in "])")
        yield place, depth


def _any(tests: tuple[_Test, ...]) -> _Test:
    if len(tests) == 1:
        return tests[0]

    def one_holds(tag: str, attributes: dict[str, str]) -> bool:
        for test in tests:  # noqa: SIM110 - a generator in any() doubles the time
            if test(tag, attributes):
                return True
        return False

    return one_holds


def _test(text: str) -> _Test:
    if match := _SELF.match(text):
        name = match[1]
        return lambda tag, _: tag == name
    if match := _NOT_SELF.match(text):
        names = frozenset(re.findall(r"self::([\w-]+)", match[1]))
        return lambda tag, _: tag not in names
    if match := _HAS.match(text):
        name = match[1]
        return lambda _, attributes: name in attributes
    if match := _EQUALS.match(text):
        name, value = match[1], match[2] if match[2] is not None else match[3]
        return lambda _, attributes: attributes.get(name) == value
    if match := _CALL.match(text):
        literal = match[3] if match[3] is not None else match[4]
        return _called(match[1], _argument(match[2]), literal, match[5])
    raise _OtherForm(text)


def _called(name: str, value: Callable[[dict[str, str]], str], literal: str, flags: str | None) -> _Test:
    if name == "re:test":
        search = searcher(literal, ignore_case=bool(flags))
        blank = search("")
        known = lru_cache(_KNOWN)(search)

        def test(_: str, attributes: dict[str, str]) -> bool:
            text = value(attributes)
            if not text:
                return blank
            return known(text) if len(text) <= _LONG else search(text)

        return test
    if flags:
        raise _OtherForm(name)
    if name == "contains":
        return lambda _, attributes: literal in value(attributes)
    return lambda _, attributes: value(attributes).startswith(literal)


def searcher(pattern: str, *, ignore_case: bool) -> Callable[[str], bool]:
    """Whether `pattern` is found in a text: as `re.search`, but alternatives that are plain words are looked up as words.

    With fifty alternatives `re` tries each at every character: 20 µs for one class name.
    """
    expression = re.compile(pattern, re.IGNORECASE if ignore_case else 0)
    words, hints, rest = [], [], []
    for alternative in _split(pattern, "|"):
        word = alternative.lower() if ignore_case else alternative
        if _PLAIN.fullmatch(word):
            words.append(word)
        elif hint := _PREFIX.match(word):
            hints.append(hint[1])
        else:
            rest.append(alternative)
    others = re.compile("|".join(rest), expression.flags) if rest else None
    if expression.search("") or (ignore_case and not pattern.isascii()):
        return lambda text: expression.search(text) is not None

    def search(text: str) -> bool:
        if ignore_case:
            if not text.isascii():
                return expression.search(text) is not None
            level = text.lower()
        else:
            level = text
        for word in words:
            if word in level:
                return True
        for hint in hints:
            if hint in level:
                return expression.search(text) is not None
        return others is not None and others.search(text) is not None

    return search


def _argument(text: str) -> Callable[[dict[str, str]], str]:
    if match := _TRANSLATED.match(text):
        name, table = match[1][1:], str.maketrans(match[2], match[3])
        return lambda attributes: attributes.get(name, "").translate(table)
    names = [part.strip().removeprefix("@") for part in text.split("|")]
    if len(names) == 1:
        name = names[0]
        return lambda attributes: attributes.get(name, "")
    # Of a set of nodes XPath takes the first as they stand in the document.
    return lambda attributes: next((value for key, value in attributes.items() if key in names), "")
