"""A body's content codings (RFC 9110 §8.4), undone with a ceiling. Pure: bytes in, bytes out.

Output is made in pieces and counted, so a bomb of a few kilobytes costs no more than the ceiling. Servers are
forgiven what browsers forgive: a missing end, a label without the coding (the body is then as it came), raw deflate.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
MOST_CODINGS = 3
PIECE = 65_536
ZSTD_WINDOW = 8 * 1024 * 1024
"""RFC 9659: what a zstd decoder for the web must accept, and need not exceed."""


class TooLarge(Exception):
    """The decoded body passes the ceiling."""


class Undecodable(Exception):
    """Not in the coding that the server names, or in one that nobody asked for."""


def decode(body: bytes, content_encoding: str, *, ceiling: int) -> bytes:
    """The body without its codings. `content_encoding` is the header's value, all lines joined by commas.

    Raises TooLarge past `ceiling` bytes, Undecodable where it cannot be read.
    """
    codings = [word for word in (part.strip().lower() for part in content_encoding.split(",")) if word]
    codings = [word for word in codings if word not in ("identity", "utf-8", "none")]
    if len(codings) > MOST_CODINGS:
        raise Undecodable(f"{len(codings)} content codings")
    for coding in reversed(codings):
        decoder = _DECODERS.get(coding)
        if decoder is None:
            raise Undecodable(f"content coding {coding[:40]!r}")
        if body:
            body = _bounded(decoder(body), ceiling)
    return body


def _bounded(pieces: Iterator[bytes], ceiling: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > ceiling:
            raise TooLarge
        kept.append(piece)
    return b"".join(kept)


def _gzip(body: bytes) -> Iterator[bytes]:
    if not body.startswith(b"\x1f\x8b"):
        yield body  # labelled but not packed: some caches do that
        return
    while body.startswith(b"\x1f\x8b"):
        stream = zlib.decompressobj(wbits=31)
        yield from _inflated(stream, body)
        body = stream.unused_data  # a further member; anything else is padding


def _deflate(body: bytes) -> Iterator[bytes]:
    # RFC 9110 means zlib; old Microsoft servers send the raw stream.
    is_zlib = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    yield from _inflated(zlib.decompressobj(wbits=15 if is_zlib else -15), body)


def _inflated(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    gave = False
    while data and not stream.eof:
        try:
            piece = stream.decompress(data, PIECE)
        except zlib.error as error:
            if gave:
                return  # a damaged end: what came before it is read, as browsers do
            raise Undecodable(f"damaged: {error}") from error
        data = stream.unconsumed_tail
        if piece:
            gave = True
            yield piece
    if not stream.eof:
        yield stream.flush(PIECE)


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    data = body
    while True:
        try:
            piece = stream.process(data, output_buffer_limit=PIECE)
        except brotli.error as error:
            raise Undecodable(f"damaged: {error}") from error
        data = b""
        if not piece:
            return
        yield piece


def _zstd(body: bytes) -> Iterator[bytes]:
    reader = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).stream_reader(body, read_across_frames=True)
    try:
        while piece := reader.read(PIECE):
            yield piece
    except zstandard.ZstdError as error:
        raise Undecodable(f"damaged: {error}") from error


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
