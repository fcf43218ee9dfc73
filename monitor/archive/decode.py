"""Content encodings (RFC 9110 §8.4): bytes as sent → bytes as meant. Pure, and bounded: a bomb is an error."""

from __future__ import annotations

import zlib
from typing import TypeVar

import brotli
import zstandard

Bytes = TypeVar("Bytes", bytes, bytearray)

_IDENTITY = frozenset({"", "identity", "none", "utf-8"})
"""`utf-8` and `none` are no content codings, but servers send them."""


class NotDecodable(ValueError):
    """The body is not what its Content-Encoding says, or unpacks to more than allowed."""


def decoded(body: bytes, content_encoding: str, *, most: int) -> bytes:
    """Undo the codings in the reverse of the order in which they are named. An unknown coding is an error."""
    for coding in reversed([name.strip().lower() for name in content_encoding.split(",")]):
        if coding in _IDENTITY or not body:
            continue
        try:
            body = _one(body, coding, most)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise NotDecodable(f"its {coding} coding is broken") from error
    return body


def _one(body: bytes, coding: str, most: int) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, zlib.MAX_WBITS + 16, most)
    if coding == "deflate":
        # RFC 9110 means zlib's format; some servers send bare deflate, and browsers read both.
        try:
            return _inflated(body, zlib.MAX_WBITS, most)
        except zlib.error:
            return _inflated(body, -zlib.MAX_WBITS, most)
    if coding == "br":
        return _unbrotlied(body, most)
    if coding == "zstd":
        with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as reader:
            return _within(reader.read(most + 1), most)
    raise NotDecodable(f"{coding!r} is no known coding")


def _inflated(body: bytes, bits: int, most: int) -> bytes:
    """All members; a body cut off in the middle gives what is there, as browsers do."""
    whole = bytearray()
    while body:
        unpacker = zlib.decompressobj(bits)
        whole += unpacker.decompress(body, most + 1 - len(whole))
        _within(whole, most)
        body = unpacker.unused_data
        if not body.startswith(b"\x1f\x8b"):
            break
    return bytes(whole)


def _unbrotlied(body: bytes, most: int) -> bytes:
    unpacker = brotli.Decompressor()
    whole = bytearray(unpacker.process(body, output_buffer_limit=most + 1))
    while not unpacker.is_finished() and not unpacker.can_accept_more_data():
        _within(whole, most)
        whole += unpacker.process(b"", output_buffer_limit=most + 1)
    return bytes(_within(whole, most))


def _within(whole: Bytes, most: int) -> Bytes:
    if len(whole) > most:
        raise NotDecodable(f"it unpacks to more than {most} bytes")
    return whole
