"""What `monitor init` writes: texts only, no file is touched here."""

from __future__ import annotations

from monitor.cli.added import toml_value

IGNORED = """# What the program keeps, and what is secret.
state/
.env
secrets/
"""

ENVIRONMENT = """# Secrets, read from the environment. Copy this file to .env, fill it in, keep it to yourself (chmod 600 .env).
# Each may be given as a file instead: the same name with _FILE at its end.
# MONITOR_LEDGER_PASSWORD=          # only for [store] ledger = "postgresql://…"
# EXAMPLE_TOKEN=                    # named by a source: headers_env = { Authorization = "EXAMPLE_TOKEN" }
"""

_CONFIGURATION = """\
# Media Monitor. Check it with: monitor config check      All keys: docs/configuration.md
version   = 1
time_zone = {time_zone}          # times are shown in it; the ledger keeps UTC
language  = {language}
calendars = ["gregorian", "jalali"]   # both dates where an article is Persian
include   = ["sources/*.toml"]        # same tables; ids are used once over all files

[store]                               # nothing here = one SQLite file in state/
{ledger}
# archive = "archive"                 # raw pages (WARC); "off" keeps texts only

[index]
engine    = "embedded"

[crawl]
contact   = ""                        # an address for the sites' owners, in the User-Agent
# look     = "adaptive"               # 10 minutes … 1 day, by each source's rhythm; or a length of time such as "1h"
# backfill = "1y"                     # how old an article may be at first contact with its source, or "all"
# proxy    = "socks5h://127.0.0.1:9050"    # names are then resolved at the far end

[defaults.source]                     # inherited; a source's own line wins: monitor config show --origin
min_words = 60
revisit   = ["1h", "6h", "1d", "7d", "30d"]     # ages at which an article is looked at again

# ---- sources: monitor add writes to sources/added.toml; yours may stand here ----------------
# [[source]]
# id       = "nilufar"                # stays for ever
# name     = "Nilufar Bulletin"       # free to change
# url      = "https://nilufar.example"
# kind     = "advocacy"               # news | advocacy | wire | government | blog
# owner    = "Nilufar Collective"     # publications of one owner are not independent of each other
# language = "fa"
# labels   = {{ desk = "iran" }}
# every    = "15m"                    # left out, it follows the source's rhythm
"""

_LEDGERS = {
    "laptop": '# ledger  = "postgresql://monitor@db.example/monitor"   # password: MONITOR_LEDGER_PASSWORD or …_FILE',
    "cluster": 'ledger    = "postgresql://monitor@localhost/monitor"   # password: MONITOR_LEDGER_PASSWORD or …_FILE',
}


def configuration(*, time_zone: str, language: str, profile: str) -> str:
    """monitor.toml for a profile (`laptop`, `server` or `cluster`)."""
    return _CONFIGURATION.format(
        time_zone=toml_value(time_zone),
        language=toml_value(language),
        ledger=_LEDGERS["cluster" if profile == "cluster" else "laptop"],
    )
