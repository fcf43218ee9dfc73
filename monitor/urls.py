"""What is the same URL, and what is the same site. Pure: strings in, strings or None out.

Input is whatever a feed, a sitemap or a page gave: any length, any script, often broken, sometimes
hostile. No function raises on it; what is no http(s) URL gives None (or False).

Two spellings matter, and both are ASCII and idempotent:

* `canonical(url)` is the URL to show, to cite and to keep: RFC 3986 §6.2.2 normalisation (lower-case scheme
  and host, IDNA, percent-encoding in one form, dot segments, no default port), without fragment,
  user name, trackers and session ids. Parameters keep their order, paths their case. Scheme,
  trailing slash and `index.html` stay, so that it can still be fetched.
* `key(url)` is the name under which a URL is known: the canonical form with what servers treat as
  one folded: http is https on the default ports, no trailing slash, no index file.

`www.` is not folded: where it is the same page, a redirect says so, and the redirect's hops are
known under the same article.

A change of these rules changes keys: raise `URL_RULES_VERSION`, and re-key what is stored.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote_to_bytes, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

URL_RULES_VERSION = 1

MAX_URL = 4096
"""Longest URL that is read, in characters. A slug of 300 Persian letters takes 1,800 when encoded."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Parameters that name a campaign, a click or a reader, never a page. Names are compared in lower case.
_TRACKERS = _words(
    """
    fbclid fb_action_ids fb_action_types fb_source fb_ref mibextid igsh igshid
    gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid _ga _gl
    msclkid ocid cvid yclid ysclid _openstat twclid __twitter_impression ref_src ref_url ttclid li_fat_id epik rdt_cid
    mc_cid mc_eid mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking hss_channel vero_id vero_conv
    _kx s_kwcid ef_id elqtrackid elqtrack dm_i bxid cndid esrc ceid emci emdi nr_email_referer oly_anon_id oly_enc_id
    wickedid rb_clickid _branch_match_id spm scm zanpid
    s_cid xtor xtref xtcr cmpid cmp ito icid ncid smid smtyp emc maca traffic_source taid soc_src soc_trk
    sr_share sharetoken share_token guccounter guce_referrer guce_referrer_sig
    ns_mchannel ns_source ns_campaign ns_linkname ns_fee wt_mc wt.mc_id wt_zmc trk trkcampaign
    """
)
_TRACKER_PREFIXES = ("utm_", "mtm_", "matomo_", "pk_", "piwik_", "at_", "itm_", "hsa_", "sfmc_", "stm_")

# `ref`, `source`, `from` name a page on some sites and the referrer on others: the value decides.
_REFERRER_NAMES = frozenset({"ref", "source", "src", "from", "via", "partner", "referer", "referrer", "share"})
_REFERRER_VALUES = _words(
    "rss feed atom rssfeed homepage home email mail newsletter twitter tw x facebook fb telegram tg whatsapp wa "
    "instagram ig linkedin google googlenews bing yahoo push amp app share social"
)
_DOMAIN_LIKE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}\Z", re.I)

_SESSIONS = _words(
    "phpsessid jsessionid sessionid session_id sessid aspsessionid cfid cftoken zenid osid oscsid xtcsid"
)
# `sid` and `s` are a story or a search as often as a session; a session's value is long and random.
_RANDOM = re.compile(r"(?=.*[0-9])(?=.*[a-z])[0-9a-z,_-]{16,}\Z", re.I)
_HEX32 = re.compile(r"[0-9a-f]{32}\Z", re.I)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?#]*", re.I)
_ASPNET_SESSION = re.compile(r"/\([SFX]\([0-9a-z]{16,}\)\)(?=/|\Z)", re.I)

_INDEX = re.compile(r"/(?:index\.(?:html?|php|shtml|aspx?|jsp)|default\.(?:aspx?|html?))\Z", re.I)
_LANGUAGE_HOME = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2,4})?/?\Z", re.I)

_EDGES = "".join(map(chr, range(0x21))) + "\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2028\u2029\u3000\ufeff"
_INNER = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\Z")
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# What may stand bare in a path or a query; everything else is written as %XX.
_PATH_SAFE = frozenset(b"/:@!$&'()*+,;=") | _UNRESERVED
_QUERY_SAFE = frozenset(b"/:@!$&'()*+,;=?") | _UNRESERVED


def canonical(url: str) -> str | None:
    """The one spelling of a URL to show and keep, or None where it is no http(s) URL."""
    parts = _parse(url)
    if parts is None:
        return None
    scheme, host, port, path, query, fragment = parts
    path = _dotless(_without_session(path)) or "/"
    query = _without_trackers(query)
    return _write(scheme, host, port, path, query, fragment if _is_route(fragment) else "")


def key(url: str) -> str | None:
    """The name under which a URL is known. Two URLs with one key are the same page on every server that
    we know of; None where it is no http(s) URL."""
    clean = canonical(url)
    if clean is None:
        return None
    parts = _parse(clean)
    if parts is None:
        return None
    scheme, host, port, path, query, fragment = parts
    if port is None:
        scheme = "https"
    path = path.rstrip("/")
    while not query and _INDEX.search(path):
        path = _INDEX.sub("", path).rstrip("/")
    return _write(scheme, host, port, path or "/", query, fragment if _is_route(fragment) else "")


def absolute(base: str, href: str) -> str | None:
    """`href` as found on the page `base`, as an absolute http(s) URL without fragment and user name, else None.

    Reads as browsers do (WHATWG URL): white space at the edges and line breaks inside are dropped,
    backslashes are slashes. A hash route (`#!/…`, `#/…`) stays.
    """
    text = _cleaned(href)
    if not text or len(text) > MAX_URL or len(base) > MAX_URL:
        return None
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return None
    try:
        joined = urljoin(_cleaned(base), text)
    except ValueError:
        return None
    parts = _parse(joined)
    if parts is None:
        return None
    scheme_, host, port, path, query, fragment = parts
    return _write(scheme_, host, port, path, query, fragment if _is_route(fragment) else "")


def host_of(url: str) -> str | None:
    """The host, lower case and IDNA, without port; an IPv6 address without brackets."""
    parts = _parse(url)
    return parts[1].strip("[]") if parts else None


def site_of(url: str) -> str | None:
    """The site a URL belongs to: its registrable domain (`bbc.co.uk`; `name.blogspot.com`, for private
    suffixes part sites), an IP address with its port, or the whole host under `.localhost`."""
    parts = _parse(url)
    if parts is None:
        return None
    _, host, port, *_ = parts
    if _is_ip(host) or host == "localhost":
        return f"{host}:{port}" if port is not None else host
    if host.endswith(".localhost"):
        return host
    return _registrable(host)


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one site. Names are compared without port; see `site_of`."""
    left = site_of(a)
    return left is not None and left == site_of(b)


def is_home(url: str) -> bool:
    """Whether a URL is a site's front page, or that of one language edition (`/fa/`, `/en-us`).

    A short slug such as `/narges` is none: what is in doubt is left to the page itself.
    """
    parts = _parse(url)
    if parts is None:
        return False
    *_, path, query, fragment = parts
    if _without_trackers(query) or _is_route(fragment):
        return False
    path = _INDEX.sub("/", path)
    return path == "/" or bool(_LANGUAGE_HOME.match(path))


# -- the parts ---------------------------------------------------------------------------------------------

_Parts = tuple[str, str, int | None, str, str, str]
"""scheme, host (IDNA; IPv6 in brackets), port (None where default), path, query, fragment: encoded in one form."""


def _cleaned(url: str) -> str:
    text = _INNER.sub("", url.strip(_EDGES))
    head, mark, tail = text.partition("?")
    return head.replace("\\", "/") + mark + tail


def _split(text: str) -> SplitResult | None:
    if not text or len(text) > MAX_URL:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


@lru_cache(maxsize=4096)
def _parse(url: str) -> _Parts | None:
    parts = _split(_cleaned(url))
    host = _host(parts) if parts else None
    if parts is None or host is None:
        return None
    try:
        port = parts.port
    except ValueError:
        return None
    if port == {"http": 80, "https": 443}[parts.scheme]:
        port = None
    path = _dotless(_encoded(parts.path, _PATH_SAFE)) or "/"
    query = _encoded(parts.query, _QUERY_SAFE)
    fragment = _encoded(parts.fragment, _QUERY_SAFE)
    whole = _write(parts.scheme, host, port, path, query, fragment)
    # Encoding can triple a URL: what comes out must be readable again.
    return (parts.scheme, host, port, path, query, fragment) if len(whole) <= 3 * MAX_URL else None


def _host(parts: SplitResult) -> str | None:
    try:
        host = parts.hostname
    except ValueError:
        return None
    if not host:
        return None
    if ":" in host:
        try:
            return f"[{IPv6Address(host)}]"
        except AddressValueError:
            return None
    if "%" in host:
        host = unquote_to_bytes(host).decode("utf-8", "replace").lower()
    if _NON_ASCII.search(host):
        found = _idna(host)
        if found is None:
            return None
        host = found
    host = host.removesuffix(".")
    return host if len(host) <= 253 and _HOST.match(host) and ".." not in host else None


@lru_cache(maxsize=1024)
def _idna(host: str) -> str | None:
    import idna

    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError, ValueError, IndexError):
        return None


def _is_ip(host: str) -> bool:
    if host.startswith("["):
        return True
    try:
        IPv4Address(host)
    except AddressValueError:
        return False
    return True


def _encoded(text: str, safe: frozenset[int]) -> str:
    """Percent-encoding in one form: unreserved bytes bare, escapes that mean something kept, upper-case hex.
    A bare `%` becomes `%25`, so that nothing decodes a second time."""
    if not text:
        return ""

    def escape(byte: int) -> str:
        return f"%{byte:02X}"

    out: list[str] = []
    position = 0
    for match in _PERCENT.finditer(text):
        out.extend(_bare(text[position : match.start()], safe, escape))
        byte = int(match[0][1:], 16)
        out.append(chr(byte) if byte in _UNRESERVED else escape(byte))
        position = match.end()
    out.extend(_bare(text[position:], safe, escape))
    return "".join(out)


def _bare(text: str, safe: frozenset[int], escape: Callable[[int], str]) -> list[str]:
    return [chr(byte) if byte in safe else escape(byte) for byte in text.encode("utf-8", "surrogatepass")]


def _dotless(path: str) -> str:
    """RFC 3986 §5.2.4. Empty segments stay: `//` can be a part of a path that names a page."""
    if "/." not in path:
        return path if path.startswith("/") or not path else "/" + path
    out: list[str] = []
    segments = path.split("/")[1:]
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        if segment == ".":
            if last:
                out.append("")
        elif segment == "..":
            if out:
                out.pop()
            if last:
                out.append("")
        else:
            out.append(segment)
    return "/" + "/".join(out)


def _is_route(fragment: str) -> bool:
    return fragment.startswith(("!", "/")) and len(fragment) > 1


def _without_session(path: str) -> str:
    return _ASPNET_SESSION.sub("", _PATH_SESSION.sub("", path))


def _without_trackers(query: str) -> str:
    if not query:
        return ""
    return "&".join(pair for pair in query.split("&") if pair and not _is_noise(pair))


def _is_noise(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote_to_bytes(name).decode("utf-8", "replace").lower().removeprefix("amp;")
    if name in _TRACKERS or name in _SESSIONS or name.startswith(_TRACKER_PREFIXES):
        return True
    if name.startswith("aspsessionid"):
        return True
    if name == "sid":
        return bool(_RANDOM.match(value))
    if name == "s":
        return bool(_HEX32.match(value))
    if name in _REFERRER_NAMES:
        return value.lower() in _REFERRER_VALUES or bool(_DOMAIN_LIKE.match(value))
    return False


def _write(scheme: str, host: str, port: int | None, path: str, query: str, fragment: str) -> str:
    netloc = host if port is None else f"{host}:{port}"
    return f"{scheme}://{netloc}{path}{'?' + query if query else ''}{'#' + fragment if fragment else ''}"


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    found: str = _suffixes()(host)
    if found:
        return found
    # No suffix that is listed (.example, .internal, a bare intranet name): the list's default rule is `*`.
    return ".".join(host.split(".")[-2:])


@cache
def _suffixes() -> Callable[[str], str]:
    """Host → registrable domain by the Public Suffix List that tldextract carries; never the network."""
    import tldextract  # 0.2 s: only where a site is asked for

    extract = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
    return lambda host: extract(host).top_domain_under_public_suffix
