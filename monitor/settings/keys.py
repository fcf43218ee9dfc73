"""Every key of a configuration: one table, read by the checker, the JSON Schema and the reference page.

A `Key` has the kind of its value, its default as a person would write it, and the sentence that explains it.
`later` marks what is accepted for a part of the program that this version does not have yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.settings import kinds
from monitor.settings.kinds import (
    ADDRESS,
    COUNTRY,
    DATE_FORMAT,
    EXPRESSION,
    FILLED,
    FLAG,
    HOOK,
    IDENTITY,
    LANGUAGE,
    NETWORK,
    PROXY,
    SELECTOR,
    TEXT,
    TIME_ZONE,
    URL,
    VARIABLE,
    Type,
    choice,
    duration,
    listed,
    mapped,
    number,
    one_or_more,
    whole,
)

VERSION = 1
"""The newest `version` that this program reads."""


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    type: Type
    default: str
    text: str
    later: bool = False


_KINDS = choice("news", "advocacy", "wire", "government", "blog")
_LANGUAGES = choice("en", "fa", "ar", "ckb", "de", "fr", "tr")
_ENVIRONMENT, _FILES = mapped(VARIABLE), mapped(FILLED)
_LOGIN = mapped(Type(lambda value: value, {}))

TOP = (
    Key("version", whole(1, 1_000_000), "1", "Shape of this file. A file of a newer shape is refused."),
    Key("time_zone", TIME_ZONE, '"UTC"', "Times are shown in it; the ledger keeps UTC."),
    Key("language", _LANGUAGES, '"en"', "Language of messages to people."),
    Key(
        "calendars",
        listed(choice("gregorian", "jalali")),
        '["gregorian"]',
        'With "jalali" in it, dates of Persian articles are shown in both calendars.',
    ),
    Key(
        "include",
        listed(FILLED),
        "[]",
        "More files with the same tables, as patterns relative to this file. Ids are used once over all files.",
    ),
)

STORE = (
    Key(
        "ledger",
        kinds.pattern(r"(sqlite:///.+|postgresql(\+psycopg)?://.+)", "sqlite:///FILE or postgresql://…"),
        "state/ledger.db",
        "Database address. Left out, it is one SQLite file. A password comes from MONITOR_LEDGER_PASSWORD or MONITOR_LEDGER_PASSWORD_FILE.",
    ),
    Key("archive", FILLED, '"archive"', 'Folder of the raw pages (WARC); "off" keeps texts only.'),
    Key("keep", duration(for_ever=None), '"for ever"', "How long articles are kept.", later=True),
)

INDEX = (
    Key(
        "engine",
        one_or_more(choice("embedded", "elasticsearch")),
        '"embedded"',
        'Where search happens. With a list, ["embedded", "elasticsearch"], every one is kept up to date; the first answers.',
    ),
    Key("url", URL, "", "Elasticsearch's address."),
    Key("prefix", TEXT, '""', "Put before every name that is made on the server: lower case."),
    Key("ca_file", FILLED, "", "Certificate authority of the server."),
    Key("fingerprint", FILLED, "", "SHA-256 fingerprint of the server's certificate."),
    Key("cloud_id", FILLED, "", "Elastic Cloud id, in place of url."),
    Key(
        "user",
        FILLED,
        "",
        "User name. Its password comes from MONITOR_ELASTICSEARCH_PASSWORD or MONITOR_ELASTICSEARCH_PASSWORD_FILE; an API key from MONITOR_ELASTICSEARCH_API_KEY or MONITOR_ELASTICSEARCH_API_KEY_FILE.",
    ),
)

KIBANA = (
    Key(
        "url",
        URL,
        "",
        "Kibana's address, with its base path. Its key comes from MONITOR_KIBANA_API_KEY or MONITOR_KIBANA_API_KEY_FILE.",
    ),
    Key(
        "user",
        FILLED,
        "",
        "User name in place of a key; the password comes from MONITOR_KIBANA_PASSWORD or MONITOR_KIBANA_PASSWORD_FILE.",
    ),
    Key(
        "space",
        kinds.pattern(r"[a-z0-9_-]{1,64}", "a space's id: small letters a–z, digits, - and _"),
        '"default"',
        "The space that holds our objects; best one of its own.",
    ),
    Key("ca_file", FILLED, "", "Certificate authority of Kibana, where the system does not know it."),
)

CRAWL = (
    Key(
        "contact",
        TEXT,
        '""',
        'Address in the User-Agent, for a site that wants to ask who visits it; "" names only the program.',
    ),
    Key(
        "look",
        duration(timedelta(minutes=1), adaptive="adaptive"),
        '"adaptive"',
        'How often listings are read: "adaptive" follows each source\'s rhythm (10 minutes to a day), or a fixed length of time.',
    ),
    Key(
        "proxy",
        PROXY,
        "",
        "All fetches go through it (http, socks5, socks5h). Addresses are then resolved at its far end, outside the address guard.",
    ),
    Key(
        "proxy_env", VARIABLE, "", "Environment variable that holds the proxy's address, where it contains a password."
    ),
    Key("proxy_file", FILLED, "", "File that holds the proxy's address."),
    Key(
        "allow_networks",
        listed(NETWORK),
        "[]",
        'Networks that are not public and may be visited all the same, for intranet sources: ["10.0.0.0/8"].',
    ),
    Key("delay", number(0, 3600), "1.0", "Seconds between two requests to one host."),
    Key("per_host", whole(1, 64), "1", "Requests to one host at the same time."),
    Key("concurrency", whole(1, 1024), "32", "Requests at the same time, over all hosts."),
    Key("timeout_s", number(1, 600), "20.0", "Seconds that one response may take."),
    Key("max_size", whole(10_000, 100_000_000), "8_000_000", "Largest body in bytes, after decoding."),
    Key("workers", whole(1, 256), "one per core", "Processes that read pages."),
    Key("deadline_s", number(1, 600), "20.0", "Seconds that the reading of one page may take."),
    Key("memory_mb", whole(200, 64_000), "1000", "Most memory of one worker process."),
    Key(
        "second_look",
        duration(),
        '"60s"',
        "How long after a 404 or 410 an article's page is asked for again before it counts as gone.",
    ),
    Key(
        "backfill",
        duration(all=None),
        '"1y"',
        'How old an article may be to be fetched at first contact with its source, or "all".',
    ),
    Key("obey_robots", FLAG, "true", "Whether robots.txt is obeyed."),
)

_SECRET_HEADERS = ("authorization", "cookie", "proxy-authorization", "x-api-key")

SOURCE = (
    Key("id", IDENTITY, "required", "Name of the source in the ledger; it stays for ever."),
    Key("name", FILLED, "the host's name", "What people read; free to change."),
    Key("url", URL, "required", "The home page."),
    Key("kind", _KINDS, '"news"', "What sort of publisher it is: news, advocacy, wire, government or blog."),
    Key("owner", FILLED, "", "Publications of one owner are not independent of each other."),
    Key("language", LANGUAGE, "", "Language that it mostly writes in: a hint, not a verdict."),
    Key("country", COUNTRY, "", "Two letters: where it publishes from, or for."),
    Key("time_zone", TIME_ZONE, "", "For dates on its pages that do not name a zone."),
    Key("labels", mapped(TEXT), "{}", 'Your own words for it: { desk = "iran" }; select with -l desk=iran.'),
    Key("feeds", listed(ADDRESS), "[]", "RSS, Atom or JSON feeds. Left out, they are found from the home page."),
    Key("sitemaps", listed(ADDRESS), "[]", "Sitemaps or sitemap indexes."),
    Key("sections", listed(ADDRESS), "[]", "Pages that list articles."),
    Key(
        "discover",
        FLAG,
        "true without feeds, sitemaps and sections",
        "Whether listings are looked for from the home page.",
    ),
    Key("every", duration(timedelta(minutes=1)), "by rhythm", 'Fixed interval between two looks: "15m".'),
    Key("min_words", whole(0, 100_000), "60", "Pages with fewer words are not kept as articles."),
    Key(
        "revisit",
        listed(duration(timedelta(minutes=1))),
        "[]",
        'Ages at which an article is looked at again for changes and removal: ["1h", "1d", "7d"].',
    ),
    Key("languages", listed(LANGUAGE), "[]", "Languages to keep; empty keeps all."),
    Key("page_budget", whole(1, 1_000_000), "500", "Most pages fetched in one crawl."),
    Key("delay", number(0, 3600), "[crawl] delay", "Seconds between two requests to one of its hosts."),
    Key("obey_robots", FLAG, "[crawl] obey_robots", "Whether its robots.txt is obeyed."),
    Key("proxy", PROXY, "[crawl] proxy", "Proxy for this source alone."),
    Key("proxy_env", VARIABLE, "", "Environment variable that holds the proxy's address."),
    Key("proxy_file", FILLED, "", "File that holds the proxy's address."),
    Key("headers", mapped(TEXT, secret_names=_SECRET_HEADERS), "{}", "Further request headers, none of them secret."),
    Key("headers_env", _ENVIRONMENT, "{}", 'Secret headers, by variable: { Authorization = "EXAMPLE_TOKEN" }.'),
    Key("headers_file", _FILES, "{}", "Secret headers, each by a file that holds its value."),
    Key("cookies", mapped(TEXT), "{}", "Cookies that are no secret, such as an answer to a consent page."),
    Key("cookies_env", _ENVIRONMENT, "{}", "Secret cookies, by variable."),
    Key("cookies_file", _FILES, "{}", "Secret cookies, each by a file."),
    Key(
        "login",
        _LOGIN,
        "",
        "A form that is posted once before the first page: a table of url, fields, fields_env, fields_file.",
    ),
    Key("paused", FLAG, "false", "Not crawled while true; what is stored stays searchable."),
    Key(
        "include",
        listed(EXPRESSION),
        "[]",
        "Regular expressions; where given, only addresses that match one are articles.",
    ),
    Key("exclude", listed(EXPRESSION), "[]", "Regular expressions of addresses that are never articles."),
    Key(
        "body",
        SELECTOR,
        "",
        "Where the article's text is, only where it comes out wrong: a CSS selector, or an XPath (it begins with / or ./).",
    ),
    Key("title", SELECTOR, "", "CSS selector or XPath of the title."),
    Key("author", SELECTOR, "", "CSS selector or XPath of the author."),
    Key("date", SELECTOR, "", "CSS selector or XPath of the date."),
    Key(
        "date_format",
        DATE_FORMAT,
        "",
        'How the date is written there, where it is not understood: "%d/%m/%Y %H:%M", with %B for a month\'s name in any language.',
    ),
    Key(
        "calendar",
        choice("gregorian", "jalali", "hijri"),
        "by the year",
        "Calendar of its dates, where the year does not tell: 1405 is taken for Jalali, 1448 for Hijri.",
    ),
    Key("next_page", SELECTOR, "", "CSS selector or XPath of the links to further pages of one article."),
    Key("remove", listed(SELECTOR), "[]", "CSS selectors or XPaths of what is cut before the text is read."),
    Key(
        "hook",
        HOOK,
        "",
        'The last resort: a Python function, "file.py:function" beside monitor.toml, that is given the page and the fields and gives those that it corrects.',
    ),
    Key("credit", listed(FILLED), "[]", "How others sign its texts.", later=True),
    Key("render", choice("never", "if-empty", "always"), '"never"', "Whether a browser renders its pages.", later=True),
)

LOGIN = (
    Key("url", URL, "required", "Where the form is sent to."),
    Key("fields", mapped(TEXT), "{}", "Fields that are no secret."),
    Key("fields_env", _ENVIRONMENT, "{}", "Secret fields, by variable."),
    Key("fields_file", _FILES, "{}", "Secret fields, each by a file."),
)

TABLES = {"store": STORE, "index": INDEX, "crawl": CRAWL, "kibana": KIBANA}
"""Tables that stand once. `[[source]]` and `[defaults.source]` are lists of SOURCE."""

LATER = ("rule", "recipient", "channel", "digest", "person", "people", "watchdog", "translate")
"""Tables of parts that are still to come: accepted as they are, not read."""

NOT_INHERITED = ("id", "name", "url", "feeds", "sitemaps", "sections")
"""What makes no sense in [defaults.source]: it tells one source from another."""
