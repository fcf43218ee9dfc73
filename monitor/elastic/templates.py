"""The index templates: mappings from templates/*.json, the analyzer from the fold table, versions in `_meta`.

    media-monitor-news       news-v2a2-…          articles
    media-monitor-changes    news-changes-v2a2-…  one document per first sight, revision, removal or return
    media-monitor-sources    news-sources-v2a2-…  one per source and hour

The analyzer `news` is a `mapping` char filter generated from `analysis.folds()`, the standard tokenizer and lower-casing:
the same words as ours. `stem.<language>` is mapped for the languages that the server has an analyzer for. A template
of that name that is not ours, or that a newer program wrote, is never touched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from monitor.analysis import ANALYSIS_VERSION, LONGEST, folds
from monitor.elastic.refusals import sentences
from monitor.errors import ConfigurationError

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

SCHEMA_VERSION = 2
PROGRAM = "media-monitor"
NAMES = ("news", "changes", "sources")
_TOLD = [f"index_templates.index_template.{part}" for part in ("_meta", "template.mappings.properties.stem")]
"""What is read of an installed template: all of it would be half a megabyte of fold table."""

VERSION = f"v{SCHEMA_VERSION}a{ANALYSIS_VERSION}"


def template_name(name: str, prefix: str = "") -> str:
    return f"{prefix}{PROGRAM}-{name}"


def body(name: str, *, prefix: str = "", stems: frozenset[str] | None = None) -> dict[str, Any]:
    """A whole template as the server takes it. `stems`: languages whose analyzer the server has; None for all."""
    template: dict[str, Any] = json.loads(
        files("monitor.elastic").joinpath(f"templates/{name}.json").read_text("utf-8")
    )
    patterns = template["index_patterns"]
    template["index_patterns"] = [
        prefix + pattern.format(schema=SCHEMA_VERSION, analysis=ANALYSIS_VERSION) for pattern in patterns
    ]
    mappings = template["template"]["mappings"]
    if "stem" in mappings["properties"]:
        stemmed = mappings["properties"]["stem"]["properties"]
        kept = {lang: field for lang, field in stemmed.items() if stems is None or lang in stems}
        mappings["properties"]["stem"]["properties"] = kept
    if '"news"' in json.dumps(mappings["properties"]):
        template["template"]["settings"]["analysis"] = analysis()
    meta = {"program": PROGRAM, "schema": SCHEMA_VERSION, "analysis": ANALYSIS_VERSION}
    mappings["_meta"] = meta
    digest = hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:16]
    template["_meta"] = {**meta, "digest": digest}
    return template


def analysis() -> dict[str, Any]:
    """The analyzer `news` as index settings."""
    return {
        "char_filter": {"folds": {"type": "mapping", "mappings": list(mappings())}},
        "tokenizer": {"words": {"type": "standard", "max_token_length": LONGEST}},
        "analyzer": {
            "news": {"type": "custom", "char_filter": ["folds"], "tokenizer": "words", "filter": ["lowercase"]}
        },
    }


@cache
def mappings() -> tuple[str, ...]:
    """The fold table in the char filter's own notation, every character escaped."""
    return tuple(f"{_escaped(source)} => {_escaped(folded)}" for source, folded in sorted(folds().items()))


def stem_analyzers() -> Mapping[str, str]:
    """Language → the analyzer that stems it."""
    template = json.loads(files("monitor.elastic").joinpath("templates/news.json").read_text("utf-8"))
    stemmed = template["template"]["mappings"]["properties"]["stem"]["properties"]
    return {language: field["analyzer"] for language, field in stemmed.items()}


def available_stems(client: Elasticsearch) -> frozenset[str]:
    """The languages that the server can stem; none where the key may not ask."""
    from elasticsearch import AuthorizationException, BadRequestError

    analyzers = stem_analyzers()
    found = set()
    for analyzer in set(analyzers.values()):
        with sentences(doing="ask for its analyzers"):
            try:
                client.indices.analyze(analyzer=analyzer, text="a")
                found.add(analyzer)
            except BadRequestError:
                continue
            except AuthorizationException:
                return frozenset()  # stemming is an extra: a key that may not ask goes without
    return frozenset(language for language, analyzer in analyzers.items() if analyzer in found)


def states(client: Elasticsearch, prefix: str) -> dict[str, str]:
    """Each template's name → missing | older | same | newer | foreign."""
    return {template_name(name, prefix): _state(_installed(client, template_name(name, prefix))) for name in NAMES}


def installed_stems(client: Elasticsearch, prefix: str) -> frozenset[str]:
    """The languages that the installed template stems."""
    found = _installed(client, template_name("news", prefix)) or {}
    mapped = found.get("template", {}).get("mappings", {}).get("properties", {})
    return frozenset(mapped.get("stem", {}).get("properties", {}))


def install(client: Elasticsearch, prefix: str, *, dry_run: bool = False) -> dict[str, str]:
    """Put the templates in place; what was done by name: made | renewed | kept. ConfigurationError where one of the
    names belongs to somebody else or to a newer program; then nothing was written."""
    stems = available_stems(client)
    found = {name: _installed(client, template_name(name, prefix)) for name in NAMES}
    for name, template in found.items():
        refuse_strangers(template_name(name, prefix), _state(template))
    done = {}
    for name, template in found.items():
        wanted = body(name, prefix=prefix, stems=stems)
        if template is not None and template.get("_meta") == wanted["_meta"]:
            done[template_name(name, prefix)] = "kept"
            continue
        if not dry_run:
            with sentences(doing="put the index templates in place"):
                client.indices.put_index_template(name=template_name(name, prefix), body=wanted)
        done[template_name(name, prefix)] = "made" if template is None else "renewed"
    return done


def refuse_strangers(name: str, state: str) -> None:
    if state == "foreign":
        raise ConfigurationError(
            f'The index template "{name}" on the server is not ours; it was not touched.',
            hint='Choose other names: [index] prefix = "mine-"',
        )
    if state == "newer":
        raise ConfigurationError(
            f'The index template "{name}" was written by a newer version of this program; it was not touched.',
            hint="Use the newer version here too, or other names: [index] prefix",
        )


def _installed(client: Elasticsearch, name: str) -> dict[str, Any] | None:
    from elasticsearch import NotFoundError

    with sentences(doing="read the index templates"):
        try:
            found = client.indices.get_index_template(name=name, filter_path=_TOLD)
        except NotFoundError:
            return None
        told: list[dict[str, Any]] = found.body.get("index_templates", [])
        template: dict[str, Any] = told[0].get("index_template", {}) if told else {}
        return template


def _state(template: Mapping[str, Any] | None) -> str:
    if template is None:
        return "missing"
    meta = template.get("_meta") or {}
    if meta.get("program") != PROGRAM:
        return "foreign"
    version, ours = (meta.get("schema", 0), meta.get("analysis", 0)), (SCHEMA_VERSION, ANALYSIS_VERSION)
    return "same" if version == ours else "newer" if version > ours else "older"


def _escaped(text: str) -> str:
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
