"""A SOCKS5 proxy (RFC 1928) on a free loopback port that leads every name to one server and remembers the names."""

from __future__ import annotations

import contextlib
import socket
import threading


class SocksProxy:
    def __init__(self, to_port: int) -> None:
        self.names: list[str] = []
        self._to_port = to_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            stream = client.makefile("rb")
            stream.read(stream.read(2)[1])
            client.sendall(b"\x05\x00")
            kind = stream.read(4)[3]
            self.names.append(stream.read(stream.read(1)[0]).decode() if kind == 3 else f"address type {kind}")
            stream.read(2)
            with socket.create_connection(("127.0.0.1", self._to_port)) as server:
                client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
                threading.Thread(target=_copy, args=(server, client), daemon=True).start()
                _copy(client, server)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
