"""One WARC record: a page to bytes, bytes to a page. The only door to warcio.

A response record holds the status line, the headers and the body nearest the wire. Where the fetcher could not keep
the body as it came (it was decoded), the headers that no longer fit it (Content-Encoding, Transfer-Encoding, a wrong
Content-Length) are kept under `X-Archive-Orig-…`, so that any reader of WARC reads the body right.

What WARC has no word for stands in extension fields of the record: `X-Monitor-Asked` (the URL that was asked for),
`X-Monitor-Hops` (the redirects, a JSON list) and, for a revisit, `X-Monitor-Body` (where the same payload lies).
A header of the page cannot end a header of the record: line breaks and NUL become spaces.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.archive.decode import NotDecodable, decoded
from monitor.errors import ArchiveError
from monitor.model import Page
from monitor.ports import ArchiveRef

_packer: Callable[[], Any]
try:
    from isal import isal_zlib
except ImportError:  # a machine that it is not built for
    # Level 1: 0.5 ms for 60 kB of HTML, level 6 takes 1.5 ms to save an eighth more.
    _packer = partial(zlib.compressobj, 1, zlib.DEFLATED, zlib.MAX_WBITS + 16)
else:
    # ISA-L writes the same format in a quarter of the time, and 3 % less of it: 1.0 ms → 0.23 ms for 143 kB of HTML.
    _packer = partial(isal_zlib.compressobj, 2, isal_zlib.DEFLATED, zlib.MAX_WBITS + 16)
_GZIP = zlib.MAX_WBITS + 16
_BREAKS = re.compile("[\x00\r\n\x0b\x0c\x85\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FOR_THE_WIRE = frozenset({"content-encoding", "transfer-encoding"})
_ORIGINAL = "X-Archive-Orig-"
_NOBODY = "<urn:uuid:00000000-0000-0000-0000-000000000000>"
_MAGIC = b"\x1f\x8b"
_MOST_PADDING = 65_000
"""Longest padding record: an extra field has at most 65,535 bytes."""
_GZIP_WITH_EXTRA = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff"
"""ID1 ID2 deflate, FEXTRA, no time, no flags, unknown system."""
_SUBFIELD = struct.Struct("<H2sH")
"""Length of the extra field, name and length of its one subfield."""
MOST_BYTES = 64 * 1024 * 1024
"""Most bytes that a stored record or body may unpack to when it is read: the fetcher's limit is far below."""


class _Headers(StatusAndHeaders):  # type: ignore[misc]
    """Headers as UTF-8: warcio's own writer percent-encodes what is not ASCII."""

    def to_ascii_bytes(self, header_filter: Any = None) -> bytes:
        return bytes(self.to_bytes(header_filter, encoding="utf-8"))


def payload_of(page: Page) -> bytes:
    return page.body if page.wire_body is None else page.wire_body


def digest_of(payload: bytes) -> str:
    return "sha256:" + hashlib.sha256(payload).hexdigest()


def file_head(name: str, now: datetime, software: str) -> bytes:
    """The record that a file begins with."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warcinfo_record(name, {"software": software, "format": "WARC File Format 1.1"})
    record.rec_headers.replace_header("WARC-Date", _stamp(now))
    writer.write_record(record)
    return _member(out.getvalue())


def response(page: Page, digest: str) -> bytes:
    payload = payload_of(page)
    return _record("response", page, payload, {"WARC-Payload-Digest": digest})


def revisit(page: Page, same: ArchiveRef) -> bytes:
    """The headers of this answer; its payload is the one at `same`."""
    fields = {
        "WARC-Payload-Digest": same.digest,
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To-Target-URI": _line(page.final_url),
        "X-Monitor-Body": json.dumps([same.file, same.offset, same.length]),
    }
    return _record("revisit", page, b"", fields)


def read(data: bytes, ref: ArchiveRef) -> tuple[Page, ArchiveRef | None]:
    """The page in a record's bytes; for a revisit without its body, and where that lies."""
    record = _parsed(data, ref)
    kind = record.rec_headers.get_header("WARC-Type")
    if kind == "metadata":
        raise ArchiveError("This page was erased from the archive.", **_subject(ref))
    if kind not in ("response", "revisit") or record.http_headers is None:
        raise ArchiveError("The archive holds something else here.", **_subject(ref))
    payload = record.raw_stream.read()
    fields = record.rec_headers
    body_at = None
    if kind == "revisit":
        file, offset, length = json.loads(fields.get_header("X-Monitor-Body"))
        body_at = ArchiveRef(file=file, offset=offset, length=length, digest=ref.digest)
    elif digest_of(payload) != ref.digest:
        raise ArchiveError("The archived page is not what it was: its digest differs.", **_subject(ref))
    headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
    status = int((record.http_headers.get_statuscode() or "0") or 0)
    return (
        _page(
            url=fields.get_header("X-Monitor-Asked") or fields.get_header("WARC-Target-URI"),
            final_url=fields.get_header("WARC-Target-URI"),
            hops=tuple(json.loads(fields.get_header("X-Monitor-Hops") or "[]")),
            status=status,
            headers=headers,
            payload=payload,
            at=datetime.fromisoformat(fields.get_header("WARC-Date")).astimezone(UTC),
            ref=ref,
        ),
        body_at,
    )


def padding(length: int, now: datetime) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """Records that say only that something was here, in exactly `length` bytes together: the file's other records stay
    where they are. What is left over of the room is an extra field of the gzip header (RFC 1952 §2.3.1.1), which every
    reader skips; it is zeros, so that the file system can give the room back: the second value says where they lie."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    fields = {"WARC-Date": _stamp(now), "WARC-Record-ID": _NOBODY}
    record = writer.create_warc_record(
        "", "metadata", payload=BytesIO(b"erased"), length=6, warc_content_type="text/plain", warc_headers_dict=fields
    )
    writer.write_record(record)
    plain = out.getvalue()
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(plain) + packer.flush() + struct.pack("<II", zlib.crc32(plain), len(plain))
    shortest = len(_GZIP_WITH_EXTRA) + _SUBFIELD.size + len(packed)
    if length < shortest:
        raise ArchiveError(f"A record of {length} bytes is too short to be erased in its place.")
    parts: list[bytes] = []
    zeros: list[tuple[int, int]] = []
    at = 0
    while length:
        # The last part must have room for a record of its own.
        part = length if length <= _MOST_PADDING else min(_MOST_PADDING, length - shortest)
        room = part - shortest
        parts += [_GZIP_WITH_EXTRA, _SUBFIELD.pack(room + 4, b"MM", room), bytes(room), packed]
        zeros.append((at + shortest - len(packed), room))
        length -= part
        at += part
    return b"".join(parts), tuple(zeros)


def with_body(page: Page, payload: bytes, ref: ArchiveRef) -> Page:
    """The page of a revisit, with the payload that it shares."""
    return _page(
        url=page.url,
        final_url=page.final_url,
        hops=page.hops,
        status=page.status,
        headers=page.headers,
        payload=payload,
        at=page.fetched_at,
        ref=ref,
    )


def is_record(start: bytes, after: bytes) -> bool:
    """Whether a record begins where `start` was read, and another (or nothing) where `after` was: a wrong reference
    must not overwrite its neighbours."""
    return start.startswith(_MAGIC) and (not after or after.startswith(_MAGIC))


def _record(kind: str, page: Page, payload: bytes, fields: dict[str, str]) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    told = {"WARC-Date": _stamp(page.fetched_at), **fields}
    if page.url != page.final_url:
        told["X-Monitor-Asked"] = _line(page.url)
    if page.hops:
        told["X-Monitor-Hops"] = json.dumps(page.hops)
    headers = _Headers(f"{page.status} -", _fitting(page, payload, kind), protocol="HTTP/1.1")
    record = writer.create_warc_record(
        _line(page.final_url),
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        warc_headers_dict=told,
        http_headers=headers,
    )
    writer.write_record(record)
    return _member(out.getvalue())


def _fitting(page: Page, payload: bytes, kind: str) -> list[tuple[str, str]]:
    """The headers, those set aside that would make a reader misread the payload."""
    kept = []
    was_decoded = page.wire_body is None
    for name, value in page.headers:
        low = name.lower()
        unfit = (
            low == "transfer-encoding"
            or (low in _FOR_THE_WIRE and was_decoded)
            or (low == "content-length" and kind == "response" and value.strip() != str(len(payload)))
        )
        name = _line(name).replace(":", " ").strip() or "X"
        kept.append((f"{_ORIGINAL}{name}" if unfit else name, _line(value)))
    return kept


def _page(
    *,
    url: str,
    final_url: str,
    hops: tuple[str, ...],
    status: int,
    headers: tuple[tuple[str, str], ...],
    payload: bytes,
    at: datetime,
    ref: ArchiveRef,
) -> Page:
    encodings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    try:
        body = decoded(payload, encodings, most=MOST_BYTES)
    except NotDecodable as error:
        raise ArchiveError(f"The archived page cannot be unpacked: {error}.", **_subject(ref)) from error
    restored = tuple(
        (name.removeprefix(_ORIGINAL), value)
        for name, value in headers
        if not (name.startswith(_ORIGINAL) and name.lower().endswith("-encoding"))
    )
    return Page(
        url=url,
        final_url=final_url,
        hops=hops,
        status=status,
        headers=restored,
        body=body,
        wire_body=None if body == payload else payload,
        fetched_at=at,
    )


def _parsed(data: bytes, ref: ArchiveRef) -> Any:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise ArchiveError(
            "The archived page cannot be unpacked: the file is damaged here.", **_subject(ref)
        ) from error
    if not unpacker.eof:
        raise ArchiveError("The archived page is cut off: the file is damaged here.", **_subject(ref))
    try:
        return next(iter(ArchiveIterator(BytesIO(plain), check_digests=False)))
    except (StopIteration, ArchiveLoadFailed, ValueError) as error:
        raise ArchiveError("The archive holds no record here.", **_subject(ref)) from error


def _member(plain: bytes) -> bytes:
    packer = _packer()
    return bytes(packer.compress(plain) + packer.flush())


def _line(text: str) -> str:
    return _SURROGATES.sub("\ufffd", _BREAKS.sub(" ", text)).strip()


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _subject(ref: ArchiveRef) -> dict[str, str]:
    return {"file": ref.file, "offset": str(ref.offset), "digest": ref.digest}
