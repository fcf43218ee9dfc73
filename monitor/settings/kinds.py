"""What a value may be: each kind reads one TOML value, or says in a sentence what is wrong with it.

A kind is a function from what `tomllib` gave to the value that the program uses (raising `Wrong`), with the
JSON Schema of what may be written. Nothing here knows a key's name or place.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.settings.durations import parse_duration


class Wrong(ValueError):
    """The sentence that a person reads, without the key's name."""


@dataclass(frozen=True, slots=True)
class Type:
    read: Callable[[Any], Any]
    schema: dict[str, Any]


def nearest(word: str, words: list[str] | tuple[str, ...]) -> str | None:
    """The word that was probably meant."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), words, n=1, cutoff=0.6)), None)


def shown(value: object) -> str:
    """A value as a person wrote it, short enough for a line."""
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…" + text[-1]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong(f"should be a text in quotation marks, is {shown(value)}")
    return value


TEXT = Type(_text, {"type": "string"})


def _filled(value: Any) -> str:
    text = _text(value).strip()
    if not text:
        raise Wrong("is empty")
    return text


FILLED = Type(_filled, {"type": "string", "minLength": 1})


def pattern(regex: str, meaning: str, *, fold: Callable[[str], str] = str) -> Type:
    compiled = re.compile(regex)

    def read(value: Any) -> str:
        text = fold(_text(value).strip())
        if not compiled.fullmatch(text):
            raise Wrong(f"{shown(value)} is not {meaning}")
        return text

    return Type(read, {"type": "string", "pattern": f"^{regex}$"})


def choice(*words: str) -> Type:
    def read(value: Any) -> str:
        text = _text(value)
        if text not in words:
            meant = nearest(text, words)
            raise Wrong(
                f"{shown(value)} is not one of {', '.join(words)}." + (f' Did you mean "{meant}"?' if meant else "")
            )
        return text

    return Type(read, {"enum": list(words)})


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong(f"should be true or false, is {shown(value)}")
    return value


FLAG = Type(_flag, {"type": "boolean"})


def whole(least: int, most: int) -> Type:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong(f"should be a whole number, is {shown(value)}")
        if not least <= value <= most:
            raise Wrong(f"should be from {least:,} to {most:,}, is {value:,}")
        return value

    return Type(read, {"type": "integer", "minimum": least, "maximum": most})


def number(least: float, most: float) -> Type:
    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong(f"should be a number, is {shown(value)}")
        if not least <= value <= most:
            raise Wrong(f"should be from {least:g} to {most:g}, is {value:g}")
        return float(value)

    return Type(read, {"type": "number", "minimum": least, "maximum": most})


def duration(least: timedelta = timedelta(0), **words: timedelta | str | None) -> Type:
    """A length of time, or one of `words` (an underscore stands for a space) with its meaning."""
    named = {name.replace("_", " "): meaning for name, meaning in words.items()}

    def read(value: Any) -> timedelta | str | None:
        if isinstance(value, str) and value in named:
            return named[value]
        length = parse_duration(value) if isinstance(value, str) else None
        if length is None:
            also = "".join(f' or "{name}"' for name in named)
            raise Wrong(f'should be a length of time such as "15m", "1h" or "7d"{also}, is {shown(value)}')
        if length < least:
            raise Wrong(f"is shorter than {least.total_seconds():g} seconds")
        return length

    return Type(read, {"type": "string"})


def _url(value: Any) -> str:
    text = _text(value).strip()
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or any(letter.isspace() for letter in text):
        raise Wrong(f'{shown(value)} is not a web address ("https://…")')
    if parts.password:
        raise Wrong("holds a password; give it by an environment variable or a file instead")
    return text


URL = Type(_url, {"type": "string", "format": "uri", "pattern": "^https?://"})


def _address(value: Any) -> str:
    """A listing's address: absolute, or a path that is joined to the source's own."""
    text = _text(value).strip()
    return text if text.startswith("/") and not any(letter.isspace() for letter in text) else _url(text)


ADDRESS = Type(_address, {"type": "string"})


def _proxy(value: Any) -> str:
    text = _text(value).strip()
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https", "socks5", "socks5h") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise Wrong('is not a proxy\'s address such as "http://127.0.0.1:3128" or "socks5h://127.0.0.1:9050"')
    if parts.password:
        raise Wrong("holds a password; name a variable with proxy_env or a file with proxy_file instead")
    return text


PROXY = Type(_proxy, {"type": "string"})


def _network(value: Any) -> str:
    try:
        return str(ipaddress.ip_network(_text(value).strip()))
    except ValueError as problem:
        raise Wrong(f'{shown(value)} is not a network such as "10.0.0.0/8": {problem}') from None


NETWORK = Type(_network, {"type": "string"})


def _time_zone(value: Any) -> str:
    from zoneinfo import ZoneInfo, available_timezones

    text = _text(value)
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        city = {name.lower(): name for name in available_timezones()}
        folded = text.strip().replace(" ", "_").lower()
        meant = city.get(folded) or city.get(nearest(folded, sorted(city)) or "")
        by_city = next((name for low, name in sorted(city.items()) if low.rsplit("/", 1)[-1] == folded), None)
        hint = f' Did you mean "{by_city or meant}"?' if by_city or meant else ""
        raise Wrong(f'{shown(value)} is not a time zone such as "Asia/Tehran".{hint}') from None
    return text


TIME_ZONE = Type(_time_zone, {"type": "string"})


def _expression(value: Any) -> str:
    text = _text(value)
    try:
        re.compile(text)
    except re.error as problem:
        raise Wrong(f"{shown(value)} is not a regular expression: {problem}") from None
    return text


EXPRESSION = Type(_expression, {"type": "string", "format": "regex"})


def _selector(value: Any) -> str:
    """CSS, or XPath where it begins with `/`, `./`, `(` or a function."""
    text = _filled(value)
    if re.match(r"\.?/|\(|[a-z-]+\(", text):
        from lxml import etree

        try:
            etree.XPath(text)
        except etree.XPathSyntaxError as problem:
            raise Wrong(f"{shown(value)} is not an XPath: {problem}") from None
        return text
    from cssselect import GenericTranslator, SelectorError

    try:
        GenericTranslator().css_to_xpath(text)
    except SelectorError as problem:
        raise Wrong(f"{shown(value)} is not a CSS selector: {problem} (an XPath begins with / or ./)") from None
    return text


SELECTOR = Type(_selector, {"type": "string", "minLength": 1})

_DATE_SIGNS = "dmYyBbHIMSp%"


def _date_format(value: Any) -> str:
    text = _filled(value)
    signs = re.findall(r"%(.?)", text)
    if unknown := [sign for sign in signs if sign not in _DATE_SIGNS or not sign]:
        raise Wrong(f'has "%{unknown[0]}"; known are {" ".join("%" + sign for sign in _DATE_SIGNS)}')
    if not {"d"} <= set(signs) or not {"m", "B", "b"} & set(signs) or not {"Y", "y"} & set(signs):
        raise Wrong('should hold a day, a month and a year, such as "%d/%m/%Y %H:%M"')
    if len(set(signs) - {"%"}) != len([sign for sign in signs if sign != "%"]):
        raise Wrong("names the same part twice")
    return text


DATE_FORMAT = Type(_date_format, {"type": "string", "pattern": "%d|%m|%B|%Y"})
HOOK = pattern(r".+\.py:[A-Za-z_][A-Za-z0-9_]*", 'a Python file and a function in it, such as "hooks.py:correct"')


def found_hook(hook: str, home: Path) -> str:
    """The hook with its file's whole path; the file is read, and never run, to see that the function is there."""
    import ast

    name, _, function = hook.rpartition(":")
    path = home / Path(name).expanduser()
    try:
        tree = ast.parse(path.read_bytes())
    except OSError as problem:
        raise Wrong(f"{shown(name)} cannot be read: {problem.strerror}") from None
    except (SyntaxError, ValueError) as problem:
        raise Wrong(f"{shown(name)} is not readable as Python: {problem}") from None
    known = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    if function not in known:
        meant = nearest(function, known)
        raise Wrong(f'{shown(name)} has no function "{function}".' + (f' Did you mean "{meant}"?' if meant else ""))
    return f"{path.resolve()}:{function}"


LANGUAGE = pattern(
    "[a-z]{2,3}", 'a language code such as "en", "fa" or "ckb"', fold=lambda text: re.split("[-_]", text.lower())[0]
)
COUNTRY = pattern("[A-Z]{2}", 'a country code of two letters such as "IR"', fold=str.upper)
VARIABLE = pattern("[A-Za-z_][A-Za-z0-9_]*", "the name of an environment variable")
IDENTITY = pattern(
    "[a-z0-9][a-z0-9_-]{0,63}", "an id: small letters a–z, digits, - and _, at most 64, the first no mark"
)


def listed(item: Type) -> Type:
    """A list; a lone value is not taken for one, and each wrong member is named."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Wrong(f"should be a list in [ ], is {shown(value)}")
        values = []
        for place, member in enumerate(value, 1):
            try:
                values.append(item.read(member))
            except Wrong as wrong:
                raise Wrong(f"member {place}: {wrong}") from None
        return tuple(values)

    return Type(read, {"type": "array", "items": item.schema})


def one_or_more(item: Type) -> Type:
    """A value, or a list of different ones; always read as a list."""
    several = listed(item)

    def read(value: Any) -> tuple[Any, ...]:
        values: tuple[Any, ...] = several.read(value) if isinstance(value, list) else (item.read(value),)
        if not values:
            raise Wrong("is empty")
        if len(set(values)) < len(values):
            raise Wrong(f"names {shown(next(each for each in values if values.count(each) > 1))} twice")
        return values

    return Type(read, {"anyOf": [item.schema, several.schema | {"minItems": 1, "uniqueItems": True}]})


def mapped(item: Type, *, secret_names: tuple[str, ...] = ()) -> Type:
    """A table of free names. `secret_names` (small letters) may not be written out in a configuration."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Wrong(f"should be a table {{ name = … }}, is {shown(value)}")
        values = {}
        for name, member in value.items():
            if name.lower() in secret_names:
                raise Wrong(f'"{name}" is a secret: name its variable or file with the key that ends in _env or _file')
            try:
                values[name] = item.read(member)
            except Wrong as wrong:
                raise Wrong(f'"{name}" {wrong}') from None
        return values

    return Type(read, {"type": "object", "additionalProperties": item.schema})
