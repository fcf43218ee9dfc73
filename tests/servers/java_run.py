"""Java servers out of published packages: resolved by jgo, compiled by ECJ, one process per test run.

    address = java_run.shared("elasticsearch", start)      # "http://127.0.0.1:41237"

The first worker of a run that asks starts the server; the others find its address in a file, under a lock. The server
ends with the process that all workers belong to, and takes its data with it: it polls for that process (`Leash.java`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

SOURCES = Path(__file__).parent / "java"
ECJ = "org.eclipse.jdt:ecj:3.42.0"
PATIENCE_S = 120
"""It is ready in 6 to 12 s on an idle machine."""


class Leashed(subprocess.Popen[bytes]):
    """A process that ends with the run that it is for; whoever started it may be gone before."""

    def __del__(self) -> None:
        """Popen's own would warn that it is still running."""


class Unavailable(Exception):
    """Why the server cannot be had here."""


def shared(name: str, start: Callable[[Path, int], tuple[subprocess.Popen[bytes], int]]) -> str:
    """The address of this run's server; skips the test where it cannot be had, fails it with ``CI=true``.

    `start` is given a folder and a free port, and returns the process and the port of its HTTP.
    """
    folder = Path(tempfile.gettempdir()) / f"servers-{os.getuid()}-{_run()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    told = folder / f"{name}.address"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if told.exists():
                address = told.read_text()
                if address.startswith("http"):
                    return address
                raise Unavailable(address)
            data = folder / name
            data.mkdir(exist_ok=True)
            process, port = start(data, free_port())
            address = f"http://127.0.0.1:{port}"
            wait(process, address, data / "log")
            told.write_text(address)
            return address
        except Unavailable as why:
            told.write_text(str(why))
            if os.environ.get("CI") == "true":
                pytest.fail(f"{name}: {why}")
            pytest.skip(f"{name}: {why}")


def holder() -> int:
    """The process that the whole test run belongs to: with xdist the workers' parent."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def free_port(among: Iterable[int] = (0,)) -> int:
    """One that nobody listens on; any at all where none are named."""
    for port in among:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Unavailable("no port is free")


def jars(endpoint: str) -> list[Path]:
    try:
        import jgo
    except ImportError:
        raise Unavailable("the package jgo is not installed") from None
    try:
        # Two workers that resolve at the same time write into one repository.
        with (Path(tempfile.gettempdir()) / f"servers-jars-{os.getuid()}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return list(jgo.build(endpoint).all_jars)
    except Exception as problem:  # whatever a resolver meets: no network, a repository that does not answer
        raise Unavailable(f"{endpoint} cannot be resolved: {problem}") from problem


def compiled(java: Path, classpath: list[Path], sources: list[Path]) -> Path:
    """The folder of the compiled classes, made once for each state of the sources."""
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources))
    digest.update(":".join(map(str, classpath)).encode())
    folder = Path(tempfile.gettempdir()) / f"servers-classes-{os.getuid()}-{digest.hexdigest()[:16]}"
    done = folder / "done"
    if not done.exists():
        compiler = [str(java), "-cp", _path(jars(ECJ)), "org.eclipse.jdt.internal.compiler.batch.Main"]
        options = ["-source", "21", "-target", "21", "-nowarn", "-cp", _path(classpath) or ".", "-d", str(folder)]
        result = subprocess.run([*compiler, *options, *map(str, sources)], capture_output=True, text=True, check=False)
        if result.returncode:
            raise RuntimeError(result.stdout + result.stderr)
        done.touch()
    return folder


def run(java: Path, classpath: list[Path], data: Path, options: list[str], main: list[str]) -> subprocess.Popen[bytes]:
    """Start a main class on the leash; what it prints goes to ``log`` in its folder."""
    command = [str(java), *options, "-cp", _path(classpath), "Leash", str(holder()), str(data), *main]
    with (data / "log").open("wb") as log:
        return Leashed(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def _path(classpath: list[Path]) -> str:
    return ":".join(map(str, classpath))


def _run() -> str:
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", "")[:12] or str(os.getpid())


def wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            url = f"{address}/_cluster/health?wait_for_status=yellow&timeout=10s"
            with opener.open(url, timeout=15) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")
