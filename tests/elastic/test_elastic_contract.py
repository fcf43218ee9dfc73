"""The port's contract on the real servers: `index` and `opened` come from conftest.py, once for each server."""

from __future__ import annotations

from index.contract_index import IndexContract


class TestOnServers(IndexContract):
    pass
