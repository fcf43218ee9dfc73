"""Kibana objects: readable files, compiled to what Kibana imports, put in place without trampling on people's work.

    objects/*.toml ─► source ─► lens, compile ─► saved objects ─► install ─► client ─► Kibana
                      Source                     NDJSON            Plan

source   the files as values: data views, saved searches, dashboards and their panels
lens     a panel → the state of a Lens chart          compile  everything → saved objects, NDJSON
kql      the part of Kibana's query language that the files use → Elasticsearch's DSL
request  a panel or a saved search → the request that Kibana makes of Elasticsearch: what the tests run
client   Kibana's HTTP API                            install  what is there, what is to do, doing it

The shape is that of Kibana 8.7 (`compile` says why). Must not know: the ledger, the terminal, the search engine's client.
"""

from __future__ import annotations

from monitor.kibana.client import Kibana
from monitor.kibana.compile import Target, compiled, ndjson
from monitor.kibana.install import Item, State, install, survey, uninstall
from monitor.kibana.source import load

__all__ = [
    "Item",
    "Kibana",
    "State",
    "Target",
    "compiled",
    "install",
    "load",
    "ndjson",
    "survey",
    "uninstall",
]
