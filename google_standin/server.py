"""The stand-in on HTTP: a threaded server on this machine's loopback address."""

from __future__ import annotations

import select
import socket
import struct
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from google_standin.answers import Answer, json_answer
from google_standin.clock import Clock
from google_standin.control import BASE, control
from google_standin.google import Google, Outcome, Request

_RESET = struct.pack("ii", 1, 0)
_LOOK_UP_EVERY = 0.1


class Server(ThreadingHTTPServer):
    """Serves one :class:`Google` after the other; ``url`` is where."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, clock: Clock, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.google = Google(clock)
        self.stopping = threading.Event()
        self.reset: set[int] = set()

    @property
    def url(self) -> str:
        """The address that ``SHEETREVIEW_GOOGLE_API`` is set to."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def new_world(self) -> None:
        """Forget all accounts, files and faults; time goes on."""
        self.google = Google(self.google.clock)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 -- as the base class has it
        """End a connection: with a FIN, or with a RST when a fault says so."""
        if id(request) in self.reset:
            self.reset.discard(id(request))
            request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            request.close()
            return
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- as the base class has it
        """A client that went away is no news; anything else is a fault of the stand-in and told as one."""
        import sys  # noqa: PLC0415 -- only here

        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):
            self.google.ledger.violation(f"the stand-in itself failed: {type(error).__name__}: {error}")
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as the base class has it
        """Nothing: addresses and tokens belong in no log."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(method=self.command, target=self.path, headers=headers, body=body)
        if request.path == f"{BASE}reset" and request.method == "POST":
            self.server.new_world()
            self._send(json_answer({}))
            return
        google = self.server.google
        if request.path.startswith(BASE):
            self._send(control(google, request))
            return
        outcome = google.answer(request)
        if outcome.fault.startswith("hang"):
            google.faults.hang(outcome.call)
            self._wait_for_the_end()
            return
        self._send_or_not(outcome)

    def _send_or_not(self, outcome: Outcome) -> None:
        fault = outcome.fault
        if fault == "cut-off":
            self._send(outcome.answer, half=True)
        elif not fault:
            self._send(outcome.answer)
        if fault:
            self.close_connection = True
        if fault.startswith("reset"):
            self.server.reset.add(id(self.request))

    def _send(self, answer: Answer, *, half: bool = False) -> None:
        phrase = HTTPStatus(answer.status).phrase
        lines = [f"HTTP/1.1 {answer.status} {phrase}", f"Content-Length: {len(answer.body)}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        head = "\r\n".join([*lines, "", ""]).encode()
        self.wfile.write(head + (answer.body[: len(answer.body) // 2] if half else answer.body))
        self.wfile.flush()

    def _wait_for_the_end(self) -> None:
        """Hold the connection until the client is gone (its end becomes readable) or the server stops."""
        self.close_connection = True
        while not self.server.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], _LOOK_UP_EVERY)
            if readable:
                return
