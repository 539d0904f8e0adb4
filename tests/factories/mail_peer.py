"""A mail server of one thread for tests, by the letter of RFC 5321 as far as smtplib speaks it.

with mail_peer() as peer:            # peer.port; peer.taken holds what was taken, as bytes
with mail_peer(answer="hang up"):    # takes the whole mail and breaks the line before it answers
with mail_peer(answer="451"):        # says no after the mail
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answer: str) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answer = answer
        self.taken: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 peer")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word != b"DATA":
                self._say("250 peer")
                continue
            self._say("354 go on")
            mail = b""
            while (part := self.rfile.readline()) not in (b".\r\n", b""):
                mail += part
            if self.server.answer in ("250", "hang up"):
                self.server.taken.append(mail)
            if self.server.answer == "hang up":
                return
            self._say(f"{self.server.answer} told")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_peer(answer: str = "250") -> Iterator[_Server]:
    """The server on loopback, gone afterwards."""
    with _Server(answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
